import { parseCents, parseShares } from "@kura/shared/money.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Facts, marketOrder, startWorld, type TestWorld } from "../test-world.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await startWorld();
  await world.fund("10000.00");
  await world.advance("2026-03-02T15:00:00Z");
});
afterEach(() => world.stop());

type OrderFacts = Facts &
  Readonly<
    Record<"replaces" | "replaced_by" | "replaced_at" | "limit_price" | "hwm" | "stop_price" | "subtag", string | null>
  >;

const limit = (symbol: string, rest: object = {}) =>
  marketOrder(symbol, { qty: "10", type: "limit", limit_price: "20.00", ...rest });
const place = async (body: object) => {
  const answered = await world.trade<OrderFacts>("POST", "/orders", body);
  expect([answered.status, answered.body.message]).toEqual([200, undefined]);
  return answered.body;
};
const patch = (id: string, body: object) => world.trade<OrderFacts>("PATCH", `/orders/${id}`, body);
const look = async (id: string) => (await world.trade<OrderFacts>("GET", `/orders/${id}`)).body;
const power = async () => (await world.trade("GET", "/account")).body.buying_power;
const history = async () => world.history("/v2/events/trades");

test("a replacement is a new order that names the old one; the event shows the old order as it was", async () => {
  const old = await place(limit("KO", { subtag: "c-1" }));
  const { status, body: next } = await patch(old.id, { qty: "12", limit_price: "21.50", client_order_id: "mine" });
  expect([status, next.id === old.id]).toEqual([200, false]);
  expect(next).toMatchObject({ replaces: old.id, client_order_id: "mine", qty: "12", limit_price: "21.50" });
  expect(next.subtag).toBe("c-1");
  expect(await look(old.id)).toMatchObject({
    ...{ status: "replaced", replaced_by: next.id, replaced_at: "2026-03-02T15:00:00Z", limit_price: "20.00" },
  });
  expect(await look(next.id)).toMatchObject({ status: "new", replaced_by: null });
  const events = await history();
  expect(events.map((each) => [each.event, each.order.id])).toEqual([
    ...["pending_new", "new", "pending_replace", "replaced"].map((event) => [event, old.id]),
    ...["pending_new", "new"].map((event) => [event, next.id]),
  ]);
  expect(events[3]?.order).toMatchObject({ limit_price: "20.00", qty: "10", status: "replaced" });
  const open = await world.trade<Facts[]>("GET", "/orders");
  expect(open.body.map(({ id }) => id)).toEqual([next.id]);
  expect(await power()).toBe("9742.00");
});

test("a replacement needs only what it costs more, and trades at once where its limit is reached", async () => {
  const old = await place(limit("KO", { qty: "400", limit_price: "20.00" }));
  expect(await power()).toBe("2000.00");
  const dear = await patch(old.id, { limit_price: "25.01" });
  expect(dear.body).toMatchObject({ buying_power: "10000.00", cost_basis: "10004.00" });
  expect((await patch(old.id, { limit_price: "25.00" })).status).toBe(200);
  expect(await power()).toBe("0.00");
  const [open] = (await world.trade<Facts[]>("GET", "/orders")).body;
  expect((await patch(open?.id ?? "", { qty: "100", limit_price: "90.00" })).status).toBe(200);
  await world.advance("2026-03-02T15:00:02Z");
  expect((await world.trade("GET", "/positions/KO")).body.qty).toBe("100");
});

test("the new order is for what the old one has left", async () => {
  for (let id = 0; id < 100; id += 1) {
    const old = await place(marketOrder("BND", { qty: "9", client_order_id: `part-${id}` }));
    const { status, filled_qty: filled } = await look(old.id);
    if (status !== "partially_filled") continue;
    const { body: next } = await patch(old.id, { qty: "10" });
    expect(parseShares(next.qty) + parseShares(filled)).toBe(10_000_000_000n);
    expect(await look(old.id)).toMatchObject({ status: "replaced", filled_qty: filled });
    await world.advance("2026-03-02T15:00:02Z");
    expect(await look(next.id)).toMatchObject({ status: "filled", filled_qty: next.qty });
    const few = await place(marketOrder("BND", { qty: "1" }));
    expect((await patch(few.id, { qty: "1" })).status).toBe(422);
    return;
  }
  throw new Error("no order was filled in parts");
});

test("stop, trail and time in force can be replaced; a trailing stop then begins again", async () => {
  await place(marketOrder("KO", { qty: "30" }));
  const sale = { qty: "5", side: "sell", limit_price: undefined };
  const stop = await place(limit("KO", { ...sale, type: "stop", stop_price: "10.00" }));
  expect((await patch(stop.id, { stop_price: "11.00", time_in_force: "gtc" })).body).toMatchObject({
    ...{ stop_price: "11.00", time_in_force: "gtc", type: "stop" },
  });
  const trail = await place(limit("KO", { ...sale, type: "trailing_stop", trail_percent: "10" }));
  const { body: next } = await patch(trail.id, { trail: "12.5" });
  expect(next).toMatchObject({ trail_percent: "12.5", trail_price: null, stop_price: null });
  const working = await look(next.id);
  expect(Number(working.stop_price)).toBeCloseTo(Number(working.hwm) * 0.875, 1);
});

test("a replacement on the other side's price is a wash trade", async () => {
  await place(marketOrder("KO", { qty: "10" }));
  await world.advance("2026-03-02T15:00:02Z");
  await place(limit("KO", { side: "sell", qty: "5", limit_price: "90.00" }));
  const bid = await place(limit("KO", { qty: "5", limit_price: "20.00" }));
  const crossing = await patch(bid.id, { limit_price: "90.00" });
  expect([crossing.status, crossing.body.message]).toEqual([403, expect.stringContaining("wash trade")]);
  expect((await look(bid.id)).status).toBe("new");
  expect((await patch(bid.id, { limit_price: "89.99" })).status).toBe(200);
});

test("cancelling all orders answers for each, and what they kept is free again", async () => {
  const ids = [await place(limit("KO")), await place(limit("PEP")), await place(limit("VTI"))].map(({ id }) => id);
  const filled = await place(marketOrder("BRK.B", { qty: "1" }));
  await world.advance("2026-03-02T15:00:02Z");
  const before = parseCents(await power());
  const { status, body } = await world.trade<object[]>("DELETE", "/orders");
  expect([status, body]).toEqual([207, ids.map((id) => ({ id, status: 200 }))]);
  for (const id of ids) {
    expect(await look(id)).toMatchObject({ status: "canceled", cancel_requested_at: "2026-03-02T15:00:02Z" });
  }
  expect((await look(filled.id)).status).toBe("filled");
  expect(parseCents(await power())).toBe(before + 3n * 20_000n);
  expect((await world.trade("DELETE", "/orders")).body).toEqual([]);
  const told = (await history()).filter((each) => each.order.id === ids[0]).map((each) => each.event);
  expect(told).toEqual(["pending_new", "new", "pending_cancel", "canceled"]);
});
