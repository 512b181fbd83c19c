import { createHash } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../tools/test-database.ts";

let database: TestDatabase;
let owner: pg.Client;
let service: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase("gateway");
  owner = new pg.Client({ connectionString: database.ownerUrl });
  service = new pg.Client({ connectionString: database.url });
  await Promise.all([owner.connect(), service.connect()]);
});
afterAll(async () => {
  await Promise.all([owner?.end(), service?.end()]);
  await database?.drop();
});

test("no column of the gateway holds a balance, an amount, a price or a quantity", async () => {
  const columns = await owner.query(
    `select table_name || '.' || column_name as name, data_type from information_schema.columns
     where table_schema = 'public' and table_name <> 'pgmigrations'`,
  );
  expect(columns.rows.length).toBeGreaterThan(80);
  const money = /(^|[._])(amount|balance|cash|jpy|yen|usd|cents|price|rate|quantity|shares|value|cost|holding|order)s?/;
  for (const { name, data_type } of columns.rows) {
    expect(name).not.toMatch(money);
    expect(["numeric", "money", "real", "double precision"], name).not.toContain(data_type);
  }
});

test("the digest of each document is that of its text", async () => {
  const { rows } = await owner.query("select * from documents");
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) {
    const text = [row.title_ja, row.body_ja, row.title_en, row.body_en].join("\n");
    expect(createHash("sha256").update(text, "utf8").digest("hex")).toBe(row.hash);
  }
});

test("the service owns nothing and can create nothing", async () => {
  const owned = await service.query("select tablename from pg_tables where tableowner = current_user");
  expect(owned.rows).toEqual([]);
  await expect(service.query("create table mine (id int)")).rejects.toThrow(/permission denied/);
  await expect(service.query("alter table users add column x int")).rejects.toThrow(/must be owner/);
  await expect(service.query("drop trigger audit_log_append_only on audit_log")).rejects.toThrow(/must be owner/);
});

test("the service changes only what may change: no key, no person, no password, no number of a customer", async () => {
  const forbidden = [
    "update vault_records set wrapped_key = ''",
    "update vault_indexes set record_id = record_id",
    "update users set vault_record_id = vault_record_id",
    "update operators set role = 'administrator'",
    "update credentials set password_hash = ''",
    "update sessions set subject_id = subject_id",
    "update sessions set level = 'full'",
    "update applications set user_id = user_id",
    "update customers set number = number",
    "update work set payload = '{}'",
    "delete from users",
    "delete from applications",
    "delete from customers",
    "delete from work",
    "delete from vault_fields",
  ];
  for (const statement of forbidden) await expect(service.query(statement), statement).rejects.toThrow(/permission/);
});
