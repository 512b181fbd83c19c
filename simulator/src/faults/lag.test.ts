import { afterEach, beforeEach, expect, test } from "vitest";
import { ACCOUNT_ID } from "../accounts/account.ts";
import { marketOrder, startWorld, type TestWorld } from "../test-world.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await startWorld();
  await world.fund("1000.00");
});
afterEach(() => world.stop());

const rule = (body: object) => world.call("POST", "/sim/faults", body);
const buy = (symbol: string, id: string) =>
  world.trade("POST", "/orders", marketOrder(symbol, { notional: "10", client_order_id: id }));
const lookUp = async (id: string) =>
  (await world.trade("GET", `/orders:by_client_order_id?client_order_id=${id}`)).status;
const listed = async () =>
  (await world.trade<{ client_order_id: string }[]>("GET", "/orders?status=all")).body.map(
    (each) => each.client_order_id,
  );
const cash = async () => (await world.trade("GET", "/account")).body.cash;
const held = async () =>
  (await world.trade<{ symbol: string; qty: string }[]>("GET", "/positions")).body.map(({ symbol }) => symbol);

test("an order that lags is missing from three look-ups where the clock stands, and its id is taken all the same", async () => {
  await rule({ fault: "orders_lag", symbol: "KO" });
  const { body } = await buy("KO", "lags");
  await buy("PEP", "does not");
  expect(await lookUp("lags")).toBe(404);
  expect(await listed()).toEqual(["does not"]);
  expect((await buy("KO", "lags")).body.message).toBe("client_order_id must be unique");
  expect((await world.trade("GET", `/orders/${body.id}`)).status).toBe(404);
  expect(await lookUp("lags")).toBe(200);
  expect((await listed()).toSorted()).toEqual(["does not", "lags"]);
});

test("an order that lags is there after two seconds of business time, however seldom it was looked for", async () => {
  await rule({ fault: "orders_lag", times: 1 });
  await buy("KO", "lags");
  expect(await lookUp("lags")).toBe(404);
  await world.advance("2026-03-02T13:15:02Z");
  expect(await lookUp("lags")).toBe(200);
});

test("chance decides once whether an order lags, not at every look", async () => {
  await rule({ fault: "orders_lag", probability: "0.5" });
  for (let index = 0; index < 20; index += 1) await buy("KO", `order ${index}`);
  const first = await listed();
  expect(first.length).toBeGreaterThan(3);
  expect(first.length).toBeLessThan(17);
  expect(await listed()).toEqual(first);
  expect(await listed()).toEqual(first);
  expect(await listed()).toHaveLength(20);
});

test("balances that lag show cash and positions as before for two seconds, and the streams are ahead of them", async () => {
  await rule({ fault: "balances_lag", symbol: "KO" });
  await buy("KO", "lags");
  await buy("PEP", "does not");
  await world.advance("2026-03-02T14:30:00Z");
  expect([await cash(), await held()]).toEqual(["990.00", ["PEP"]]);
  expect((await world.trade("GET", "/positions/KO")).status).toBe(404);
  expect(await world.history("/v2beta1/events/activities")).toHaveLength(3);
  await world.advance("2026-03-02T14:30:02Z");
  expect([await cash(), await held()]).toEqual(["980.00", ["KO", "PEP"]]);
});

test("balances that lag are right after three looks where the clock stands", async () => {
  await rule({ fault: "balances_lag" });
  await buy("KO", "lags");
  await world.advance("2026-03-02T14:30:00Z");
  const looks = [await cash(), await held(), await cash(), await held(), await cash()];
  expect(looks).toEqual(["1000.00", [], "1000.00", ["KO"], "990.00"]);
});

test("a sale that lags shows the shares that are gone, at what they cost", async () => {
  await buy("KO", "bought");
  await world.advance("2026-03-02T14:40:00Z");
  const { body: before } = await world.trade<{ qty: string; cost_basis: string; symbol: string }[]>(
    "GET",
    "/positions",
  );
  const path = `/v1/trading/accounts/${ACCOUNT_ID}/orders`;
  const sale = { symbol: "KO", side: "sell", type: "market", time_in_force: "day", qty: before[0]?.qty };
  const { status } = await world.call("POST", path, sale, { "x-sim-faults": "balances_lag" });
  expect(status).toBe(200);
  await world.advance("2026-03-02T14:40:01Z");
  const { body: lagging } = await world.trade<object[]>("GET", "/positions");
  expect(lagging).toMatchObject([{ symbol: "KO", qty: before[0]?.qty, cost_basis: before[0]?.cost_basis }]);
  await world.advance("2026-03-02T14:40:03Z");
  expect(await held()).toEqual([]);
});
