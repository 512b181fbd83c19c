import { parsePrice } from "@kura/shared/money.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Facts, marketOrder, startWorld, type TestWorld } from "../test-world.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await startWorld();
  await world.fund("1000000.00");
});
afterEach(() => world.stop());

type OrderFacts = Facts & Readonly<Record<"hwm" | "stop_price" | "expires_at" | "limit_price", string | null>>;

const place = async (symbol: string, rest: object) => {
  const answered = await world.trade<OrderFacts>("POST", "/orders", marketOrder(symbol, rest));
  expect([answered.status, answered.body.message]).toEqual([200, undefined]);
  return answered.body;
};
const look = async (id: string) => (await world.trade<OrderFacts>("GET", `/orders/${id}`)).body;
const eventsOf = async (id: string) =>
  (await world.history("/v2/events/trades")).filter((each) => each.order.id === id).map((each) => each.event);
const lastPrice = async (symbol: string) =>
  (await world.call("GET", `/v2/stocks/trades/latest?symbols=${symbol}`)).body.trades[symbol]!.p;
const percent = (price: number, part: number) => ((price * part) / 100).toFixed(2);
const [OPEN, NOON, CLOSE] = ["2026-03-02T14:30:00Z", "2026-03-02T17:00:00Z", "2026-03-02T21:00:00Z"];

/** A client order id whose order does what is asked of it; chance decides, and repeats. */
async function placeUntil(symbol: string, rest: object, wanted: (order: OrderFacts) => boolean) {
  for (let id = 0; id < 200; id += 1) {
    const { id: placed } = await place(symbol, { ...rest, client_order_id: `until-${id}` });
    const order = await look(placed);
    if (wanted(order)) return order;
  }
  throw new Error("no order did what was asked");
}

describe("time in force", () => {
  test("a day order that came in the evening works on the next trading day, and ends with it", async () => {
    await world.advance("2026-03-06T23:00:00Z"); // Friday, 18:00 in New York
    const order = await place("VTI", { qty: "1", type: "limit", limit_price: "10" });
    expect(order).toMatchObject({ status: "accepted", expires_at: "2026-03-09T20:00:00Z" });
    await world.advance("2026-03-09T13:29:59Z");
    expect((await look(order.id)).status).toBe("accepted");
    await world.advance("2026-03-09T13:30:00Z");
    expect((await look(order.id)).status).toBe("new");
    await world.advance("2026-03-09T20:00:00Z");
    expect(await look(order.id)).toMatchObject({ status: "expired", expired_at: "2026-03-09T20:00:00Z" });
    expect(await eventsOf(order.id)).toEqual(["accepted", "new", "expired"]);
  });

  test("on half a day the day ends at 13:00", async () => {
    await world.advance("2026-11-27T15:00:00Z");
    const order = await place("VTI", { qty: "1", type: "limit", limit_price: "10" });
    expect(order.expires_at).toBe("2026-11-27T18:00:00Z");
    await world.advance("2026-11-27T18:00:00Z");
    expect((await look(order.id)).status).toBe("expired");
  });

  test("a gtc order lives over closes, and is canceled at 16:15 on the ninetieth day", async () => {
    await world.advance(NOON);
    const order = await place("VTI", { qty: "1", type: "limit", limit_price: "10", time_in_force: "gtc" });
    expect(order.expires_at).toBe("2026-05-31T20:15:00Z");
    for (const at of ["2026-03-02T22:00:00Z", "2026-05-29T15:00:00Z", "2026-05-31T20:14:59Z"]) {
      await world.advance(at);
      expect((await look(order.id)).status).toBe("new");
    }
    await world.advance("2026-05-31T20:15:00Z");
    expect(await look(order.id)).toMatchObject({ status: "canceled", canceled_at: "2026-05-31T20:15:00Z" });
    expect((await world.trade("GET", "/account")).body.buying_power).toBe("1000000.00");
  }, 30_000);

  test("immediate or cancel trades what it can at once, and the rest is canceled", async () => {
    await world.advance(NOON);
    const part = await placeUntil("VTI", { qty: "10", time_in_force: "ioc" }, (order) => order.status === "canceled");
    expect(Number(part.filled_qty)).toBeGreaterThan(0);
    expect(Number(part.filled_qty)).toBeLessThan(10);
    expect(await eventsOf(part.id)).toEqual(["pending_new", "new", "partial_fill", "canceled"]);
    const never = await place("KO", { qty: "1", type: "limit", limit_price: "10", time_in_force: "ioc" });
    expect(await look(never.id)).toMatchObject({ status: "canceled", filled_qty: "0" });
    await world.advance(CLOSE);
    const late = await place("VTI", { qty: "1", time_in_force: "ioc" });
    expect(await look(late.id)).toMatchObject({ status: "canceled", filled_qty: "0" });
  });

  test("fill or kill trades all at once or nothing", async () => {
    await world.advance(NOON);
    for (let id = 0; id < 30; id += 1) {
      const order = await place("VTI", { qty: "10", time_in_force: "fok", client_order_id: `fok-${id}` });
      expect(await look(order.id)).toMatchObject({ status: "filled", filled_qty: "10" });
    }
    const never = await place("KO", { qty: "1", type: "limit", limit_price: "10", time_in_force: "fok" });
    expect(await look(never.id)).toMatchObject({ status: "canceled", filled_qty: "0" });
  });

  test("an order for the opening trades there and never after; one for the close there and not before", async () => {
    const opening = await place("VTI", { qty: "1", time_in_force: "opg" });
    const missed = await place("BND", { qty: "1", type: "limit", limit_price: "10", time_in_force: "opg" });
    const closing = await place("KO", { qty: "1", time_in_force: "cls" });
    expect([opening.status, closing.status, opening.expires_at]).toEqual(["accepted", "accepted", OPEN]);
    await world.advance(OPEN);
    expect(await look(opening.id)).toMatchObject({ status: "filled", filled_at: OPEN });
    expect(await look(missed.id)).toMatchObject({ status: "canceled", canceled_at: OPEN });
    await world.advance(NOON);
    expect((await look(closing.id)).status).toBe("new");
    await world.advance(CLOSE);
    expect(await look(closing.id)).toMatchObject({ status: "filled", filled_at: CLOSE });
    expect(await eventsOf(closing.id)).toEqual(["accepted", "new", "fill"]);
  });
});

