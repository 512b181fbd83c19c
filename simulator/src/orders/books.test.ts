import { parseCents, parsePrice, parseShares } from "@kura/shared/money.ts";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { ACCOUNT_ID } from "../accounts/account.ts";
import { type Facts, marketOrder, startWorld, type TestWorld } from "../test-world.ts";

let world: TestWorld | null = null;
afterEach(async () => {
  await world?.stop();
  world = null;
});

type OrderFacts = Facts & Readonly<Record<"limit_price" | "type" | "symbol", string>>;

const prices = fc.integer({ min: 50, max: 150 });
const deed = fc.oneof(
  { weight: 6, arbitrary: fc.record({ deed: fc.constant("place" as const), side: fc.constantFrom("buy", "sell") }) },
  { weight: 1, arbitrary: fc.record({ deed: fc.constant("cancel" as const), side: fc.constant("buy") }) },
  { weight: 1, arbitrary: fc.record({ deed: fc.constant("replace" as const), side: fc.constant("buy") }) },
  { weight: 1, arbitrary: fc.record({ deed: fc.constant("close" as const), side: fc.constant("sell") }) },
  { weight: 2, arbitrary: fc.record({ deed: fc.constant("wait" as const), side: fc.constant("buy") }) },
);
const actions = fc.array(
  fc.record({
    what: deed,
    symbol: fc.constantFrom("KO", "VTI"),
    type: fc.constantFrom("market", "limit", "stop", "stop_limit", "trailing_stop"),
    time: fc.constantFrom("day", "day", "gtc", "ioc", "fok", "opg", "cls"),
    qty: fc.constantFrom("1", "7", "0.5", "2.25", "40"),
    percent: prices,
    extended: fc.boolean(),
    faults: fc.constantFrom("", "", "", "fill_after_cancel", "fill_after_replace", "partial_then_cancel"),
    minutes: fc.integer({ min: 1, max: 600 }),
  }),
  { minLength: 1, maxLength: 25 },
);
type Action = (typeof actions)["generate"] extends (...args: never[]) => { value: infer Value } ? Value : never;

/** Around the price of each symbol, so that some limits and stops are reached and others are not. */
const AROUND: Record<string, number> = { KO: 71, VTI: 330 };

function bodyOf({ what, symbol, type, time, qty, percent, extended }: Action[number]): object {
  const at = ((AROUND[symbol]! * percent) / 100).toFixed(2);
  const priced = {
    market: {},
    limit: { limit_price: at, extended_hours: extended },
    stop: { stop_price: at },
    stop_limit: { stop_price: at, limit_price: at },
    trailing_stop: { trail_percent: "0.5" },
  };
  return marketOrder(symbol, {
    side: what.side,
    type,
    time_in_force: time,
    qty,
    ...priced[type as keyof typeof priced],
  });
}

async function act(here: TestWorld, action: Action[number]): Promise<number> {
  const { what, symbol, qty, percent, faults, minutes } = action;
  const call = <Body = Facts>(method: string, path: string, body?: object) =>
    here.call<Body>(method, `/v1/trading/accounts/${ACCOUNT_ID}${path}`, body, { "x-sim-faults": faults });
  const newest = (await call<Facts[]>("GET", "/orders?limit=1")).body[0]?.id;
  if (what.deed === "place") return (await call("POST", "/orders", bodyOf(action))).status;
  if (what.deed === "close") return (await call("DELETE", `/positions/${symbol}?percentage=${percent / 2}`)).status;
  if (what.deed === "cancel" && newest) return (await call("DELETE", `/orders/${newest}`)).status;
  if (what.deed === "replace" && newest) {
    return (await call("PATCH", `/orders/${newest}`, { qty: String(Math.ceil(Number(qty)) + 1) })).status;
  }
  const { body } = await here.call("GET", "/sim/clock");
  const to = Temporal.Instant.from(body.now).add({ minutes });
  return (await here.advance(`${to}`)).status;
}

