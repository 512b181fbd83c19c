import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../tools/test-database.ts";
import { openBrowser, openTestWorld, signInOperator, signUpCustomer, type TestWorld } from "../test-world.ts";

let database: TestDatabase;
let world: TestWorld;
let clock: { server: Server; asked: string[]; status: number };
beforeAll(async () => {
  database = await createTestDatabase("gateway");
  world = await openTestWorld({ databaseUrl: database.url, desk: true });
  clock = await startClock();
  world.parts.config.clockUrl = `http://127.0.0.1:${(clock.server.address() as AddressInfo).port}`;
  world.money.behaviour.reply = async () => ({ status: 200, body: WINDOW });
});
afterAll(async () => {
  clock?.server.close();
  await world?.close();
  await database?.drop();
});

const WINDOW = {
  ...{ id: "w", tradeOn: "2026-03-02", cutoffAt: "2026-03-02T13:30:00Z", stage: "open" },
  ...{ opensAt: "2026-03-02T14:30:00Z", runsAt: "2026-03-02T15:00:00Z" },
};

async function startClock() {
  const state = { server: null as unknown as Server, asked: [] as string[], status: 202 };
  state.server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    state.asked.push(`${request.method} ${request.url} ${body}`.trim());
    response.writeHead(request.method === "GET" ? 200 : state.status, { "content-type": "application/json" });
    const now = { now: "2026-03-02T01:00:00Z", speed: 1, version: 3, advancingTo: null, nextOpenAt: null };
    response.end(JSON.stringify(now));
  });
  await new Promise<void>((resolve) => state.server.listen(0, "127.0.0.1", resolve));
  return state;
}

test("anybody on a desk sees its clock, its bank and the next opening", async () => {
  expect((await openBrowser(world.app).call("GET", "/desk")).json).toEqual({
    ...{ now: "2026-03-02T01:00:00Z", speed: 1, advancingTo: null, bankUrl: "http://127.0.0.1:4200/bank" },
    nextOpening: { tradeOn: "2026-03-02", opensAt: "2026-03-02T14:30:00Z", runsAt: "2026-03-02T15:00:00Z" },
  });
});

test("an operator advances the clock a quarter of an hour past the next window; customers cannot", async () => {
  const operator = await signInOperator(world);
  const customer = await signUpCustomer(world);
  expect((await customer.call("POST", "/desk/next-opening")).status).toBe(401);
  const advanced = await operator.call("POST", "/desk/next-opening");
  expect([advanced.status, advanced.json]).toEqual([202, { to: "2026-03-02T15:15:00Z" }]);
  expect(clock.asked.at(-1)).toBe('POST /sim/clock/advance {"to":"2026-03-02T15:15:00Z"}');
});

test("a clock that is being advanced already says so", async () => {
  const operator = await signInOperator(world);
  clock.status = 409;
  expect((await operator.call("POST", "/desk/next-opening")).json).toMatchObject({
    status: 409,
    code: "clock_advancing",
  });
});

test("sign-in-as opens a full session, for a customer or an operator, and leaves its trace", async () => {
  const customer = await signUpCustomer(world);
  const operator = await signInOperator(world);
  const browser = openBrowser(world.app);
  expect((await browser.call("POST", "/desk/sign-in-as", { email: customer.email })).json).toEqual({ as: "customer" });
  expect((await browser.call("GET", "/session")).json).toMatchObject({ level: "full", email: customer.email });
  expect((await browser.call("POST", "/desk/sign-in-as", { email: operator.email })).json).toEqual({ as: "operator" });
  expect((await browser.call("GET", "/operator/session")).json.operator.id).toBe(operator.operatorId);
  const nobody = await browser.call("POST", "/desk/sign-in-as", { email: "nobody@example.com" });
  expect([nobody.status, nobody.json.code]).toEqual([404, "person_not_found"]);
  const deeds = await world.parts.db
    .selectFrom("audit_log")
    .select("subject_kind")
    .where("action", "=", "signed_in_from_desk")
    .orderBy("sequence")
    .execute();
  expect(deeds.map((deed) => deed.subject_kind)).toEqual(["user", "operator"]);
});