describe("extended hours", () => {
  const eager = { qty: "1", type: "limit", limit_price: "900", extended_hours: true };

  test("a limit for extended hours trades before the opening and after the close; others wait", async () => {
    await world.advance("2026-03-03T10:00:00Z"); // 05:00 in New York
    const early = await place("VTI", eager);
    const plain = await place("VTI", { ...eager, extended_hours: false });
    await world.advance("2026-03-03T10:00:01Z");
    expect(await look(early.id)).toMatchObject({ status: "filled", extended_hours: true });
    expect((await look(plain.id)).status).toBe("accepted");
    await world.advance("2026-03-03T22:00:00Z");
    const late = await place("VTI", { ...eager, time_in_force: "gtc" });
    await world.advance("2026-03-03T22:00:01Z");
    expect((await look(late.id)).status).toBe("filled");
  });

  test("by night it waits for 04:00; a day ends for it at 20:00, a gtc goes on in the next morning", async () => {
    await world.advance("2026-03-03T03:00:00Z");
    const never = { ...eager, limit_price: "10" };
    const [day, gtc] = [await place("VTI", never), await place("VTI", { ...never, time_in_force: "gtc" })];
    expect([day.status, day.expires_at]).toEqual(["accepted", "2026-03-04T01:00:00Z"]);
    await world.advance("2026-03-03T09:00:00Z");
    expect([(await look(day.id)).status, (await look(gtc.id)).status]).toEqual(["new", "new"]);
    await world.advance("2026-03-04T01:00:00Z");
    expect([(await look(day.id)).status, (await look(gtc.id)).status]).toEqual(["expired", "new"]);
  });
});

