import { formatCents, notional, parseCents, parsePrice, parseShares, sum } from "@kura/shared/money.ts";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ACCOUNT_ID } from "../accounts/account.ts";
import { type Facts, marketOrder, startWorld, type TestWorld } from "../test-world.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

const place = (symbol: string, rest: object) => world.trade("POST", "/orders", marketOrder(symbol, rest));
const byClientId = async (id: string) =>
  (await world.trade("GET", `/orders:by_client_order_id?client_order_id=${encodeURIComponent(id)}`)).body;
const cash = async () => (await world.trade("GET", "/account")).body.cash;

/** All that the broker knows and says. */
async function everything() {
  const orders = await world.trade("GET", "/orders?status=all&limit=500");
  const positions = await world.trade("GET", "/positions");
  const account = await world.trade("GET", "/account");
  const trades = await world.history("/v2/events/trades");
  return [orders.body, positions.body, account.body, trades];
}

/** A client order id whose first execution at 15:00 is, or is not, a part. */
async function placeAtThree(part: boolean) {
  await world.fund("100000.00");
  await world.advance("2026-03-02T15:00:00Z");
  for (let id = 0; ; id += 1) {
    const answered = await place("VTI", { notional: "500.00", client_order_id: `try-${id}` });
    const order = await byClientId(`try-${id}`);
    if ((order.status === "partially_filled") === part) return { answered: answered.body, order };
  }
}

test("an order before the opening waits, and trades at the opening at what is asked", async () => {
  await world.fund("1000.00");
  const answered = await place("VTI", { notional: "100.00", client_order_id: "w-1", subtag: "kura" });
  expect(answered.status).toBe(200);
  expect(answered.body).toMatchObject({
    client_order_id: "w-1",
    status: "accepted",
    notional: "100.00",
    qty: null,
    filled_qty: "0",
    filled_avg_price: null,
    subtag: "kura",
    expires_at: "2026-03-02T21:00:00Z",
  });
  expect((await world.trade("GET", "/account")).body).toMatchObject({ cash: "1000.00", buying_power: "900.00" });
  await world.advance("2026-03-02T14:30:00Z");
  const { quotes } = (await world.call("GET", "/v2/stocks/quotes/latest?symbols=VTI")).body;
  await world.advance("2026-03-02T14:30:01Z");

  const order = await byClientId("w-1");
  expect(order.status).toBe("filled");
  const events = await world.history("/v2/events/trades");
  const fills = events.filter((event) => event.event.endsWith("fill"));
  expect(events.map((event) => event.event).slice(0, 2)).toEqual(["accepted", "new"]);
  expect(Number(fills[0]?.price)).toBe(quotes.VTI?.ap);
  expect(fills[0]).toMatchObject({ at: "2026-03-02T14:30:00Z", settle_date: "2026-03-03", account_id: ACCOUNT_ID });
  const [position] = (await world.trade<Facts[]>("GET", "/positions")).body;
  expect(position).toMatchObject({ symbol: "VTI", qty: order.filled_qty, qty_available: order.filled_qty });
  expect(fills.at(-1)?.position_qty).toBe(order.filled_qty);
});

test("an order in the session trades at once; the answer shows it as it was taken", async () => {
  const { answered, order } = await placeAtThree(false);
  expect(answered).toMatchObject({ status: "pending_new", filled_qty: "0", id: order.id });
  expect(order).toMatchObject({ status: "filled", filled_at: "2026-03-02T15:00:00Z" });
  const events = await world.history("/v2/events/trades");
  expect(events.filter((each) => each.order.id === order.id).map((each) => each.event)).toEqual([
    "pending_new",
    "new",
    "fill",
  ]);
});

test("a part is traded first, the rest a second later; the executions add up to order and streams", async () => {
  const { order } = await placeAtThree(true);
  await world.advance("2026-03-02T15:00:01Z");
  const done = await byClientId(order.client_order_id);
  expect(done).toMatchObject({ status: "filled", filled_at: "2026-03-02T15:00:01Z" });

  const since = "2026-03-02T15:00:00Z";
  const fills = (await world.history("/v2/events/trades", since)).filter(
    (each) => each.order.id === order.id && each.execution_id && each.price,
  );
  expect(fills.map((each) => [each.event, each.at])).toEqual([
    ["partial_fill", "2026-03-02T15:00:00Z"],
    ["fill", "2026-03-02T15:00:01Z"],
  ]);
  const quantity = fills.map((each) => parseShares(each.qty)).reduce((a, b) => a + b, 0n);
  expect(quantity).toBe(parseShares(done.filled_qty));
  const bookings = (await world.history("/v2beta1/events/activities", since)).filter(
    (each) => each.details.order_id === order.id,
  );
  expect(bookings.map((each) => each.ref_id)).toEqual(fills.map((each) => each.execution_id));
  bookings.forEach((booking, index) => {
    const { price, qty } = fills[index]!;
    expect(booking).toMatchObject({ activity_type: "TRD", price, qty, status: "executed", settle_date: "2026-03-03" });
    expect(booking.net_amount).toBe(formatCents(-notional(parsePrice(price), parseShares(qty), "half_even")));
  });
});

