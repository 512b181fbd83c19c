import { afterEach, expect, test } from "vitest";
import { marketOrder, startWorld, type TestWorld } from "../test-world.ts";

const worlds: TestWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.stop();
});

const SYMBOLS = ["VTI", "BND", "QQQ", "KO", "NVDA"];

/** A day of trading: some orders before the opening, some in the session, some sales, in a given order of arrival. */
async function tradeDay(seed: number, reversed: boolean) {
  const world = await startWorld({ seed });
  worlds.push(world);
  await world.fund("2000000.00");
  const place = async (ids: string[], rest: (id: string, index: number) => object) => {
    for (const id of reversed ? ids.toReversed() : ids) {
      const index = ids.indexOf(id);
      const order = marketOrder(SYMBOLS[index % SYMBOLS.length]!, { client_order_id: id, ...rest(id, index) });
      expect((await world.trade("POST", "/orders", order)).status).toBe(200);
    }
  };
  const ids = (prefix: string) => Array.from({ length: 40 }, (_, index) => `${prefix}-${index}`);
  await place(ids("open"), (_id, index) => ({ notional: `${100 + index}.37` }));
  await world.advance("2026-03-02T15:12:00Z");
  await place(ids("noon"), (_id, index) => ({ qty: `${1 + index}.5` }));
  await world.advance("2026-03-02T18:00:00Z");
  await place(ids("late").slice(0, 5), () => ({ qty: "2.25", side: "sell" }));
  await world.advance("2026-03-03T00:00:00Z");

  const trades = await world.history("/v2/events/trades");
  const activities = await world.history("/v2beta1/events/activities");
  const account = (await world.trade("GET", "/account")).body;
  const fills = trades
    .filter((each) => each.event.endsWith("fill"))
    .map(({ order, execution_id, at, price, qty }) => [order.client_order_id, execution_id, at, price, qty].join(" "));
  return { trades, activities, account, fills };
}

test("same seed and requests, same day, to the last event id; another seed, another day", async () => {
  const first = await tradeDay(7, false);
  expect(first.fills.length).toBeGreaterThan(85); // more executions than orders: some were in parts
  expect(await tradeDay(7, false)).toEqual(first);
  expect((await tradeDay(8, false)).fills).not.toEqual(first.fills);
});

test("the order of arrival decides nothing about who is filled when, at which price and in which parts", async () => {
  const [forward, backward] = [await tradeDay(7, false), await tradeDay(7, true)];
  expect(backward.fills.toSorted()).toEqual(forward.fills.toSorted());
  expect(backward.account).toEqual(forward.account);
});

test("event ids are ULIDs that grow, over both streams, in the order of what happened", async () => {
  const { trades, activities } = await tradeDay(9, false);
  const ids = trades.map((event) => event.event_id);
  expect(ids).toEqual(ids.toSorted());
  expect(new Set([...ids, ...activities.map((event) => event.event_id)]).size).toBe(trades.length + activities.length);
  for (const id of ids) expect(id).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
});
