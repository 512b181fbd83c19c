import { createHash, randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { App } from "./app.ts";
import { rows } from "./db.ts";
import { buildHttp } from "./http.ts";
import { addRoutes } from "./routes.ts";
import { createTestMoney, openTestCustomer, type TestMoney } from "./test-money.ts";
import { buildWall } from "./wall.ts";

let money: TestMoney;
let app: App;
let key: CryptoKey;
const denials: string[] = [];
beforeAll(async () => {
  money = await createTestMoney();
  const pair = await generateKeyPair("EdDSA", { extractable: true });
  key = pair.privateKey;
  const keys = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: "k", alg: "EdDSA" }] };
  app = await buildHttp(buildWall(keys, money.machineNow), {
    logLevel: "silent",
    countDenial: (because) => denials.push(because),
  });
  addRoutes(app, money);
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await money.stop();
});

type Ask = {
  method?: "GET" | "POST" | "PUT" | "HEAD" | "OPTIONS" | "DELETE";
  url: string;
  body?: string;
  type?: string;
  key?: string;
  may?: string;
  sub?: string;
  second?: string;
};
async function ask({ method = "GET", url, body, type = "application/json", ...who }: Ask) {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    ...{ iss: "gateway", aud: "money", iat: now, exp: now + 30, jti: randomUUID(), method, path: url },
    body: createHash("sha256")
      .update(body ?? "")
      .digest("base64url"),
    key: who.key ?? null,
    may: who.may ?? "operator",
    sub: who.sub ?? "op-1",
    second: who.second ?? null,
    ...{ authAt: now, amr: [], stepUpAt: null },
  };
  const token = await new SignJWT(claims).setProtectedHeader({ alg: "EdDSA", kid: "k" }).sign(key);
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  if (who.key !== undefined) headers["idempotency-key"] = who.key;
  if (body !== undefined) headers["content-type"] = type;
  const answer = await app.inject({ method, url, headers, ...(body === undefined ? {} : { payload: body }) });
  return { status: answer.statusCode, type: String(answer.headers["content-type"]), text: answer.body };
}
const problemOf = (answer: { text: string }) =>
  JSON.parse(answer.text) as { code: string; errors?: { field: string }[] };
const halt = (changed: Partial<Ask> = {}) =>
  ask({ method: "POST", url: "/controls/payouts/halt", body: '{"reason":"test"}', key: randomUUID(), ...changed });
const changes = async () => (await rows(money.pool, "select id from control_changes")).length;

test.each<[string, Partial<Ask>, number, string]>([
  ["malformed JSON", { body: '{"reason":' }, 400, "malformed_json"],
  ["a body that is no JSON type", { type: "text/plain" }, 415, "unsupported_media_type"],
  ["a form", { type: "application/x-www-form-urlencoded", body: "reason=test" }, 415, "unsupported_media_type"],
  ["a type that only begins like JSON", { type: "application/jsonx" }, 415, "unsupported_media_type"],
  ["no reason", { body: "{}" }, 400, "invalid_request"],
  ["a reason of blanks", { body: '{"reason":"   "}' }, 400, "invalid_request"],
  ["a reason that is a number", { body: '{"reason":1}' }, 400, "invalid_request"],
  ["an array for a body", { body: "[]" }, 400, "invalid_request"],
  ["null for a body", { body: "null" }, 400, "invalid_request"],
  ["an unknown control", { url: "/controls/everything/halt" }, 400, "invalid_request"],
  ["a body of a megabyte and more", { body: JSON.stringify({ reason: "x".repeat(1_100_000) }) }, 413, "bad_request"],
  ["an Idempotency-Key with a space", { key: "a b" }, 400, "idempotency_key_missing"],
  ["an Idempotency-Key of 201 characters", { key: "k".repeat(201) }, 400, "idempotency_key_missing"],
])("%s is refused as a problem, and nothing is written", async (_name, changed, status, code) => {
  const before = await changes();
  const answer = await halt(changed);
  expect([answer.status, problemOf(answer).code]).toEqual([status, code]);
  expect(answer.type).toMatch(/^application\/problem\+json/);
  expect(await changes()).toBe(before);
});

test("a missing Idempotency-Key is refused where money would change", async () => {
  const { key: _, ...without }: Ask = {
    method: "POST",
    url: "/controls/payouts/halt",
    body: '{"reason":"x"}',
    key: "",
  };
  expect(problemOf(await ask(without)).code).toBe("idempotency_key_missing");
});

test("what is wrong is named field by field", async () => {
  const answer = await ask({
    method: "POST",
    url: "/customers",
    body: '{"customerId":"me","customerNumber":"007"}',
    key: randomUUID(),
  });
  expect(problemOf(answer).errors?.map((error) => error.field)).toEqual(["customerId", "customerNumber"]);
});

test("unknown addresses and methods are 401 without a proof and 404 with one, and never crash it", async () => {
  for (const method of ["GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD"] as const) {
    expect((await app.inject({ method, url: "/nothing/here" })).statusCode).toBe(401);
    expect((await ask({ method, url: "/nothing/here", may: "system", sub: "gateway" })).status).toBe(404);
  }
  expect(denials).toContain("no bearer token");
});

