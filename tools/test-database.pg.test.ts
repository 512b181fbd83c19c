import pg from "pg";
import { expect, test } from "vitest";
import { PROGRAMS } from "./databases.ts";
import { createTestDatabase } from "./test-database.ts";

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test.each(PROGRAMS)("a service of %s logs in, and may not make tables", async (program) => {
  const database = await createTestDatabase(program);
  expect(await ask(database.url, "select current_user::text as who")).toEqual([{ who: program }]);
  await expect(ask(database.url, "create table mine (id int)")).rejects.toThrow(/permission denied/);
  await database.drop();
});

test("databases made at the same time are separate", async () => {
  const databases = await Promise.all([1, 2, 3, 4].map(() => createTestDatabase("money")));
  await Promise.all(databases.map(({ ownerUrl }) => ask(ownerUrl, "create table only_here (id int)")));
  expect(new Set(databases.map(({ url }) => url)).size).toBe(4);
  await Promise.all(databases.map((database) => database.drop()));
});

test("a program's service cannot enter the other program's database", async () => {
  const [money, gateway] = await Promise.all([createTestDatabase("money"), createTestDatabase("gateway")]);
  const trespass = new URL(gateway.url);
  trespass.pathname = new URL(money.url).pathname;
  await expect(ask(trespass.href, "select 1")).rejects.toThrow(/permission denied for database/);
  await Promise.all([money.drop(), gateway.drop()]);
});
