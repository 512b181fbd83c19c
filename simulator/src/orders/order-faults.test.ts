import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ACCOUNT_ID } from "../accounts/account.ts";
import { type Facts, marketOrder, startWorld, type TestWorld } from "../test-world.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await startWorld();
  await world.fund("10000.00");
  await world.advance("2026-03-02T15:00:00Z");
});
afterEach(() => world.stop());

/** A call under the trading account, which asks for faults. */
const ask = <Body = Facts>(faults: string, method: string, path: string, body?: object) =>
  world.call<Body>(method, `/v1/trading/accounts/${ACCOUNT_ID}${path}`, body, { "x-sim-faults": faults });
const place = (faults: string, rest: object = {}) =>
  ask(faults, "POST", "/orders", marketOrder("KO", { qty: "10", client_order_id: "o-1", ...rest }));
const byClientId = (id = "o-1") => world.trade<Facts>("GET", `/orders:by_client_order_id?client_order_id=${id}`);
const trades = () => world.history("/v2/events/trades");
const limit = { type: "limit", limit_price: "20.00" };

test("order_placed_with_error: the answer is 500, and the order is there", async () => {
  const answered = await place("order_placed_with_error");
  expect([answered.status, answered.body.code]).toEqual([500, 50010000]);
  expect(await byClientId()).toMatchObject({ status: 200, body: { qty: "10" } });
});

test("order_placed_without_answer: the connection closes, and the order is there", async () => {
  await expect(place("order_placed_without_answer")).rejects.toThrow();
  expect(await byClientId()).toMatchObject({ status: 200, body: { qty: "10" } });
});

test("order_refused: the answer is 503, nothing is kept, and the id is free", async () => {
  const answered = await place("order_refused", { symbol: "NOPE" });
  expect([answered.status, answered.body.code]).toEqual([503, 50310000]);
  expect((await byClientId()).status).toBe(404);
  expect((await place("")).status).toBe(200);
});

test("order_refused by chance: who asks again while the clock stands is taken in the end, by the seed", async () => {
  const tries = async (one: TestWorld) => {
    await one.call("POST", "/sim/faults", { fault: "order_refused", probability: "0.5" });
    const statuses: number[][] = [];
    for (const id of ["a", "b", "c", "d", "e", "f"]) {
      const order = marketOrder("KO", { notional: "5", client_order_id: id });
      const heard: number[] = [];
      while (heard.at(-1) !== 200 && heard.length < 60) heard.push((await one.trade("POST", "/orders", order)).status);
      statuses.push(heard);
    }
    return statuses;
  };
  const other = await startWorld();
  try {
    await other.fund("1000.00");
    await other.advance("2026-03-02T15:00:00Z");
    const statuses = await tries(other);
    expect(statuses.map((heard) => heard.at(-1))).toEqual([200, 200, 200, 200, 200, 200]);
    expect(statuses.flat()).toContain(503);
    const again = await startWorld();
    await again.fund("1000.00");
    await again.advance("2026-03-02T15:00:00Z");
    expect(await tries(again)).toEqual(statuses);
    await again.stop();
  } finally {
    await other.stop();
  }
});

test("wash_trade: refused although no order is open", async () => {
  const answered = await place("wash_trade");
  expect([answered.status, answered.body.message]).toEqual([403, "potential wash trade detected. use complex orders"]);
  expect((await byClientId()).status).toBe(404);
});

test("unknown_status: only what is asked for shows it, the order itself goes on", async () => {
  expect((await place("unknown_status")).body.status).toBe("pending_review");
  expect((await byClientId()).body.status).toBe("pending_review");
  await world.advance("2026-03-02T15:00:02Z");
  expect((await trades()).map((each) => each.order.status)).toContain("filled");
  await place("", { client_order_id: "o-2" });
  expect((await byClientId("o-2")).body.status).not.toBe("pending_review");
  const list = await ask<Facts[]>("unknown_status", "GET", "/orders?status=all");
  expect(new Set(list.body.map(({ status }) => status))).toEqual(new Set(["pending_review"]));
});

