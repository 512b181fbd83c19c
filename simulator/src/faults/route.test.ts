import { afterEach, beforeEach, expect, test } from "vitest";
import { marketOrder, startWorld, type TestWorld } from "../test-world.ts";
import { FAULTS } from "./faults.ts";

type Rule = { id: number; fault: string; symbol: string | null; probability: string; times: number | null };
type Listed = { rules: Rule[]; known: { fault: string; happens: string }[] };

let world: TestWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

const add = (body: object) =>
  world.call<Rule & { code: string; errors: { field: string }[] }>("POST", "/sim/faults", body);
const list = async () => (await world.call<Listed>("GET", "/sim/faults")).body;

test("rules are added, listed with all known faults and their sentences, and removed one by one or together", async () => {
  expect(await list()).toMatchObject({ rules: [], known: Object.keys(FAULTS).map((fault) => ({ fault })) });
  const one = await add({ fault: "bust", symbol: "KO", probability: "0.000001", times: 3 });
  expect(one).toMatchObject({
    status: 201,
    body: { id: 1, fault: "bust", symbol: "KO", probability: "0.000001", times: 3 },
  });
  const two = await add({ fault: "rate_limited", probability: 0.25 });
  expect(two.body).toEqual({ id: 2, fault: "rate_limited", symbol: null, probability: "0.25", times: null });
  await add({ fault: "bust" });
  expect((await list()).rules.map(({ id, probability }) => [id, probability])).toEqual([
    [1, "0.000001"],
    [2, "0.25"],
    [3, "1"],
  ]);
  expect((await world.call("DELETE", "/sim/faults/2")).status).toBe(204);
  expect(await world.call("DELETE", "/sim/faults/2")).toMatchObject({
    status: 404,
    body: { code: "fault_rule_not_found" },
  });
  expect((await world.call("DELETE", "/sim/faults")).status).toBe(204);
  expect((await list()).rules).toEqual([]);
});

test("a rule that makes no sense is refused with its field named, and nothing is switched on", async () => {
  const bad: [object, string][] = [
    [{}, "fault"],
    [{ fault: "earthquake" }, "fault"],
    [{ fault: "bust", symbol: "NOPE" }, "symbol"],
    [{ fault: "stream_silent", symbol: "KO" }, "symbol"],
    [{ fault: "bust", probability: "1.1" }, "probability"],
    [{ fault: "bust", probability: -0.5 }, "probability"],
    [{ fault: "bust", probability: "0.1234567" }, "probability"],
    [{ fault: "bust", probability: 1e-7 }, "probability"],
    [{ fault: "bust", times: 0 }, "times"],
    [{ fault: "bust", times: 1.5 }, "times"],
    [{ fault: "bust", often: 2 }, "body"],
  ];
  for (const [body, field] of bad) {
    const answered = await add(body);
    const { status, headers } = answered;
    expect([body, status, headers["content-type"], answered.body.errors[0]?.field]).toEqual([
      ...[body, 400, "application/problem+json; charset=utf-8", field],
    ]);
  }
  expect((await list()).rules).toEqual([]);
});

test("a request can name its own faults, and one that is not known is refused", async () => {
  const path = "/v1/clock";
  const ask = (faults: string) => world.call("GET", path, undefined, { "x-sim-faults": faults });
  expect((await ask("earthquake")).status).toBe(400);
  expect((await ask("bust, rate_limited")).status).toBe(429);
  expect((await world.call("GET", path)).status).toBe(200);
});

test("with a rate limit a request changes nothing, and the headers say when to come again", async () => {
  await world.fund("1000.00");
  await add({ fault: "rate_limited", symbol: "KO", times: 1 });
  const buy = (symbol: string) => world.trade("POST", "/orders", marketOrder(symbol, { notional: "10" }));
  expect((await buy("PEP")).status).toBe(200);
  const refused = await buy("KO");
  expect(refused).toMatchObject({ status: 429, body: { code: 42_910_000, message: "rate limit exceeded" } });
  const now = Date.parse(String(refused.headers.date)) / 1000;
  expect(refused.headers).toMatchObject({ "x-ratelimit-limit": "1000", "x-ratelimit-remaining": "0" });
  expect(Number(refused.headers["x-ratelimit-reset"]) - now).toBe(2);
  expect((await world.trade<object[]>("GET", "/orders?status=all")).body).toHaveLength(1);
  expect((await buy("KO")).status).toBe(200);
});

test("an error may have no code, or be a page of HTML, on every path of the broker", async () => {
  const paths = ["/v1/clock", "/v2/stocks/quotes/latest?symbols=KO", "/v2/events/trades", "/v2/orders"];
  await add({ fault: "error_without_code" });
  for (const path of paths) {
    expect(await world.call("GET", path)).toMatchObject({ status: 500, body: { message: "internal server error" } });
  }
  expect((await world.call("GET", "/sim/clock")).status).toBe(200);
  await world.call("DELETE", "/sim/faults");
  await add({ fault: "error_not_json" });
  for (const path of paths) {
    const answered = await world.call<string>("GET", path);
    expect([answered.status, answered.headers["content-type"]]).toEqual([502, "text/html; charset=utf-8"]);
    expect(answered.body).toContain("502 Bad Gateway");
  }
});

test("a fault by chance strikes the same requests in two worlds of one seed, and who asks again has new luck", async () => {
  const other = await startWorld();
  const stranger = await startWorld({ seed: 8 });
  const run = async (one: TestWorld) => {
    await one.call("POST", "/sim/faults", { fault: "rate_limited", probability: "0.3" });
    const statuses: number[] = [];
    for (let index = 0; index < 40; index += 1) {
      const order = marketOrder("KO", { notional: "10", client_order_id: `order ${index}` });
      statuses.push((await one.trade("POST", "/orders", order)).status, (await one.call("GET", "/v1/clock")).status);
    }
    return statuses;
  };
  const statuses = await run(world);
  expect(new Set(statuses)).toEqual(new Set([200, 403, 429]));
  expect(await run(other)).toEqual(statuses);
  expect(await run(stranger)).not.toEqual(statuses);
  await Promise.all([other.stop(), stranger.stop()]);
});

test("moments can be written with nine digits and New York's offset, and what a client wrote stays as it is", async () => {
  await world.fund("1000.00");
  const clientOrderId = "2026-03-02T00:00:00Z";
  const order = marketOrder("KO", { notional: "10", client_order_id: clientOrderId });
  await world.trade("POST", "/orders", order);
  const path = `/orders:by_client_order_id?client_order_id=${clientOrderId}`;
  const plain = await world.trade<Record<string, string | null>>("GET", path);
  await add({ fault: "new_york_nanoseconds" });
  const struck = await world.trade<Record<string, string | null>>("GET", path);
  expect((await world.trade("GET", path)).body).toEqual(struck.body);
  expect(struck.body).toMatchObject({ client_order_id: clientOrderId, filled_at: null });
  expect(struck.body.submitted_at).toMatch(/^2026-03-02T08:15:00\.000\d{6}-05:00$/);
  for (const [name, value] of Object.entries(plain.body)) {
    if (!name.endsWith("_at") || value === null) expect(struck.body[name]).toEqual(value);
    else expect(Date.parse(String(struck.body[name]))).toBe(Date.parse(value));
  }
});
