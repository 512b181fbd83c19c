import { afterEach, beforeEach, expect, test } from "vitest";
import { ACCOUNT_ID, FIRM_ACCOUNT_ID } from "../accounts/account.ts";
import { ConfigError, readFlags } from "../config.ts";
import { marketOrder, startWorld, type TestWorld } from "../test-world.ts";
import { admit, countedAs } from "./admit.ts";
import { DESK_KEY, readKey } from "./keys.ts";
import { retryAfter } from "./rate-limit.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await startWorld({ keys: [{ id: "LOOK", secret: "only", access: "read" }] });
});
afterEach(() => world.stop());

const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString("base64")}` });
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const askToken = (form: Record<string, string>) =>
  world.call<Record<string, string | number>>("POST", "/v1/oauth2/token", new URLSearchParams(form).toString(), FORM);
const CLIENT = { grant_type: "client_credentials", client_id: "SIM", client_secret: "SIM" };
const DOORS = {
  broker: `/v1/trading/accounts/${ACCOUNT_ID}/account`,
  trading: "/v2/account",
  data: "/v2/stocks/quotes/latest?symbols=VTI",
};

test("each of the three forms of authentication opens broker, trading and market data", async () => {
  const { body } = await askToken(CLIENT);
  expect(body).toEqual({
    access_token: expect.stringMatching(/^[0-9a-f]{64}$/),
    expires_in: 899,
    token_type: "Bearer",
  });
  const forms = [
    basic("SIM:SIM"),
    { authorization: "", "apca-api-key-id": "SIM", "apca-api-secret-key": "SIM" },
    { authorization: `Bearer ${body.access_token}` },
  ];
  for (const form of forms) {
    for (const path of Object.values(DOORS)) {
      expect([path, (await world.call("GET", path, undefined, form)).status]).toEqual([path, 200]);
    }
  }
});

test("with a wrong key the broker forbids, the other hosts do not know you, and none gives a code", async () => {
  const wrong = [basic("SIM:sim"), basic("SIM"), { authorization: "Bearer nothing" }, { authorization: "Digest x" }];
  for (const form of wrong) {
    expect(await world.call("GET", DOORS.broker, undefined, form)).toMatchObject({ status: 403 });
    const { body } = await world.call("GET", DOORS.broker, undefined, form);
    expect(body).toEqual({ message: "forbidden." });
    for (const path of [DOORS.trading, DOORS.data]) {
      const { status, body } = await world.call("GET", path, undefined, form);
      expect([status, body]).toEqual([401, { message: "unauthorized." }]);
    }
  }
});

test("a token lives for fifteen business minutes", async () => {
  const { body } = await askToken(CLIENT);
  const withToken = () => world.call("GET", DOORS.trading, undefined, { authorization: `Bearer ${body.access_token}` });
  await world.advance("2026-03-02T00:14:59Z");
  expect((await withToken()).status).toBe(200);
  await world.advance("2026-03-02T00:15:00Z");
  expect((await withToken()).status).toBe(401);
});

test("the same seed gives the same tokens, one after the other never the same", async () => {
  const two = async (of: TestWorld) => {
    const ask = () =>
      of.call<{ access_token: string }>("POST", "/v1/oauth2/token", new URLSearchParams(CLIENT).toString(), FORM);
    return [(await ask()).body.access_token, (await ask()).body.access_token];
  };
  const other = await startWorld();
  const tokens = await two(world);
  expect(await two(other)).toEqual(tokens);
  expect(tokens[0]).not.toBe(tokens[1]);
  await other.stop();
});

test("a request for a token that cannot be met says why in OAuth's own words", async () => {
  const bad: [Record<string, string>, number, string][] = [
    [{}, 400, "invalid_request"],
    [{ ...CLIENT, grant_type: "password" }, 400, "unsupported_grant_type"],
    [{ grant_type: "client_credentials", client_id: "SIM" }, 400, "invalid_request"],
    [{ ...CLIENT, client_assertion: "a.b.c" }, 400, "invalid_request"],
    [{ ...CLIENT, client_secret: "no" }, 401, "invalid_client"],
  ];
  for (const [form, status, error] of bad) {
    const answered = await askToken(form);
    expect([form, answered.status, answered.body.error]).toEqual([form, status, error]);
  }
  expect((await world.call("POST", "/v1/oauth2/token", { grant_type: "client_credentials" })).status).toBe(400);
});

test("a key that may only read sees everything, and changes nothing at the broker or the bank", async () => {
  const look = basic("LOOK:only");
  expect((await world.call("GET", DOORS.broker, undefined, look)).status).toBe(200);
  const order = marketOrder("VTI", { notional: "10" });
  const refused = await world.call("POST", "/v2/orders", order, look);
  expect([refused.status, refused.body.code]).toEqual([403, 40310000]);
  const transfer = { amount: "5", payerName: "ア", branchCode: "801", accountNumber: "1234567" };
  expect((await world.call("POST", "/bank/customer-transfers", transfer, look)).status).toBe(403);
  expect((await world.call("GET", "/bank/accounts", undefined, look)).status).toBe(200);
});

test("every answer of the broker, also a refusal, says how many requests may follow, in business time", async () => {
  await world.stop();
  world = await startWorld({ rateLimit: 3 });
  const headers = async (path: string, form = {}) => {
    const answered = await world.call("GET", path, undefined, form);
    const { headers: all } = answered;
    return [answered.status, all["x-ratelimit-limit"], all["x-ratelimit-remaining"], all["x-ratelimit-reset"]];
  };
  const reset = String(Date.UTC(2026, 2, 2, 0, 1) / 1_000);
  expect(await headers("/v2/account")).toEqual([200, "3", "2", reset]);
  expect(await headers("/v2/positions/VTI")).toEqual([404, "3", "1", reset]);
  expect(await headers("/v2/orders/x")).toEqual([422, "3", "0", reset]);
  const refused = await world.call("GET", "/v2/account");
  expect([refused.status, refused.body]).toEqual([429, { code: 42910000, message: "rate limit exceeded" }]);
  expect(refused.headers).toMatchObject({ "x-ratelimit-remaining": "0", "retry-after": "60" });
  expect((await headers("/v2/account", basic("no:no")))[0]).toBe(401);
  expect((await headers("/v1/assets", basic("no:no"))).slice(0, 2)).toEqual([403, "3"]);
  await world.advance("2026-03-02T00:01:00Z");
  expect(await headers("/v2/account")).toEqual([200, "3", "2", String(Number(reset) + 60)]);
});

test("accounts and hosts are counted apart; market data has its own words", async () => {
  await world.stop();
  world = await startWorld({ rateLimit: 1 });
  const of = (id: string) => `/v1/trading/accounts/${id}/positions`;
  const statuses = [];
  for (const path of [of(ACCOUNT_ID), of(FIRM_ACCOUNT_ID), "/v2/positions", "/v1/assets", of(ACCOUNT_ID), DOORS.data]) {
    statuses.push((await world.call("GET", path)).status);
  }
  expect(statuses).toEqual([200, 200, 200, 200, 429, 200]);
  expect(await world.call("GET", DOORS.data)).toMatchObject({ status: 429, body: { message: "too many requests" } });
});

test("an event stream too says how many requests may follow", async () => {
  const { headers } = await world.call("GET", "/v2/events/trades?since=2026-03-01&until=2026-03-01");
  expect(headers["x-ratelimit-limit"]).toBe("1000000");
  expect(headers["x-request-id"]).toMatch(/^[0-9a-f]{32}$/);
});

test("where the broker has nothing, it says so as a broker", async () => {
  const answered = await world.call("GET", "/v1/nothing");
  expect([answered.status, answered.body]).toEqual([404, { code: 40410000, message: "endpoint not found." }]);
});

test("who is not known is turned away before anybody's requests are counted against them", () => {
  const allowance = { allowed: false, limit: 1, remaining: 0, resetsAtMs: 0 };
  expect(admit("broker", null, "GET", allowance)?.status).toBe(403);
  expect(admit("broker", DESK_KEY, "GET", allowance)?.status).toBe(429);
  expect(admit("broker", { ...DESK_KEY, access: "read" }, "DELETE", { ...allowance, allowed: true })?.status).toBe(403);
  expect(countedAs("broker", null, { accountId: "a" })).toBe(countedAs("broker", null, { accountId: "b" }));
});

test("who was refused is told to come again in seconds of machine time, which a fast clock makes few", () => {
  const allowance = { allowed: false, limit: 1, remaining: 0, resetsAtMs: 60_000 };
  const seconds = (nowMs: number, speed: number) => retryAfter(allowance, nowMs, speed);
  expect([seconds(0, 1), seconds(30_500, 1), seconds(0, 0), seconds(0, 20), seconds(0, 600)]).toEqual([
    ...["60", "30", "60", "3", "1"],
  ]);
});

test("further pairs and the limit are read from the command line", () => {
  expect(readKey("A:b-c:read")).toEqual({ id: "A", secret: "b-c", access: "read" });
  for (const text of ["A:b", "A:b:all", ":b:full", "A::read", "A:b c:read"]) expect(readKey(text)).toBeNull();
  const flags = readFlags(["--key", "A:b:full", "--key", "C:d:read", "--rate-limit", "200"]);
  expect(flags).toMatchObject({ rateLimit: 200, keys: [{ id: "A" }, { id: "C" }] });
  expect(readFlags([]).rateLimit).toBe(1_000);
  for (const bad of [
    ["--key", "A"],
    ["--rate-limit", "0"],
    ["--journal-limit-each", "x"],
  ]) {
    expect(() => readFlags(bad), bad.join(" ")).toThrow(ConfigError);
  }
});
