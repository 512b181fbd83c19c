import { cents, parseCents, parsePrice, parseShares, sum } from "@kura/shared/money.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Facts, marketOrder, startWorld, type TestWorld } from "../test-world.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await startWorld();
  await world.fund("10000.00");
});
afterEach(() => world.stop());

const TRADES = "/v2/events/trades";
const ACTIVITIES = "/v2beta1/events/activities";
const rule = (body: object) => world.call("POST", "/sim/faults", body);
const order = async (id: string) => (await world.trade("GET", `/orders:by_client_order_id?client_order_id=${id}`)).body;
const account = async () => (await world.trade("GET", "/account")).body;
const position = (symbol: string) => world.trade<Facts & { cost_basis: string }>("GET", `/positions/${symbol}`);
const isTakenBack = ({ event }: Facts) => event === "trade_bust" || event === "trade_correct";
const booked = async () => (await world.history(ACTIVITIES)).filter((each) => each.activity_type === "TRD");

/** Buys before the opening, and goes to a moment just after it: 14:30 UTC. */
async function buyAtOpening(qty = "3", id = "o-1") {
  await world.trade("POST", "/orders", marketOrder("KO", { qty, client_order_id: id }));
  await world.advance("2026-03-02T14:31:00Z");
}

/** Whatever was taken back: cash is the sum of all bookings, the position that of all trades. */
async function expectBooksAddUp() {
  const activities = await world.history(ACTIVITIES);
  expect(parseCents((await account()).cash)).toBe(sum(activities.map((each) => parseCents(each.net_amount))));
  const trades = activities.filter((each) => each.activity_type === "TRD");
  const shares = sum(
    trades.map((each) => (each.details.side === "buy" ? parseShares(each.qty) : -parseShares(each.qty))),
  );
  const { status, body } = await position("KO");
  expect(status === 404 ? 0n : parseShares(body.qty)).toBe(shares);
}

test("a bust takes an execution back an hour after it: order, position and cash are as before", async () => {
  await rule({ fault: "bust", symbol: "KO" });
  await buyAtOpening();
  const fills = (await world.history(TRADES)).filter((each) => each.execution_id && each.price);
  expect((await order("o-1")).status).toBe("filled");
  await world.advance("2026-03-02T15:31:00Z");

  const busts = (await world.history(TRADES)).filter(isTakenBack);
  expect(busts.map((each) => each.previous_execution_id)).toEqual(fills.map((each) => each.execution_id));
  expect(busts[0]).toMatchObject({ event: "trade_bust", reason: "TRADE_BUST", price: fills[0]?.price });
  expect(busts.map((each) => each.qty)).toEqual(fills.map((each) => `-${each.qty}`));
  expect(busts.at(-1)).toMatchObject({ position_qty: "0", order: { status: "filled", filled_qty: "0" } });
  expect(await order("o-1")).toMatchObject({ status: "filled", filled_qty: "0", filled_avg_price: null });
  expect((await position("KO")).status).toBe(404);
  expect((await account()).cash).toBe("10000.00");

  const [first, second] = [(await booked())[0], (await booked())[fills.length]];
  expect(second).toMatchObject({ previous_id: first?.ref_id, ref_id: busts[0]?.execution_id, status: "canceled" });
  expect(parseCents(String(second?.net_amount))).toBe(-parseCents(String(first?.net_amount)));
  expect(second?.details).toMatchObject({
    execution_type: "trade_bust",
    order_status: "filled",
    client_order_id: "o-1",
  });
  await expectBooksAddUp();
});

test("a correction books an execution again at another price: the quantity stays, cash and cost move", async () => {
  await rule({ fault: "correction", times: 1 });
  await buyAtOpening();
  const [fill] = (await world.history(TRADES)).filter((each) => each.execution_id && each.price);
  const before = await order("o-1");
  const cashBefore = parseCents((await account()).cash);
  await world.advance("2026-03-02T15:31:00Z");

  const [told] = (await world.history(TRADES)).filter(isTakenBack);
  expect(told).toMatchObject({
    event: "trade_correct",
    previous_execution_id: fill?.execution_id,
    qty: fill?.qty,
    order: { status: "filled", filled_qty: "3" },
  });
  const moved = parsePrice(String(told?.price)) - parsePrice(String(fill?.price));
  expect(moved).not.toBe(0n);
  const after = await order("o-1");
  expect([after.filled_qty, after.filled_avg_price === before.filled_avg_price]).toEqual(["3", false]);

  const [reversal, again] = (await booked()).filter((each) => each.previous_id === fill?.execution_id);
  expect([reversal?.status, again?.status, again?.ref_id]).toEqual(["canceled", "correct", told?.execution_id]);
  expect(again).toMatchObject({ qty: fill?.qty, price: told?.price });
  const net = parseCents(String(reversal?.net_amount)) + parseCents(String(again?.net_amount));
  expect(parseCents((await account()).cash) - cashBefore).toBe(net);
  const spent = cents(parseCents("10000.00") - parseCents((await account()).cash));
  expect(parseCents((await position("KO")).body.cost_basis)).toBe(spent);
  await expectBooksAddUp();
});

test("what is taken back on the next day is there until its opening, also after a restart of the clock", async () => {
  await rule({ fault: "bust_next_day", times: 1 });
  await buyAtOpening();
  await world.advance("2026-03-03T14:29:59Z");
  expect((await world.history(TRADES)).filter(isTakenBack)).toEqual([]);
  await world.advance("2026-03-03T14:30:00Z");
  expect((await world.history(TRADES)).filter(isTakenBack)).toHaveLength(1);
  await expectBooksAddUp();
});

test("a bust of a sale brings the shares back at their cost, and takes the unsettled proceeds", async () => {
  await buyAtOpening("2");
  const before = (await position("KO")).body;
  await rule({ fault: "bust" });
  await world.trade("POST", "/orders", { ...marketOrder("KO", { qty: "2" }), side: "sell", client_order_id: "s-1" });
  await world.advance("2026-03-02T14:35:00Z");
  expect((await position("KO")).status).toBe(404);
  await world.advance("2026-03-02T15:40:00Z");
  expect((await position("KO")).body).toMatchObject({ qty: before.qty, cost_basis: before.cost_basis });
  const { cash, cash_withdrawable: withdrawable } = await account();
  expect(withdrawable).toBe(cash);
  await expectBooksAddUp();
});

test("a purchase whose shares have been sold since is not busted, and a corrected one leaves no shares behind", async () => {
  await rule({ fault: "bust", times: 1 });
  await buyAtOpening("2");
  await rule({ fault: "correction_next_day" });
  await world.trade("POST", "/orders", { ...marketOrder("KO", { qty: "2" }), side: "sell", client_order_id: "s-1" });
  await world.advance("2026-03-03T15:40:00Z");
  const told = (await world.history(TRADES)).filter(isTakenBack);
  expect(told.map((each) => each.event)).not.toContain("trade_bust");
  expect(told.every((each) => each.event === "trade_correct" && each.position_qty === "0")).toBe(true);
  expect(told.length).toBeGreaterThan(0);
  await expectBooksAddUp();
});

test("an order can name its own accident", async () => {
  const path = "/v2/orders";
  await world.call("POST", path, marketOrder("KO", { qty: "1", client_order_id: "named" }), {
    "x-sim-faults": "correction",
  });
  await buyAtOpening("1", "plain");
  await world.advance("2026-03-02T15:31:00Z");
  const told = (await world.history(TRADES)).filter(isTakenBack);
  expect(told.map((each) => [each.event, each.order.client_order_id])).toEqual([["trade_correct", "named"]]);
});