test("cash is what was wired plus everything booked; a sale's proceeds can be taken out once settled", async () => {
  await world.fund("5000.00");
  await place("VTI", { qty: "3.5", client_order_id: "b-1" });
  await world.advance("2026-03-02T15:00:00Z");
  await place("VTI", { qty: "1.25", side: "sell", client_order_id: "s-1" });
  await world.advance("2026-03-02T16:00:00Z");
  const bookings = await world.history("/v2beta1/events/activities");
  const total = bookings.map((each) => parseCents(each.net_amount)).reduce((a, b) => a + b, 0n);
  expect(await cash()).toBe(formatCents(total));
  const proceeds = bookings.filter((each) => each.details.side === "sell").map((each) => parseCents(each.net_amount));
  const account = (await world.trade("GET", "/account")).body;
  expect(parseCents(account.cash_withdrawable)).toBe(total - proceeds.reduce((a, b) => a + b, 0n));
  await world.advance("2026-03-03T12:00:00Z");
  const booked = (await world.history("/v2beta1/events/activities")).map((each) => parseCents(each.net_amount));
  expect((await world.trade("GET", "/account")).body.cash_withdrawable).toBe(formatCents(sum(booked)));
  expect((await world.trade("GET", "/positions/VTI")).body.qty).toBe("2.25");
});

test("what is missing is said: buying power for purchases, free shares for sales", async () => {
  await world.fund("1000.00");
  await place("KO", { notional: "400.00", client_order_id: "k-1" });
  const poor = await place("VTI", { notional: "600.01", client_order_id: "v-1" });
  expect(poor.body).toMatchObject({ buying_power: "600.00", cost_basis: "600.01" });
  await world.advance("2026-03-02T22:00:00Z");
  const { qty } = (await world.trade("GET", "/positions/KO")).body;
  await place("KO", { qty: "2", side: "sell", client_order_id: "k-2" });
  const short = await place("KO", { qty, side: "sell", client_order_id: "k-3" });
  expect([short.status, short.body.code]).toEqual([403, 40310000]);
  expect(short.body).toMatchObject({ symbol: "KO", existing_qty: qty, held_for_orders: "2" });
  expect(short.body.message).toBe(
    `insufficient qty available for order (requested: ${qty}, available: ${short.body.available})`,
  );
  expect((await world.trade("GET", "/positions/KO")).body.qty_available).toBe(short.body.available);
});

test("a client order id is unique for ever: while the order is open, after it, and in another session", async () => {
  await world.fund("1000.00");
  await place("KO", { notional: "10", client_order_id: "id-1" });
  const open = await place("PEP", { notional: "10", client_order_id: "id-1" });
  expect([open.status, open.body]).toEqual([422, { code: 42210000, message: "client_order_id must be unique" }]);
  await world.advance("2026-03-02T22:00:00Z");
  const closed = await place("KO", { notional: "10", client_order_id: "id-1" });
  expect([closed.status, closed.body]).toEqual([422, { code: 40010001, message: "client_order_id must be unique" }]);
  await world.advance("2026-03-16T22:00:00Z");
  expect((await place("KO", { notional: "10", client_order_id: "id-1" })).status).toBe(422);
  expect((await byClientId("id-1")).notional).toBe("10.00");
});

test("orders on both sides of one symbol are refused while one is open, unless that check is off", async () => {
  await world.fund("1000.00");
  await place("KO", { qty: "3", client_order_id: "k-1" });
  await world.advance("2026-03-02T22:00:00Z");
  const sale = await place("KO", { qty: "1", side: "sell", client_order_id: "k-2" });
  const wash = await place("KO", { qty: "1", client_order_id: "k-3" });
  expect([wash.status, wash.body]).toEqual([
    403,
    {
      code: 40310000,
      message: "potential wash trade detected. use complex orders",
      existing_order_id: sale.body.id,
      reject_reason: "opposite side market/stop order exists",
    },
  ]);
  expect((await place("PEP", { qty: "1", client_order_id: "p-1" })).status).toBe(200);
});