test("a repeated request is answered with the same bytes, and another caller's key is another key", async () => {
  const customerId = money.newId();
  const open = (changed: Partial<Ask> = {}) =>
    ask({
      ...{ method: "POST", url: "/customers", key: "open-1" },
      body: JSON.stringify({ customerId, customerNumber: "77" }),
      ...changed,
    });
  const first = await open();
  expect(first.status).toBe(201);
  expect(await open()).toEqual(first);
  const other = await open({ body: JSON.stringify({ customerId: money.newId(), customerNumber: "78" }) });
  expect([other.status, problemOf(other).code]).toEqual([422, "key_reused"]);
  const taken = await open({ sub: "op-2", body: JSON.stringify({ customerId: money.newId(), customerNumber: "77" }) });
  expect([taken.status, problemOf(taken).code]).toEqual([409, "account_number_taken"]);
});

test("one halts, two lift, and the answer says how it stands", async () => {
  expect((await halt()).status).toBe(200);
  const lift = (second?: string) =>
    ask({
      ...{ method: "POST", url: "/controls/payouts/lift", body: '{"reason":"over"}', key: randomUUID() },
      ...(second ? { second } : {}),
    });
  expect(problemOf(await lift()).code).toBe("second_operator_needed");
  expect((await lift("op-2")).text).toContain('"halted":false');
});

test("the feed of events skips nothing, whatever commits at once", async () => {
  type Page = { events: { cursor: string; subjectId: string }[]; next: string };
  const seen = new Map<string, number>();
  let after = "0-0";
  let writing = true;
  const read = async () => {
    const url = `/events?after=${after}&limit=7`;
    const page = JSON.parse((await ask({ url, may: "system", sub: "gateway" })).text) as Page;
    for (const event of page.events) seen.set(event.subjectId, (seen.get(event.subjectId) ?? 0) + 1);
    after = page.next;
    return page.events.length;
  };
  const reading = (async () => {
    while (writing || (await read()) > 0) await read();
  })();

  // A transaction that holds an early number open while later ones commit.
  const slow = await money.pool.connect();
  await slow.query("begin");
  await slow.query("insert into events (kind, subject_id, at) values ('customer_opened', 'slow', now())");
  const people = await Promise.all(Array.from({ length: 40 }, (_, n) => openTestCustomer(money, BigInt(1_000 + n))));
  await slow.query("commit");
  slow.release();
  writing = false;
  await reading;
  // Other databases of the server have transactions too, and whatever is older than the oldest of them has to wait.
  const giveUpAt = Date.now() + 20_000;
  while (![...people, "slow"].every((id) => seen.has(id)) && Date.now() < giveUpAt) await read();
  for (const id of [...people, "slow"]) expect(seen.get(id)).toBe(1);
});

const SYSTEM = { may: "system", sub: "gateway" };
const NOBODY = "0198f000-0000-7000-8000-00000000abcd";

test.each<[string, Ask]>([
  ["a cursor of no transaction there can be", { url: "/events?after=99999999999999999999-0", ...SYSTEM }],
  ["a cursor beyond the last event there can be", { url: "/events?after=1-9999999999999999999", ...SYSTEM }],
  ["a page of no moment", { url: `/customers/${NOBODY}/history?before=....~1~${NOBODY}` }],
  ["a page of nothing", { url: `/customers/${NOBODY}/history?before=` }],
  ["a limit of zero", { url: `/customers/${NOBODY}/history?limit=0` }],
  ["a limit that is no number", { url: `/customers/${NOBODY}/history?limit=all` }],
  ["yen with a sign", { url: `/customers/${NOBODY}/preview?depositJpy=-1` }],
  ["yen with decimals", { url: `/customers/${NOBODY}/preview?depositJpy=1.5` }],
  ["a customer that is no id", { url: "/customers/me/overview" }],
  ["a portfolio that is no id", { url: "/portfolios/best" }],
])("%s is malformed, not our failure", async (_name, request) => {
  const answer = await ask(request);
  expect([answer.status, problemOf(answer).code]).toEqual([400, "invalid_request"]);
});

test("an address that cannot be decoded is refused as a problem", async () => {
  const answer = await app.inject({ method: "GET", url: "/customers/%zz" });
  expect(answer.statusCode).toBe(400);
  expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json/);
});

test("a customer's id means the same in capitals", async () => {
  const customerId = await openTestCustomer(money, 901n);
  const answer = await ask({ url: `/customers/${customerId.toUpperCase()}/overview` });
  expect(answer.status).toBe(200);
  expect((await ask({ url: `/customers/${NOBODY.toUpperCase()}/overview` })).status).toBe(404);
});

test("what we do not understand in a request that changes money is refused, not left out", async () => {
  const customerId = await openTestCustomer(money, 902n);
  const holdings = [{ symbol: "VT", weightBps: 10_000 }];
  const target = (body: object): Ask => {
    const url = `/customers/${customerId}/target`;
    return { method: "PUT", url, body: JSON.stringify(body), key: randomUUID(), may: "customer", sub: customerId };
  };
  const requests: Ask[] = [
    target({ holdings, source: null, onlyPreview: true }),
    target({ holdings: [{ ...holdings[0], side: "sell" }], source: null }),
    { method: "POST", url: "/controls/payouts/halt", body: '{"reason":"x","until":"tomorrow"}', key: randomUUID() },
    {
      method: "POST",
      url: "/customers",
      body: `{"customerId":"${NOBODY}","customerNumber":"903","vip":true}`,
      key: "u",
    },
  ];
  for (const request of requests) expect(problemOf(await ask(request)).code).toBe("invalid_request");
  expect(await rows(money.pool, "select id from targets where customer_id = $1", [customerId])).toEqual([]);
});

test("HEAD needs its own proof, and answers what GET answers without the body", async () => {
  const answer = await ask({ method: "HEAD", url: "/symbols", ...SYSTEM });
  expect([answer.status, answer.text]).toEqual([200, ""]);
});
