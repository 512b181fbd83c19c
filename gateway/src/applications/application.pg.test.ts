import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../tools/test-database.ts";
import {
  agreeToAll,
  finishCheck,
  goToVendor,
  openTestWorld,
  PERSONAL,
  signInOperator,
  signUpCustomer,
  type TestWorld,
} from "../test-world.ts";

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase("gateway");
  world = await openTestWorld({ databaseUrl: database.url });
});
afterAll(async () => {
  await world?.close();
  await database?.drop();
});

/** Everything the service may write, as text: equal before and after means that nothing was written. */
async function photograph(): Promise<string> {
  const tables = ["vault_records", "vault_fields", "users", "consents", "applications", "identity_checks", "customers"];
  const rows = await Promise.all(
    [...tables, "audit_log", "work"].map((table) =>
      sql<{ row: string }>`select t::text as row from ${sql.table(table)} t order by 1`.execute(world.parts.db),
    ),
  );
  return JSON.stringify(rows.map(({ rows }) => rows));
}

test("malformed personal data name every wrong field, and nothing is written", async () => {
  const { call } = await signUpCustomer(world);
  const before = await photograph();
  const cases: [unknown, number, string[]][] = [
    [{ ...PERSONAL, familyKana: "やまだ", phone: "12" }, 400, ["familyKana", "phone"]],
    [{ ...PERSONAL, city: undefined, usPerson: "no" }, 400, ["city", "usPerson"]],
    [{ ...PERSONAL, taxResidence: "US" }, 400, ["taxResidence"]],
    [{ ...PERSONAL, nickname: "Taro" }, 400, ["nickname"]],
    ["{", 400, ["body"]],
    [[], 400, ["body"]],
    [{ ...PERSONAL, birthOn: "2010-01-01" }, 422, ["birthOn"]],
    [{ ...PERSONAL, usPerson: true }, 422, ["usPerson"]],
  ];
  for (const [body, status, fields] of cases) {
    const answer = await call("PUT", "/application/personal", body);
    expect(answer.status).toBe(status);
    expect(answer.answer.headers["content-type"]).toMatch(/^application\/problem\+json/);
    expect(answer.json.errors.map(({ field }: { field: string }) => field).toSorted()).toEqual(fields);
  }
  expect(await photograph()).toBe(before);
});

test("malformed bodies of every other route name their fields, and nothing is written", async () => {
  const { call } = await signUpCustomer(world);
  const operator = await signInOperator(world);
  const id = world.parts.ids();
  const before = await photograph();
  const cases: [typeof call, "POST" | "GET", string, unknown, string[]][] = [
    [call, "POST", "/users", { email: "no", password: "p" }, ["email", "locale"]],
    [call, "POST", "/users", { email: "a@example.com", password: "short", locale: "ja" }, ["password"]],
    [call, "POST", "/session", {}, ["email", "password"]],
    [call, "POST", "/session/totp", { code: "12345a" }, ["code"]],
    [call, "POST", "/application/consents", { documentId: "x", version: 0, hash: "-" }, ["hash", "version"]],
    [operator.call, "POST", "/operator/session/totp", { code: 123456 }, ["code"]],
    [operator.call, "GET", "/operator/applications?limit=0&sort=name", undefined, ["limit", "sort"]],
    [operator.call, "GET", "/operator/applications/17", undefined, ["id"]],
    [operator.call, "POST", `/operator/applications/${id}/approve`, { reason: " " }, ["expectedStatus", "reason"]],
    [
      operator.call,
      "POST",
      `/operator/applications/${id}/reject`,
      { expectedStatus: "draft" },
      ["expectedStatus", "reason"],
    ],
  ];
  for (const [ask, method, url, body, fields] of cases) {
    const { status, json } = await ask(method, url, body);
    expect(status, url).toBe(400);
    expect(json.errors.map(({ field }: { field: string }) => field).toSorted(), url).toEqual(fields);
  }
  expect(await photograph()).toBe(before);
});

test("one agrees only to the very text in force, and the first agreement counts", async () => {
  const { call } = await signUpCustomer(world);
  const { json } = await call("GET", "/documents");
  const [{ id: documentId, version, hash }] = json.documents;
  const before = await photograph();
  const other = "0".repeat(64);
  expect((await call("POST", "/application/consents", { documentId, version, hash: other })).status).toBe(409);
  expect((await call("POST", "/application/consents", { documentId, version: 2, hash })).status).toBe(409);
  expect((await call("POST", "/application/consents", { documentId: "none", version, hash })).status).toBe(400);
  expect(await photograph()).toBe(before);

  const agreed = await call("POST", "/application/consents", { documentId, version, hash });
  const agreedAt = world.business.now().toString();
  expect(agreed.json.consents).toEqual([{ documentId, version, agreedAt }]);
  world.business.set(world.business.now().add({ hours: 1 }));
  const again = await call("POST", "/application/consents", { documentId, version, hash });
  expect(again.json.consents).toEqual([{ documentId, version, agreedAt }]);
});