describe("stops", () => {
  const follow = async (ids: readonly string[], until: string) => {
    const seen = new Map<string, { at: string; price: number }>();
    for (let at = Temporal.Instant.from(NOON); `${at}` < until; at = at.add({ minutes: 1 })) {
      await world.advance(`${at}`);
      const price = await lastPrice("TSLA");
      for (const id of ids) {
        if (!seen.has(id) && Number((await look(id)).filled_qty) > 0) seen.set(id, { at: `${at}`, price });
      }
    }
    return seen;
  };

  test("a stop sleeps until the last price has come to it, and then trades at the market", async () => {
    await world.advance(NOON);
    await place("TSLA", { qty: "20" });
    const sell = (stop: string, rest: object = {}) =>
      place("TSLA", { qty: "3", side: "sell", type: "stop", stop_price: stop, ...rest });
    const price = await lastPrice("TSLA");
    const below = [await sell(percent(price, 99.9)), await sell(percent(price, 99.8)), await sell(percent(price, 50))];
    const ids = below.map(({ id }) => id);
    const seen = await follow(ids, "2026-03-02T20:00:00Z");
    for (const { id, stop_price } of below) {
      const filled = seen.get(id);
      if (filled) expect(filled.price).toBeLessThanOrEqual(Number(stop_price));
      else expect((await look(id)).filled_qty).toBe("0");
    }
    expect(seen.size).toBe(2);
  }, 30_000);

  test("a stop that is reached already trades at once; a stop-limit then keeps to its limit", async () => {
    await world.advance(NOON);
    const price = await lastPrice("TSLA");
    const buy = (rest: object) => place("TSLA", { qty: "1", ...rest });
    const reached = await buy({ type: "stop", stop_price: percent(price, 99) });
    const limited = await buy({ type: "stop_limit", stop_price: percent(price, 99), limit_price: percent(price, 50) });
    await world.advance("2026-03-02T17:00:01Z");
    expect(await look(reached.id)).toMatchObject({ status: "filled", limit_price: null });
    expect(await look(limited.id)).toMatchObject({ status: "new", filled_qty: "0" });
  });

  test("a stop to buy becomes a limit a little above it: after a larger jump it does not trade", async () => {
    await world.advance(NOON);
    const price = await lastPrice("TSLA");
    const jumped = await place("TSLA", { qty: "1", type: "stop", stop_price: percent(price, 97) });
    const near = await place("TSLA", { qty: "1", type: "stop", stop_price: percent(price, 98) });
    expect([(await look(jumped.id)).status, (await look(near.id)).filled_qty]).toEqual(["new", "1"]);
    expect((await world.trade("GET", "/account")).body.buying_power).not.toBe("1000000.00");
  });

  test("a trailing stop follows the best price, never back, and trades when the price has turned so far", async () => {
    await world.advance(NOON);
    await place("TSLA", { qty: "20" });
    await world.advance("2026-03-02T17:00:01Z");
    const trailing = { qty: "5", side: "sell", type: "trailing_stop" };
    const order = await place("TSLA", { ...trailing, trail_percent: "0.4" });
    const wide = await place("TSLA", { ...trailing, trail_price: "50.00", time_in_force: "gtc" });
    let best = 0;
    for (let at = Temporal.Instant.from(NOON).add({ minutes: 1 }); ; at = at.add({ minutes: 1 })) {
      await world.advance(`${at}`);
      const price = await lastPrice("TSLA");
      const seen = await look(order.id);
      expect(Number(seen.hwm)).toBeGreaterThanOrEqual(best);
      best = Number(seen.hwm);
      expect(Number(seen.stop_price)).toBeCloseTo(best * 0.996, 1);
      if (Number(seen.filled_qty) > 0) {
        expect(price).toBeLessThanOrEqual(Number(seen.stop_price));
        break;
      }
      expect(price).toBeGreaterThan(Number(seen.stop_price));
    }
    const still = await look(wide.id);
    expect(parsePrice(still.hwm ?? "") - parsePrice(still.stop_price ?? "")).toBe(50_000_000n);
  }, 30_000);
});

test("a market order that has become dearer than the account can pay is rejected when it is to trade", async () => {
  const outcomes = new Set<string>();
  for (const symbol of ["NVDA", "KO", "TSLA", "VTI", "META", "AMD"]) {
    await world.stop();
    world = await startWorld();
    await world.fund("1000000.00");
    const qty = Math.floor(1_000_000 / (await lastPrice(symbol)));
    const all = await place(symbol, { qty: String(qty) });
    await world.advance("2026-03-02T14:30:00Z");
    const ask = (await world.call("GET", `/v2/stocks/quotes/latest?symbols=${symbol}`)).body.quotes[symbol]!.ap;
    const { status, failed_at: failedAt } = (await look(all.id)) as OrderFacts & { failed_at: string | null };
    if (ask * qty > 1_000_000) expect([status, failedAt]).toEqual(["rejected", "2026-03-02T14:30:00Z"]);
    else expect([status === "filled" || status === "partially_filled", failedAt]).toEqual([true, null]);
    expect(Number((await world.trade("GET", "/account")).body.cash)).toBeGreaterThanOrEqual(0);
    outcomes.add(status);
  }
  expect(outcomes.size).toBeGreaterThan(1);
});

test("an estimate says what a market order would come to, and places nothing", async () => {
  await world.advance(NOON);
  const { quotes } = (await world.call("GET", "/v2/stocks/quotes/latest?symbols=VTI")).body;
  const estimate = (rest: object) => world.trade("POST", "/orders/estimation", marketOrder("VTI", rest));
  const { status, body } = await estimate({ notional: "100.00" });
  expect([status, body.notional, Number(body.filled_avg_price)]).toEqual([200, "100.00", quotes.VTI!.ap]);
  expect(Number(body.filled_qty) * quotes.VTI!.ap).toBeCloseTo(100, 2);
  expect((await estimate({ qty: "3" })).body.filled_qty).toBe("3");
  expect((await estimate({ qty: "3", type: "limit", limit_price: "9" })).status).toBe(422);
  expect((await estimate({ notional: "9000000" })).body.message).toBe("insufficient buying power");
  expect((await world.trade<Facts[]>("GET", "/orders?status=all")).body).toEqual([]);
  expect((await world.history("/v2/events/trades")).length).toBe(0);
});
