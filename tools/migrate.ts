import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { runner } from "node-pg-migrate";
import { PROGRAMS, type Program } from "./databases.ts";

const ROOT = resolve(import.meta.dirname, "..");

/** Where a program's numbered migrations are. */
export function migrationsFolder(program: Program): string {
  return join(ROOT, program, "migrations");
}

/**
 * Brings a program's database to the newest schema: its numbered SQL files, forward only, each once.
 * Returns those it ran.
 *
 * Repeating it is safe, and so is running it twice at the same time: the second waits, then finds nothing to do.
 */
export async function migrate(options: { program: Program; ownerUrl: string }): Promise<string[]> {
  const dir = migrationsFolder(options.program);
  if (!existsSync(dir)) return [];
  const ran = await runner({
    databaseUrl: options.ownerUrl,
    dir,
    ignorePattern: String.raw`(?!\d{4}_[a-z0-9_]+\.sql$).*`,
    direction: "up",
    // The note of what ran is the owner's alone, out of the service's sight.
    migrationsTable: "migrations",
    migrationsSchema: "migrations",
    createMigrationsSchema: true,
    advisoryLockMode: "wait",
    log: () => undefined,
  });
  return ran.map((migration) => migration.name);
}

async function main(): Promise<void> {
  const [program, ownerUrl] = process.argv.slice(2);
  if (!isProgram(program) || ownerUrl === undefined) {
    console.error("Usage: node tools/migrate.ts money|gateway postgres://OWNER:PASSWORD@HOST:PORT/DATABASE");
    process.exitCode = 2;
    return;
  }
  const ran = await migrate({ program, ownerUrl });
  console.log(ran.length === 0 ? `${program} is at its newest schema.` : `${program}: ran ${ran.join(", ")}.`);
}

function isProgram(text: string | undefined): text is Program {
  return PROGRAMS.some((program) => program === text);
}

if (import.meta.main) await main();
