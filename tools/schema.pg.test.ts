import pg from "pg";
import { expect, test } from "vitest";
import { describeSchema } from "./schema.ts";
import { createTestDatabase } from "./test-database.ts";

async function schemaAfter(statements: readonly string[]): Promise<string> {
  const database = await createTestDatabase("gateway");
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  await client.query("drop schema public cascade; create schema public");
  for (const statement of statements) await client.query(statement);
  await client.end();
  const schema = await describeSchema("gateway", database.ownerUrl);
  await database.drop();
  return schema;
}

const MAKE_ORDERS = `
  create table orders (id uuid primary key, status text not null default 'new' check (status <> ''))`;
const MAKE_FILLS = `
  create table fills (at date not null, cents bigint generated always as identity) partition by range (at)`;
const ONE_MONTH = `create table fills_2026_03 partition of fills for values from ('2026-03-01') to ('2026-04-01')`;

test("the schema does not depend on the order in which things were made", async () => {
  const one = await schemaAfter([MAKE_ORDERS, MAKE_FILLS, ONE_MONTH]);
  const other = await schemaAfter([MAKE_FILLS, ONE_MONTH, MAKE_ORDERS]);
  expect(other).toBe(one);
});

test("the schema shows columns, constraints, partitions, indexes, triggers, functions and rights", async () => {
  const schema = await schemaAfter([
    MAKE_ORDERS,
    MAKE_FILLS,
    ONE_MONTH,
    "create index orders_open on orders (status) where status = 'new'",
    "create function refuse() returns trigger language plpgsql as $$ begin raise exception 'append only'; end $$",
    "create trigger keep before delete on orders for each row execute function refuse()",
    "grant select, insert on orders to gateway_service",
    "grant update (status) on orders to gateway_service",
  ]);
  for (const line of [
    "create table orders (",
    "  status text not null default 'new'::text,",
    "  constraint orders_pkey PRIMARY KEY (id),",
    "\n  cents bigint not null generated always as identity",
    ") partition by RANGE (at);",
    "-- partition fills_2026_03 FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')",
    "CREATE INDEX orders_open ON public.orders USING btree (status) WHERE (status = 'new'::text);",
    "CREATE TRIGGER keep BEFORE DELETE ON public.orders FOR EACH ROW EXECUTE FUNCTION refuse();",
    "grant insert, select on orders to gateway_service;",
    "grant update (status) on orders to gateway_service;",
  ]) {
    expect(schema).toContain(`${line}\n`);
  }
  expect(schema).toContain("raise exception 'append only'");
});
