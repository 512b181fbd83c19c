import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../tools/test-database.ts";
import { openTestWorld, PERSONAL, signInOperator, signUpCustomer, type TestWorld } from "../test-world.ts";
import { SYSTEM } from "./actor.ts";
import { SealBroken } from "./cipher.ts";
import { findRecord, readRecord, readRecords } from "./read.ts";
import { insertRecord, sealFields, sealRecord, writeFields } from "./record.ts";

let database: TestDatabase;
let world: TestWorld;
let owner: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase("gateway");
  world = await openTestWorld({ databaseUrl: database.url });
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner?.end();
  await world?.close();
  await database?.drop();
});

const reader = { who: SYSTEM, why: "a test reads" };

async function keep(fields: Record<string, string>, findBy = {}): Promise<string> {
  const { parts } = world;
  const record = await sealRecord(parts.keys, { recordId: parts.ids(), kind: "user", fields, findBy });
  await parts.db.transaction().execute(async (tx) => {
    expect(await insertRecord(tx, record, parts.machine.now())).toBe(true);
  });
  return record.recordId;
}

test("what is written is read again, also after it was written over", async () => {
  const id = await keep({ city: "京都市", street: "一条1" });
  const sealed = await sealFields(world.parts, id, { city: "大阪市" });
  await world.parts.db.transaction().execute((tx) => writeFields(tx, sealed));
  const read = await readRecord(world.parts, id, ["city", "street", "phone"], reader);
  expect(read).toEqual({ city: "大阪市", street: "一条1" });
});

test("ciphertext swapped between two fields of a record is detected", async () => {
  const id = await keep({ city: "京都市", street: "一条1" });
  await owner.query(
    `update vault_fields a set sealed = b.sealed from vault_fields b
     where a.record_id = $1 and b.record_id = $1 and a.field <> b.field`,
    [id],
  );
  await expect(readRecord(world.parts, id, ["city"], reader)).rejects.toThrow(SealBroken);
});

test("ciphertext, or ciphertext with its key, moved to another record is detected", async () => {
  const [first, second] = [await keep({ city: "京都市" }), await keep({ city: "大阪市" })];
  const move = `update vault_fields a set sealed = b.sealed from vault_fields b
    where a.record_id = $1 and b.record_id = $2`;
  await owner.query(move, [first, second]);
  await expect(readRecord(world.parts, first, ["city"], reader)).rejects.toThrow(SealBroken);
  await owner.query(
    `update vault_records a set wrapped_key = b.wrapped_key from vault_records b where a.id = $1 and b.id = $2`,
    [first, second],
  );
  await expect(readRecord(world.parts, first, ["city"], reader)).rejects.toThrow(SealBroken);
});

test("a record is found by an indexed value and by no other", async () => {
  const id = await keep({ email: "a@example.com" }, { email: "a@example.com" });
  expect(await findRecord(world.parts, "user", "email", "a@example.com")).toBe(id);
  expect(await findRecord(world.parts, "user", "email", "b@example.com")).toBeNull();
  expect(await findRecord(world.parts, "operator", "email", "a@example.com")).toBeNull();
});

test("each read is on record with who, why, what and when", async () => {
  const ids = [await keep({ city: "京都市" }), await keep({ city: "大阪市" })];
  const who = { kind: "operator" as const, id: world.parts.ids() };
  await readRecords(world.parts, ids, ["city", "street"], { who, why: "review application 7" });
  const reads = await owner.query(
    `select record_id, fields, actor_kind, reason from vault_reads where actor_id = $1 order by record_id`,
    [who.id],
  );
  const expected = { fields: ["city", "street"], actor_kind: "operator", reason: "review application 7" };
  expect(reads.rows).toEqual(ids.toSorted().map((record_id) => ({ record_id, ...expected })));
});

test("a read that cannot be put on record does not happen", async () => {
  const id = await keep({ city: "京都市" });
  await expect(readRecord(world.parts, id, ["city"], { who: SYSTEM, why: "" })).rejects.toThrow();
});

test("nothing personal is in the clear in any table, from the first row", async () => {
  const applicant = await signUpCustomer(world);
  const operator = await signInOperator(world);
  await applicant.call("PUT", "/application/personal", PERSONAL);
  const tables = await owner.query("select tablename from pg_tables where schemaname = 'public'");
  const personal = [applicant.email, applicant.secret, operator.email, operator.secret, "佐藤", "山田", "ヤマダ"];
  personal.push("1990-04-01", "千代田", "09012345678", "会社員");
  for (const { tablename } of tables.rows) {
    const rows = await owner.query(`select t::text as row from ${tablename} t where $1 <> 'documents'`, [tablename]);
    for (const { row } of rows.rows) {
      for (const secret of personal) {
        expect(row, tablename).not.toContain(secret);
        expect(row, tablename).not.toContain(Buffer.from(secret, "utf8").toString("hex"));
      }
    }
  }
});

const APPEND_ONLY = ["vault_reads", "audit_log", "consents", "documents"];

test("the service can neither change nor remove what is recorded once", async () => {
  for (const table of APPEND_ONLY) {
    for (const statement of [`update ${table} set id = id`, `delete from ${table}`, `truncate ${table}`]) {
      await expect(sql.raw(statement).execute(world.parts.db), statement).rejects.toThrow(/permission denied/);
    }
  }
});

test("even the owner of the tables is refused by the tables themselves", async () => {
  const applicant = await signUpCustomer(world);
  const { json } = await applicant.call("GET", "/documents");
  const { id: documentId, version, hash } = json.documents[0];
  await applicant.call("POST", "/application/consents", { documentId, version, hash });
  for (const table of APPEND_ONLY) {
    for (const statement of [`update ${table} set id = id`, `delete from ${table}`, `truncate ${table} cascade`]) {
      await expect(owner.query(statement), statement).rejects.toThrow(/append-only/);
    }
  }
});