/** What must always hold, whatever was asked. */
async function expectBooksToHold(here: TestWorld) {
  const account = (await here.trade("GET", "/account")).body;
  const orders = (await here.trade<OrderFacts[]>("GET", "/orders?status=all&limit=500")).body;
  const positions = (await here.trade<OrderFacts[]>("GET", "/positions")).body;
  const bookings = await here.history("/v2beta1/events/activities");
  const trades = await here.history("/v2/events/trades");
  const total = (amounts: bigint[]) => amounts.reduce((a, b) => a + b, 0n);
  expect(parseCents(account.cash)).toBe(total(bookings.map((each) => parseCents(each.net_amount))));
  expect(parseCents(account.cash) >= 0n && parseCents(account.buying_power) >= 0n).toBe(true);
  for (const symbol of ["KO", "VTI"]) {
    const moved = bookings
      .filter((each) => (each.details as OrderFacts).symbol === symbol)
      .map((each) => parseShares(each.qty) * (each.details.side === "sell" ? -1n : 1n));
    const held = positions.find((each) => each.symbol === symbol)?.qty ?? "0";
    expect(parseShares(held)).toBe(total(moved));
    expect(parseShares(held) >= 0n).toBe(true);
  }
  for (const order of orders) {
    expect(parseShares(order.filled_qty) <= parseShares(order.qty)).toBe(true);
    if (order.status === "filled") expect(order.filled_qty).toBe(order.qty);
    const fills = trades.filter((each) => each.order.id === order.id && each.event.endsWith("fill"));
    expect(total(fills.map((each) => parseShares(each.qty)))).toBe(parseShares(order.filled_qty));
    if (order.limit_price === null) continue;
    const limit = parsePrice(order.limit_price);
    for (const { price } of fills) {
      expect(order.side === "buy" ? parsePrice(price) <= limit : parsePrice(price) >= limit).toBe(true);
    }
  }
  const open = orders.filter((order) => !order.filled_at && (order.status === "new" || order.status === "accepted"));
  if (open.length === 0 && orders.every((order) => !/pending|part|new|accepted/.test(order.status))) {
    expect(account.buying_power).toBe(account.cash);
    for (const { qty, qty_available: free } of positions) expect(free).toBe(qty);
  }
}

test("whatever is ordered, the books hold: no order beyond its size, its limit, the shares or the cash", async () => {
  await fc.assert(
    fc.asyncProperty(actions, async (list) => {
      const here = await startWorld();
      world = here;
      await here.fund("5000.00");
      await here.advance("2026-03-02T14:00:00Z");
      for (const action of list) expect([200, 204, 403, 404, 422]).toContain(await act(here, action));
      await expectBooksToHold(here);
      await here.stop();
      world = null;
    }),
    { numRuns: 40 },
  );
}, 60_000);

/** Places two orders, one on each side, after there are shares to sell; says whether the second is a wash trade. */
async function isWash(first: object, second: object): Promise<boolean> {
  const here = await startWorld();
  world = here;
  await here.fund("5000.00");
  await here.trade("POST", "/orders", marketOrder("KO", { qty: "5" }));
  await here.advance("2026-03-02T22:00:00Z");
  const place = (rest: object) => here.trade("POST", "/orders", marketOrder("KO", { qty: "1", ...rest }));
  expect((await place(first)).status).toBe(200);
  const { status, body } = await place(second);
  await here.stop();
  world = null;
  return status === 403 && body.message.includes("wash trade");
}

test("the rule on wash trades is the same whichever order comes first", async () => {
  const limit = (at: number) => ({ type: "limit", limit_price: at.toFixed(2) });
  const kinds = (at: number): [string, object][] => [
    ["market", {}],
    ["limit", limit(at)],
    ["stop", { type: "stop", stop_price: at.toFixed(2) }],
    ["stop_limit", { ...limit(at), type: "stop_limit", stop_price: at.toFixed(2) }],
    ["trailing", { type: "trailing_stop", trail_percent: "5" }],
  ];
  for (const [buyAt, sellAt] of [
    [70, 70],
    [70, 80],
  ] as const) {
    for (const [bought, buy] of kinds(buyAt)) {
      for (const [sold, sell] of kinds(sellAt)) {
        const trails = bought === "trailing" || sold === "trailing";
        const limits = bought.includes("limit") && sold.includes("limit");
        const expected = !trails && (!limits || buyAt >= sellAt);
        const [purchase, sale] = [
          { ...buy, side: "buy" },
          { ...sell, side: "sell" },
        ];
        const found = [await isWash(purchase, sale), await isWash(sale, purchase)];
        expect([bought, buyAt, sold, sellAt, ...found]).toEqual([bought, buyAt, sold, sellAt, expected, expected]);
      }
    }
  }
}, 60_000);