test("a waiting order can be canceled, again too, and no more once it is filled", async () => {
  await world.fund("1000.00");
  const waiting = (await place("KO", { notional: "100", client_order_id: "c-1" })).body;
  expect((await world.trade("DELETE", `/orders/${waiting.id}`)).status).toBe(204);
  expect((await world.trade("DELETE", `/orders/${waiting.id}`)).status).toBe(204);
  expect((await world.trade("GET", `/orders/${waiting.id}`)).body).toMatchObject({
    status: "canceled",
    filled_qty: "0",
  });
  expect((await world.trade("GET", "/account")).body.buying_power).toBe("1000.00");
  const filled = (await place("KO", { notional: "100", client_order_id: "c-2" })).body;
  await world.advance("2026-03-02T22:00:00Z");
  const late = await world.trade("DELETE", `/orders/${filled.id}`);
  expect([late.status, late.body.message]).toEqual([422, 'order is already in "filled" state']);
});

test("a limit order waits for its price, looks every minute, and a day's order expires at the close", async () => {
  await world.fund("100000.00");
  await world.advance("2026-03-02T15:00:00Z");
  const { trades } = (await world.call("GET", "/v2/stocks/trades/latest?symbols=TSLA")).body;
  const limit = (percent: number) => ((trades.TSLA!.p * percent) / 100).toFixed(2);
  const order = { type: "limit", qty: "2" };
  await place("TSLA", { ...order, limit_price: limit(120), client_order_id: "at once" });
  await place("TSLA", { ...order, limit_price: limit(50), client_order_id: "never" });
  await place("TSLA", { ...order, limit_price: limit(50), client_order_id: "keep", time_in_force: "gtc" });
  const low = limit(99.9);
  await place("TSLA", { ...order, limit_price: low, client_order_id: "later" });
  await world.advance("2026-03-02T21:00:00Z");
  expect((await byClientId("at once")).status).toBe("filled");
  expect(await byClientId("never")).toMatchObject({ status: "expired", expired_at: "2026-03-02T21:00:00Z" });
  expect((await byClientId("keep")).status).toBe("new");
  const later = await byClientId("later");
  if (later.status === "filled") {
    expect(parsePrice(later.filled_avg_price) <= parsePrice(low)).toBe(true);
    expect(later.filled_at).toMatch(/:0[01]Z$/);
  } else expect(later.status).toBe("expired");
});

test("the list shows open orders, newest first, between moments of submission, both excluded", async () => {
  await world.fund("1000.00");
  for (const minute of [20, 21, 22]) {
    await world.advance(`2026-03-02T13:${minute}:00Z`);
    await place(minute === 21 ? "KO" : "PEP", { notional: "10", client_order_id: `l-${minute}` });
  }
  const list = async (query: string) =>
    (await world.trade<Facts[]>("GET", `/orders?${query}`)).body.map((order) => order.client_order_id);
  expect(await list("")).toEqual(["l-22", "l-21", "l-20"]);
  expect(await list("direction=asc&limit=2")).toEqual(["l-20", "l-21"]);
  expect(await list("after=2026-03-02T13:20:00Z&until=2026-03-02T13:22:00Z")).toEqual(["l-21"]);
  expect(await list("symbols=KO,V")).toEqual(["l-21"]);
  expect(await list("status=closed")).toEqual([]);
  for (const bad of ["status=odd", "limit=0", "limit=x", "after=soon", "direction=up"]) {
    expect((await world.trade("GET", `/orders?${bad}`)).status).toBe(422);
  }
});

