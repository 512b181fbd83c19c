import { join } from "node:path";
import { type DatabaseUrls, ensureDatabase, ensureRoles, PROGRAMS, type Program } from "./databases.ts";
import { PartDied } from "./family.ts";
import { migrate } from "./migrate.ts";
import { type Postgres, startPostgres } from "./postgres.ts";
import { isAlive } from "./processes.ts";

/** The databases of a desk, migrated, and how to let go of them. */
export type DeskDatabases = {
  readonly urls: Readonly<Record<Program, DatabaseUrls>>;
  readonly notice: string | null;
  /** Rejects when our server goes away by itself. Never resolves. */
  readonly died: Promise<never>;
  stop(): Promise<void>;
};

/**
 * Brings up the desk's databases at their newest schema: on our own PostgreSQL, or wherever
 * MONEY_DATABASE_URL and GATEWAY_DATABASE_URL say.
 */
export async function openDeskDatabases(dataFolder: string, port: number): Promise<DeskDatabases> {
  const given = givenDatabases(process.env);
  if (given !== null) {
    await migrateAll(given);
    return { urls: given, notice: null, died: new Promise(() => undefined), stop: async () => undefined };
  }
  const server = await startPostgres({
    home: join(dataFolder, "postgres"),
    port,
    settings: { shared_buffers: "256MB" },
  });
  try {
    const urls = { money: await ensure("money"), gateway: await ensure("gateway") };
    await migrateAll(urls);
    const watch = watchServer(server);
    return {
      urls,
      notice: server.notice,
      died: watch.died,
      stop: () => {
        watch.end();
        return server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }

  async function ensure(program: Program): Promise<DatabaseUrls> {
    await ensureRoles(server.adminUrl, program);
    return ensureDatabase(server.adminUrl, program, `kura_${program}`);
  }
}

/** The server is no child of ours when an earlier start left it, so it is looked at from time to time. */
function watchServer(server: Postgres): { died: Promise<never>; end(): void } {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined); // heard of where it is awaited
  const timer = setInterval(() => {
    if (!isAlive(server.pid)) reject(new PartDied(`PostgreSQL stopped by itself; see ${server.home}/server.log.`));
  }, 1_000);
  return { died: promise, end: () => clearInterval(timer) };
}

/** Another server's databases; their owners' addresses are needed to migrate, and may be the same. */
export function givenDatabases(environment: NodeJS.ProcessEnv): Record<Program, DatabaseUrls> | null {
  const { MONEY_DATABASE_URL: money, GATEWAY_DATABASE_URL: gateway } = environment;
  if (!money && !gateway) return null;
  if (!money || !gateway)
    throw new Error("MONEY_DATABASE_URL and GATEWAY_DATABASE_URL are given together or not at all.");
  return {
    money: { url: money, ownerUrl: environment.MONEY_OWNER_DATABASE_URL || money },
    gateway: { url: gateway, ownerUrl: environment.GATEWAY_OWNER_DATABASE_URL || gateway },
  };
}

async function migrateAll(urls: Readonly<Record<Program, DatabaseUrls>>): Promise<void> {
  for (const program of PROGRAMS) await migrate({ program, ownerUrl: urls[program].ownerUrl });
}