test("fill_after_cancel: 204, then the fill, and the stream says that it was too late", async () => {
  const { body: order } = await place("", limit);
  expect((await ask("fill_after_cancel", "DELETE", `/orders/${order.id}`)).status).toBe(204);
  expect((await byClientId()).body.status).toBe("pending_cancel");
  expect((await world.trade("DELETE", `/orders/${order.id}`)).status).toBe(204);
  await world.advance("2026-03-02T15:00:01Z");
  const filled = (await byClientId()).body;
  expect(filled).toMatchObject({ status: "filled", filled_qty: "10" });
  expect(Number(filled.filled_avg_price)).toBeLessThanOrEqual(20);
  const events = await trades();
  expect(events.map((each) => each.event)).toEqual([
    ...["pending_new", "new", "pending_cancel", "fill", "order_cancel_rejected"],
  ]);
  expect(events.at(-1)).toMatchObject({ reason: "TOO_LATE_TO_CANCEL", order: { status: "filled" } });
});

test("fill_after_replace: 200, then the old order fills and the new one is rejected", async () => {
  const { body: old } = await place("", limit);
  const { status, body: next } = await ask("fill_after_replace", "PATCH", `/orders/${old.id}`, { qty: "100" });
  expect([status, next.qty]).toEqual([200, "100"]);
  expect((await byClientId()).body.status).toBe("pending_replace");
  // Buying power is kept for the larger of both.
  expect((await world.trade("GET", "/account")).body.buying_power).toBe("8000.00");
  expect((await world.trade("DELETE", `/orders/${old.id}`)).status).toBe(422);
  expect((await world.trade("PATCH", `/orders/${old.id}`, { qty: "3" })).body.message).toMatch(/not open/);
  await world.advance("2026-03-02T15:00:01Z");
  expect((await byClientId()).body).toMatchObject({ status: "filled", filled_qty: "10", replaced_by: null });
  const { body: rejected } = await world.trade("GET", `/orders/${next.id}`);
  expect(rejected).toMatchObject({ status: "rejected", failed_at: "2026-03-02T15:00:01Z", filled_qty: "0" });
  expect((await trades()).map((each) => [each.event, each.order.id])).toEqual([
    ...[
      ["pending_new", old.id],
      ["new", old.id],
      ["pending_replace", old.id],
      ["pending_new", next.id],
    ],
    ...[
      ["fill", old.id],
      ["order_replace_rejected", old.id],
      ["rejected", next.id],
    ],
  ]);
  const { cash, buying_power: power } = (await world.trade("GET", "/account")).body;
  expect(power).toBe(cash);
});

test("partial_then_cancel: a part is filled, and the rest is canceled", async () => {
  await place("partial_then_cancel");
  expect((await byClientId()).body.status).toBe("partially_filled");
  await world.advance("2026-03-02T15:00:01Z");
  const order = (await byClientId()).body;
  expect(order.status).toBe("canceled");
  expect(Number(order.filled_qty)).toBeGreaterThan(0);
  expect(Number(order.filled_qty)).toBeLessThan(10);
  expect((await trades()).map((each) => each.event)).toEqual(["pending_new", "new", "partial_fill", "canceled"]);
});

test("duplicate_fill: new and fill come three times, with the same executions, and are booked once", async () => {
  await place("duplicate_fill", { qty: "1" });
  const events = await trades();
  expect(events.map((each) => each.event)).toEqual(["pending_new", ...Array(3).fill(["new", "fill"]).flat()]);
  expect(new Set(events.map((each) => each.event_id)).size).toBe(7);
  const executions = (event: string) =>
    new Set(events.filter((each) => each.event === event).map((each) => each.execution_id));
  expect([executions("new").size, executions("fill").size]).toEqual([1, 1]);
  expect(events.filter((each) => each.event === "new").map((each) => each.order.filled_qty)).toEqual(["0", "0", "0"]);
  const bookings = await world.history("/v2beta1/events/activities", "2026-03-02T15:00:00Z");
  expect(bookings.map((each) => each.details.order_id)).toEqual([events[0]?.order.id]);
  expect((await world.trade("GET", "/positions/KO")).body.qty).toBe("1");
});

describe("a fault that cannot strike", () => {
  test("an order that waits for the opening is canceled, whatever a fill could have done", async () => {
    await world.advance("2026-03-02T22:00:00Z");
    const { body: order } = await place("fill_after_cancel");
    expect((await world.trade("DELETE", `/orders/${order.id}`)).status).toBe(204);
    expect((await byClientId()).body.status).toBe("canceled");
  });
});
