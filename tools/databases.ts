import { createHmac } from "node:crypto";
import pg from "pg";

/** The programs that keep a database of their own. */
export const PROGRAMS = ["money", "gateway"] as const;
export type Program = (typeof PROGRAMS)[number];

/** The programs a command line names; all of them when it names none. */
export function programsNamed(args: readonly string[]): readonly Program[] {
  const named = PROGRAMS.filter((program) => args.includes(program));
  return named.length === 0 ? PROGRAMS : named;
}

/** The two ways into a program's database: its owner, who migrates, and its service, who works. */
export type DatabaseUrls = { readonly ownerUrl: string; readonly url: string };

/**
 * Makes sure a program's roles exist: the owner's login, the service's login, and the group that says what it may do.
 *
 * Migrations grant to the group, so a login can be replaced without touching the schema.
 */
export async function ensureRoles(adminUrl: string, program: Program): Promise<void> {
  const { owner, service, group } = roleNames(program);
  await withAdmin(adminUrl, async (admin) => {
    // Several of us may start at once on one server, and roles have no "if not exists".
    await admin.query("begin");
    await admin.query("select pg_advisory_xact_lock(hashtext('kura roles'))");
    await ensureRole(admin, group, "nologin");
    await ensureRole(admin, owner, `login password '${passwordOf(adminUrl, owner)}'`);
    await ensureRole(admin, service, `login password '${passwordOf(adminUrl, service)}'`);
    await admin.query(`grant ${group} to ${service}`);
    await admin.query("commit");
  });
}

/** Makes sure a program's database exists, is its owner's, and is closed to everybody else but its service. */
export async function ensureDatabase(adminUrl: string, program: Program, database: string): Promise<DatabaseUrls> {
  const exists = await withAdmin(adminUrl, async (admin) => {
    const found = await admin.query("select 1 from pg_database where datname = $1", [database]);
    return found.rowCount === 1;
  });
  if (!exists) await createDatabase(adminUrl, program, database, "template1");
  return databaseUrls(adminUrl, program, database);
}

/** Creates a database for a program, as a copy of a template. */
export async function createDatabase(
  adminUrl: string,
  program: Program,
  database: string,
  template: string,
): Promise<DatabaseUrls> {
  const { owner, group } = roleNames(program);
  await withAdmin(adminUrl, async (admin) => {
    await admin.query(`create database ${database} owner ${owner} template ${template} strategy file_copy`);
    // Who may connect is not copied from a template.
    await admin.query(
      `revoke all on database ${database} from public; grant connect on database ${database} to ${group}`,
    );
  });
  return databaseUrls(adminUrl, program, database);
}

/** Removes a database, with whoever is still connected to it. */
export async function dropDatabase(adminUrl: string, database: string): Promise<void> {
  await withAdmin(adminUrl, (admin) => admin.query(`drop database if exists ${database} with (force)`));
}

/** Lends a connection as the superuser. */
export async function withAdmin<Result>(
  adminUrl: string,
  work: (admin: pg.Client) => Promise<Result>,
): Promise<Result> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

/** How a program's owner and its service log in to a database. */
export function databaseUrls(adminUrl: string, program: Program, database: string): DatabaseUrls {
  const { owner, service } = roleNames(program);
  return { ownerUrl: loginUrl(adminUrl, owner, database), url: loginUrl(adminUrl, service, database) };
}

function roleNames(program: Program): { owner: string; service: string; group: string } {
  return { owner: `${program}_owner`, service: program, group: `${program}_service` };
}

function loginUrl(adminUrl: string, role: string, database: string): string {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = passwordOf(adminUrl, role);
  url.pathname = `/${database}`;
  return url.href;
}

/** Every role's password follows from the server's own, so that one secret file is kept, not seven. */
function passwordOf(adminUrl: string, role: string): string {
  return createHmac("sha256", new URL(adminUrl).password).update(`role ${role}`).digest("base64url");
}

/** The password is set each time: a restored or older server then follows the secret that lies beside it. */
async function ensureRole(admin: pg.Client, role: string, options: string): Promise<void> {
  const found = await admin.query("select 1 from pg_roles where rolname = $1", [role]);
  await admin.query(`${found.rowCount === 1 ? "alter" : "create"} role ${role} with ${options}`);
}