test("a list can be narrowed by side, quantity, subtag, class, and the place of another order", async () => {
  await world.fund("100000.00");
  const ids: string[] = [];
  for (const [name, rest] of Object.entries({ a: { qty: "1" }, b: { qty: "2.5" }, c: { notional: "5" } })) {
    ids.push((await place("KO", { ...rest, client_order_id: name, subtag: `tag-${name}` })).body.id);
  }
  await world.advance("2026-03-02T15:00:00Z");
  const resting = { side: "sell", type: "limit", limit_price: "900", qty: "1.5" };
  await place("KO", { ...resting, client_order_id: "d", time_in_force: "day" });
  const list = async (query: string) => {
    const { body } = await world.trade<Facts[]>("GET", `/orders?status=all&direction=asc&${query}`);
    return body.map((order) => order.client_order_id).join("");
  };
  expect(await list("nested=true")).toBe("abcd");
  expect(await list("side=buy")).toBe("abc");
  expect(await list("side=sell")).toBe("d");
  expect(await list("qty_above=1")).toBe("bd");
  expect(await list("qty_below=2.5")).toBe("ad");
  expect(await list("qty_above=1&qty_below=2")).toBe("d");
  expect(await list("subtag=tag-b")).toBe("b");
  expect(await list("asset_class=us_equity")).toBe("abcd");
  expect(await list("asset_class=crypto")).toBe("");
  expect(await list(`after_order_id=${ids[1]}`)).toBe("cd");
  expect(await list(`before_order_id=${ids[1]}`)).toBe("a");
  expect(await list("limit=900")).toBe("abcd");
  for (const bad of ["side=up", "qty_above=x", "nested=maybe", "qty_below=-1"]) {
    expect((await world.trade("GET", `/orders?${bad}`)).status).toBe(422);
  }
});

test("an order that is not there is not found; an id that is none is refused", async () => {
  const missing = "00000000-0000-4000-8000-000000000000";
  expect(await world.trade("GET", `/orders/${missing}`)).toMatchObject({
    status: 404,
    body: { code: 40410000, message: `order not found for ${missing}` },
  });
  expect(await world.trade("GET", "/orders/17")).toMatchObject({ status: 422, body: { code: 40010001 } });
  expect((await world.trade("DELETE", `/orders/${missing}`)).status).toBe(404);
  expect((await world.trade("GET", "/orders:by_client_order_id?client_order_id=none")).status).toBe(404);
  expect((await world.trade("GET", "/positions/VTI")).status).toBe(404);
  expect((await world.call("GET", "/v1/trading/accounts/another/account")).status).toBe(404);
});

test("a wrong key is forbidden at the broker and unknown at market data; either form of the key opens", async () => {
  const wrong = { authorization: `Basic ${Buffer.from("SIM:sim").toString("base64")}` };
  expect(await world.call("GET", "/v1/clock", undefined, wrong)).toMatchObject({
    status: 403,
    body: { message: "forbidden." },
  });
  expect(
    (await world.call("GET", "/v2/events/trades?since=2026-03-01&until=2026-03-02", undefined, wrong)).status,
  ).toBe(403);
  expect(await world.call("GET", "/v2/stocks/quotes/latest?symbols=VTI", undefined, wrong)).toMatchObject({
    status: 401,
    body: { message: "unauthorized." },
  });
  const pair = { authorization: "", "apca-api-key-id": "SIM", "apca-api-secret-key": "SIM" };
  expect((await world.call("GET", "/v1/clock", undefined, pair)).status).toBe(200);
  expect((await world.call("GET", "/v1/clock", undefined, { ...pair, "apca-api-secret-key": "x" })).status).toBe(403);
});

test("numbers may be written as numbers or as text, and are exact either way", async () => {
  await world.fund("1000.00");
  const written = `{"symbol":"KO","qty":0.123456789,"side":"buy","type":"market","time_in_force":"day"}`;
  const answered = await world.trade("POST", "/orders", written);
  expect(answered.body.qty).toBe("0.123456789");
  expect(answered.body.client_order_id).toMatch(/^[0-9a-f-]{36}$/);
});

test("nothing malformed crashes the broker or changes anything", async () => {
  await world.fund("1000.00");
  const before = await everything();
  const bodies = ["", "{", "[]", "null", "7", '"text"', '{"symbol":[]}', '{"__proto__":{"symbol":"KO"}}', "\u0000"];
  for (const body of bodies) {
    const { status, body: problem } = await world.trade("POST", "/orders", body);
    expect(status, body).toBeGreaterThanOrEqual(400);
    expect(status, body).toBeLessThan(500);
    expect(problem.message, body).toBeTypeOf("string");
  }
  const value = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.object({ maxDepth: 1 }),
  );
  const fields = fc.record(
    { symbol: value, qty: value, notional: value, side: value, type: value, time_in_force: value, limit_price: value },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fields, async (body) => {
      const { status } = await world.trade("POST", "/orders", body);
      expect(status >= 400 && status < 500).toBe(true);
    }),
    { numRuns: 60 },
  );
  expect(await everything()).toEqual(before);
});
