import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../tools/test-database.ts";
import { openCustomerAccount, openTestWorld, signInOperator, signUpCustomer, type TestWorld } from "../test-world.ts";
import { FORWARDED, needsAccount } from "./forwarded.ts";

let database: TestDatabase;
let world: TestWorld;
let ann: Awaited<ReturnType<typeof openCustomerAccount>>;
beforeAll(async () => {
  database = await createTestDatabase("gateway");
  world = await openTestWorld({ databaseUrl: database.url });
  ann = await openCustomerAccount(world);
});
afterAll(async () => {
  await world?.close();
  await database?.drop();
});

const lastCall = () => world.money.calls.at(-1)!;
const hash = (body: string) => createHash("sha256").update(body).digest("base64url");

test("a request goes to money as it came, with proof of the customer bound to it", async () => {
  world.money.behaviour.reply = async () => ({ status: 200, body: '{"version": 1}' });
  const body = '{ "holdings":[ {"symbol":"VT","weightBps":10000} ], "source":null }';
  const answer = await ann.call("PUT", "/target", body, { "idempotency-key": "wish-1" });
  expect(answer.answer.body).toBe('{"version": 1}');
  const { method, path, body: sent, headers, claims } = lastCall();
  expect({ method, path, sent }).toEqual({ method: "PUT", path: `/customers/${ann.customerId}/target`, sent: body });
  expect(headers["idempotency-key"]).toBe("wish-1");
  const now = Math.floor(world.machine.now().epochMilliseconds / 1000);
  expect(claims).toMatchObject({
    ...{ iss: "gateway", aud: "money", iat: now, exp: now + 30, method: "PUT", path, body: hash(body) },
    ...{ key: "wish-1", may: "customer", sub: ann.customerId, second: null, stepUpAt: null },
    ...{ amr: ["pwd", "otp"], authAt: expect.any(Number), jti: expect.any(String) },
  });
});

test("a query goes along word for word, and is part of the proof", async () => {
  await ann.call("GET", "/history?limit=2&before=a%2Fb+c");
  expect(lastCall().path).toBe(`/customers/${ann.customerId}/history?limit=2&before=a%2Fb+c`);
  expect(lastCall().claims).toMatchObject({ path: lastCall().path, body: hash(""), key: null });
});

test("no proof is used twice: each has an id of its own", async () => {
  await ann.call("GET", "/account");
  const first = lastCall().claims.jti;
  await ann.call("GET", "/account");
  expect(lastCall().claims.jti).not.toBe(first);
});

test("whatever a request says, the customer is the one signed in", async () => {
  const bob = await openCustomerAccount(world);
  const tries = [
    `/account?customerId=${ann.customerId}`,
    `/overview?customer=${ann.customerId}&customerId=${ann.customerId}`,
    `/history?customerId=${ann.customerId}`,
  ];
  for (const url of tries) {
    await bob.call("GET", url, undefined, { "x-customer-id": ann.customerId });
    expect(lastCall().path).toMatch(new RegExp(`^/customers/${bob.customerId}`));
    expect(lastCall().claims.sub).toBe(bob.customerId);
  }
  await bob.call("PUT", "/target", { customerId: ann.customerId, holdings: [] });
  expect(lastCall().path).toBe(`/customers/${bob.customerId}/target`);
});

test("a path parameter cannot climb into another path", async () => {
  const before = world.money.calls.length;
  for (const id of ["..", "%2e%2e", "..%2Fcustomers%2F1", "a%3Fb", "%00", "a%20b", "é"]) {
    expect((await ann.call("GET", `/portfolios/${id}`)).status, id).toBe(404);
  }
  expect(world.money.calls.length).toBe(before);
  await ann.call("GET", "/portfolios/0198-world_1");
  expect(lastCall().path).toBe("/portfolios/0198-world_1");
});

test("money's no comes through with its status, code and fields", async () => {
  const problem = { type: "about:blank", title: "x", status: 422, detail: "d", code: "weights", errors: [] };
  const headers = { "content-type": "application/problem+json", "retry-after": "7" };
  world.money.behaviour.reply = async () => ({ status: 422, body: problem, headers });
  const answer = await ann.call("PUT", "/target", {});
  expect(answer.status).toBe(422);
  expect(answer.json).toEqual(problem);
  expect(answer.answer.headers).toMatchObject(headers);
});

test("a proof that money refuses is our bug: the customer is not told to sign in again", async () => {
  world.money.behaviour.reply = async () => ({ status: 401, body: { code: "proof_expired" } });
  expect((await ann.call("GET", "/account")).json).toMatchObject({ status: 500, code: "internal" });
  world.money.behaviour.reply = async () => ({ status: 200, body: {} });
});

test("before the account is open only what is nobody's account is answered, in the gateway's own name", async () => {
  const { call } = await signUpCustomer(world);
  for (const operation of FORWARDED) {
    const before = world.money.calls.length;
    const url = operation.path.replace("{portfolioId}", "starter");
    const answer = await call(operation.method as "GET" | "PUT", url, operation.method === "PUT" ? {} : undefined);
    if (needsAccount(operation)) {
      expect([answer.status, answer.json.code], url).toEqual([403, "account_not_open"]);
      expect(world.money.calls.length, url).toBe(before);
    } else {
      expect(answer.status, url).toBe(200);
      expect(lastCall().claims, url).toMatchObject({ may: "system", sub: "gateway" });
    }
  }
});

test("the operators' desk asks money in the operator's name", async () => {
  const operator = await signInOperator(world);
  world.money.behaviour.reply = async (call) => ({ status: 200, body: { path: call.path } });
  const desk = await operator.call("GET", "/operator/desk");
  expect(desk.json).toEqual({ operations: { path: "/operations" }, controls: { path: "/controls" } });
  expect(lastCall().claims).toMatchObject({ may: "operator", sub: operator.operatorId });
});

test("while money cannot be reached the answer is 503, and nothing hangs", async () => {
  const lonely = await openTestWorld({ databaseUrl: database.url });
  await lonely.money.stop();
  const { call } = await signUpCustomer(lonely);
  expect((await call("GET", "/symbols")).json).toMatchObject({ status: 503, code: "money_unavailable" });
  await lonely.close();
});
