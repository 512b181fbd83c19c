import { createHash, randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createDatabase, type DatabaseUrls, dropDatabase, ensureRoles, type Program, withAdmin } from "./databases.ts";
import { migrate, migrationsFolder } from "./migrate.ts";

/** Where the test server is written for the test processes; set by `test-server.ts`. */
export const TEST_SERVER_VARIABLE = "KURA_TEST_POSTGRES";

export type TestDatabase = DatabaseUrls & { drop(): Promise<void> };

/**
 * A program's database, freshly migrated and empty, for one test file.
 *
 * `url` logs in with the rights of the service, `ownerUrl` with those of the owner. The first call
 * migrates a template, all others copy it, which takes some hundredths of a second.
 */
export async function createTestDatabase(program: Program): Promise<TestDatabase> {
  const adminUrl = process.env[TEST_SERVER_VARIABLE];
  if (adminUrl === undefined) {
    throw new Error("There is no test server: name the file *.pg.test.ts, *.story.test.ts or *.browser.test.ts.");
  }
  const template = await ensureTemplate(adminUrl, program);
  const database = `test_${program}_${randomBytes(8).toString("hex")}`;
  const urls = await createDatabase(adminUrl, program, database, template);
  return { ...urls, drop: () => dropDatabase(adminUrl, database) };
}

/** The template's name follows from its migrations, so a changed migration gives another template. */
async function ensureTemplate(adminUrl: string, program: Program): Promise<string> {
  const template = `template_${program}_${hashMigrations(program)}`;
  return withAdmin(adminUrl, async (admin) => {
    // One test process migrates, the others wait for it here.
    await admin.query("select pg_advisory_lock(hashtext($1))", [template]);
    const found = await admin.query("select 1 from pg_database where datname = $1", [template]);
    if (found.rowCount === 1) return template;
    await ensureRoles(adminUrl, program);
    const draft = `${template}_draft`;
    await dropDatabase(adminUrl, draft);
    const { ownerUrl } = await createDatabase(adminUrl, program, draft, "template1");
    await migrate({ program, ownerUrl });
    await admin.query(`alter database ${draft} rename to ${template}`);
    return template;
  });
}

function hashMigrations(program: Program): string {
  const folder = migrationsFolder(program);
  const hash = createHash("sha256");
  for (const file of existsSync(folder) ? readdirSync(folder).toSorted() : []) {
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(join(folder, file)))
      .update("\0");
  }
  return hash.digest("hex").slice(0, 12);
}