test("the identity check needs personal data and consents, and says which are missing", async () => {
  const applicant = await signUpCustomer(world);
  const start = () => applicant.call("POST", "/application/identity-check");
  const missing = async () => (await start()).json.errors.map(({ field }: { field: string }) => field);
  expect(await missing()).toEqual(["personal", "consents"]);
  await applicant.call("PUT", "/application/personal", PERSONAL);
  expect(await missing()).toEqual(["consents"]);
  await agreeToAll(applicant);
  expect((await start()).status).toBe(200);
});

test("asked for many times at once, one identity check is open", async () => {
  const applicant = await signUpCustomer(world);
  await applicant.call("PUT", "/application/personal", PERSONAL);
  await agreeToAll(applicant);
  const starts = Array.from({ length: 5 }, () => applicant.call("POST", "/application/identity-check"));
  const answers = await Promise.all(starts);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(new Set(answers.map(({ json }) => json.url)).size).toBe(1);
});

test("data under check cannot be changed; after a failed check they can, and one may try again", async () => {
  const applicant = await signUpCustomer(world);
  const checkId = await goToVendor(world, applicant);
  expect((await applicant.call("PUT", "/application/personal", PERSONAL)).json.code).toBe("application_locked");
  await finishCheck(world, checkId, "failed");
  expect((await applicant.call("GET", "/application")).json).toMatchObject({
    status: "draft",
    identity: { status: "failed", url: null },
    missing: ["identity"],
  });
  world.business.set(world.business.now().add({ minutes: 1 }));
  const second = await goToVendor(world, applicant);
  expect(second).not.toBe(checkId);
  await finishCheck(world, second, "passed");
  expect((await applicant.call("GET", "/application")).json.status).toBe("review");
});

test("of two decisions at once one counts, and the other finds the application moved", async () => {
  const applicant = await signUpCustomer(world);
  const [first, second] = [await signInOperator(world), await signInOperator(world)];
  await finishCheck(world, await goToVendor(world, applicant), "passed");
  const { id } = (await applicant.call("GET", "/application")).json;
  const decision = { reason: "ok", expectedStatus: "review" };
  const answers = await Promise.all([
    first.call("POST", `/operator/applications/${id}/approve`, decision),
    second.call("POST", `/operator/applications/${id}/reject`, decision),
    second.call("POST", `/operator/applications/${id}/approve`, decision),
  ]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
});

test("a rejected applicant sees the reason, and no account is opened", async () => {
  const applicant = await signUpCustomer(world);
  const operator = await signInOperator(world);
  await finishCheck(world, await goToVendor(world, applicant), "passed");
  const { id } = (await applicant.call("GET", "/application")).json;
  const decision = { reason: "住所を確認できません", expectedStatus: "review" };
  const rejected = await operator.call("POST", `/operator/applications/${id}/reject`, decision);
  expect(rejected.json).toMatchObject({ status: "rejected", customerId: null, customerNumber: null });
  expect((await applicant.call("GET", "/application")).json).toMatchObject({
    status: "rejected",
    reason: "住所を確認できません",
    accountOpened: false,
  });
});

test("an application is approved only from review", async () => {
  const applicant = await signUpCustomer(world);
  const operator = await signInOperator(world);
  const { id } = (await applicant.call("GET", "/application")).json;
  const approve = () =>
    operator.call("POST", `/operator/applications/${id}/approve`, { reason: "ok", expectedStatus: "review" });
  expect((await approve()).json.code).toBe("application_moved");
  await goToVendor(world, applicant);
  expect((await approve()).json.code).toBe("application_moved");
});

test("an operator's look at an application is on record with their name and purpose", async () => {
  const applicant = await signUpCustomer(world);
  const operator = await signInOperator(world);
  await applicant.call("PUT", "/application/personal", PERSONAL);
  const { id } = (await applicant.call("GET", "/application")).json;
  await operator.call("GET", `/operator/applications/${id}`);
  const reads = await sql<{ fields: string[] }>`
    select fields from vault_reads r join applications a on a.vault_record_id = r.record_id
    where a.id = ${id} and r.actor_id = ${operator.operatorId} and r.reason = ${`review application ${id}`}`.execute(
    world.parts.db,
  );
  expect(reads.rows).toHaveLength(1);
  expect(reads.rows[0]!.fields).toContain("familyName");
});
