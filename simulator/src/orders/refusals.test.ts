import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Facts, marketOrder, startWorld, type TestWorld } from "../test-world.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

/** All that the broker knows and says. */
async function everything() {
  const orders = await world.trade("GET", "/orders?status=all&limit=500");
  const positions = await world.trade("GET", "/positions");
  const account = await world.trade("GET", "/account");
  const trades = await world.history("/v2/events/trades");
  return [orders.body, positions.body, account.body, trades];
}

type Row = [body: object, status: number, code: number, message: string | RegExp];

/** Sends each, and looks at status, code and words. */
async function expectRefused(rows: readonly Row[], method = "POST", path = "/orders") {
  for (const [body, status, code, message] of rows) {
    const sent = method === "POST" ? { client_order_id: "same", ...body } : body;
    const answered = await world.trade(method, path, sent);
    expect([body, answered.status, answered.body.code]).toEqual([body, status, code]);
    if (typeof message === "string") expect([body, answered.body.message]).toEqual([body, message]);
    else expect(answered.body.message).toMatch(message);
  }
}

const [BAD, INVALID, FORBIDDEN, UNPROCESSABLE] = [40010000, 40010001, 40310000, 42210000];
const limit = (limitPrice: string, rest: object = {}) =>
  marketOrder("VTI", { qty: "1", type: "limit", limit_price: limitPrice, ...rest });
const stop = (rest: object = {}) => marketOrder("VTI", { qty: "1", type: "stop", stop_price: "400", ...rest });
const trailing = (rest: object = {}) => marketOrder("VTI", { qty: "1", type: "trailing_stop", ...rest });
const SIMPLE = "fractional orders must be simple orders";
const DAY = "fractional orders must be DAY orders";
const KINDS = "fractional orders must be market, limit, stop, or stop_limit orders";
const ELIGIBLE = "extended hours order must be DAY or GTC limit orders";
const subPenny = (field: string, price: string) =>
  `invalid ${field} ${price}. sub-penny increment does not fulfill minimum pricing criteria`;

const WORDS: readonly Row[] = [
  [{ notional: "10" }, 422, INVALID, "symbol is required"],
  [marketOrder("NOPE", { notional: "10" }), 422, UNPROCESSABLE, 'asset "NOPE" not found'],
  [marketOrder("VTI", { qty: "1", side: "hold" }), 422, INVALID, "side must be buy or sell"],
  [marketOrder("VTI", { qty: "1", side: "sell_short" }), 422, INVALID, "side must be buy or sell"],
  [marketOrder("VTI", { qty: "1", type: "" }), 422, INVALID, "type is required"],
  [marketOrder("VTI", { qty: "1", type: "odd" }), 422, INVALID, "invalid order type"],
  [marketOrder("VTI", { qty: "1", time_in_force: "" }), 422, INVALID, "time_in_force is required"],
  [marketOrder("VTI", { qty: "1", time_in_force: "soon" }), 422, INVALID, "invalid time_in_force"],
  [marketOrder("VTI", { qty: "1", extended_hours: "no" }), 422, INVALID, "extended_hours must be a boolean"],
  [
    marketOrder("VTI", { qty: "1", client_order_id: "x".repeat(129) }),
    ...([422, INVALID, "client_order_id must be no more than 128 characters"] as const),
  ],
  [marketOrder("VTI", { qty: "1", subtag: [] }), 422, INVALID, "subtag is invalid"],
];

const SIZES: readonly Row[] = [
  [marketOrder("VTI", {}), 422, INVALID, "qty or notional is required"],
  [marketOrder("VTI", { qty: "1", notional: "10" }), 400, BAD, "only one of qty or notional is accepted"],
  [marketOrder("VTI", { notional: "-5" }), 422, INVALID, "notional must be > 0"],
  [marketOrder("VTI", { qty: "0" }), 422, INVALID, "qty must be > 0"],
  [marketOrder("VTI", { qty: "many" }), 422, INVALID, "qty is not a number"],
  [marketOrder("VTI", { qty: "9".repeat(20) }), 422, INVALID, "qty is too large"],
  [marketOrder("VTI", { notional: "10.001" }), 422, UNPROCESSABLE, /2 decimal/],
  [marketOrder("VTI", { qty: "1.0000000001" }), 422, UNPROCESSABLE, /9 decimal/],
  [marketOrder("VTI", { notional: "0.99" }), 403, FORBIDDEN, "cost basis must be >= minimal amount of order 1"],
  [marketOrder("VTI", { qty: "0.000000001" }), 403, FORBIDDEN, "cost basis must be >= minimal amount of order 1"],
  [limit("0.9999", {}), 403, FORBIDDEN, "cost basis must be >= minimal amount of order 1"],
  [marketOrder("BRK.A", { notional: "10" }), 403, FORBIDDEN, 'asset "BRK.A" is not fractionable'],
  [marketOrder("BRK.A", { qty: "0.5" }), 403, FORBIDDEN, 'asset "BRK.A" is not fractionable'],
];

const TIMES: readonly Row[] = [
  ...["gtc", "opg", "cls", "ioc", "fok"].flatMap((time_in_force): Row[] => [
    [marketOrder("VTI", { qty: "0.5", time_in_force }), 422, UNPROCESSABLE, DAY],
    [marketOrder("VTI", { notional: "5", time_in_force }), 422, UNPROCESSABLE, DAY],
    [limit("10", { qty: "0.5", time_in_force }), 422, UNPROCESSABLE, DAY],
    [stop({ qty: "0.5", time_in_force }), 422, UNPROCESSABLE, DAY],
  ]),
  ...["opg", "cls", "ioc", "fok"].flatMap((time_in_force): Row[] => [
    [stop({ time_in_force }), 422, INVALID, /^invalid time_in_force (opg|cls|ioc|fok) for stop orders/],
    [stop({ time_in_force, type: "stop_limit", limit_price: "401" }), 422, INVALID, /for stop_limit orders/],
    [trailing({ time_in_force, trail_price: "1" }), 422, INVALID, /for trailing_stop orders/],
    [limit("10", { time_in_force, extended_hours: true }), 422, UNPROCESSABLE, ELIGIBLE],
  ]),
  [stop({ qty: undefined, notional: "5" }), 422, UNPROCESSABLE, "notional orders must be market or limit orders"],
  [trailing({ qty: undefined, notional: "5" }), 422, UNPROCESSABLE, KINDS],
  [trailing({ qty: "1.5", trail_price: "1" }), 422, UNPROCESSABLE, KINDS],
  [marketOrder("VTI", { qty: "1", extended_hours: true }), 422, UNPROCESSABLE, ELIGIBLE],
  [stop({ extended_hours: true }), 422, UNPROCESSABLE, "stop orders are not eligible for extended hours trading"],
  ...["bracket", "oco", "oto", "mleg"].flatMap((order_class): Row[] => [
    [marketOrder("VTI", { notional: "5", order_class }), 422, UNPROCESSABLE, SIMPLE],
    [marketOrder("VTI", { qty: "0.5", order_class }), 422, UNPROCESSABLE, SIMPLE],
    [marketOrder("VTI", { qty: "1", order_class }), 422, UNPROCESSABLE, "complex orders are not supported here"],
  ]),
  [
    marketOrder("VTI", { qty: "1", position_intent: "buy_to_close" }),
    ...([422, UNPROCESSABLE, "position intent mismatch, inferred: buy_to_open, specified: buy_to_close"] as const),
  ],
  [marketOrder("VTI", { qty: "1", commission: "1" }), 422, UNPROCESSABLE, "commissions are not supported here"],
];

const PRICES: readonly Row[] = [
  [limit("10.001"), 422, UNPROCESSABLE, subPenny("limit_price", "10.001")],
  [limit("0.99991", { qty: "3" }), 422, UNPROCESSABLE, subPenny("limit_price", "0.99991")],
  [stop({ stop_price: "10.001" }), 422, UNPROCESSABLE, subPenny("stop_price", "10.001")],
  [trailing({ trail_price: "1.005" }), 422, UNPROCESSABLE, subPenny("trail_price", "1.005")],
  [marketOrder("VTI", { qty: "1", type: "limit" }), 422, INVALID, "limit orders require a limit price"],
  [limit("10", { stop_price: "9" }), 422, INVALID, "limit orders require only limit price"],
  [limit("0"), 422, INVALID, "limit_price must be > 0"],
  [
    marketOrder("VTI", { qty: "1", limit_price: "1" }),
    ...([422, INVALID, "market orders require no stop or limit price"] as const),
  ],
  [stop({ limit_price: "1" }), 422, INVALID, "stop orders require only stop price"],
  [stop({ stop_price: "" }), 422, INVALID, "stop orders require only stop price"],
  [stop({ type: "stop_limit" }), 422, INVALID, "stop limit orders require both stop and limit price"],
  [trailing(), 422, INVALID, "trailing stop orders must specify one of trail_price or trail_percent"],
  [
    trailing({ trail_price: "1", trail_percent: "1" }),
    ...([422, INVALID, "trailing stop orders must specify one of trail_price or trail_percent"] as const),
  ],
  [trailing({ trail_percent: "100" }), 422, INVALID, "trail_percent must be < 100"],
  [limit("10", { trail_price: "1" }), 422, INVALID, "only trailing stop orders have trail_price or trail_percent"],
];

const MEANS: readonly Row[] = [
  [marketOrder("VTI", { notional: "1000.01" }), 403, FORBIDDEN, "insufficient buying power"],
  [limit("1000.01"), 403, FORBIDDEN, "insufficient buying power"],
  [stop({ stop_price: "990" }), 403, FORBIDDEN, "insufficient buying power"],
  [marketOrder("VTI", { qty: "9000000000" }), 403, FORBIDDEN, "insufficient buying power"],
  [marketOrder("VTI", { qty: "10", side: "sell" }), 403, FORBIDDEN, "account is not allowed to short"],
  [
    marketOrder("VTI", { qty: "0.5", side: "sell" }),
    ...([403, FORBIDDEN, "insufficient qty available for order (requested: 0.5, available: 0)"] as const),
  ],
];

test("every refusal has the broker's status, code and words, keeps nothing, and leaves the id free", async () => {
  await world.fund("1000.00");
  const before = await everything();
  await expectRefused([...WORDS, ...SIZES, ...TIMES, ...PRICES, ...MEANS]);
  const malformed = await world.trade("POST", "/orders", "{");
  expect([malformed.status, malformed.body.code]).toEqual([400, BAD]);
  expect(await everything()).toEqual(before);
  const good = await world.trade("POST", "/orders", marketOrder("VTI", { notional: "10", client_order_id: "same" }));
  expect(good.status).toBe(200);
});

test("an order is counted at its limit, also at the one that a stop to buy becomes", async () => {
  await world.fund("1000.00");
  const extra = async (body: object) => (await world.trade("POST", "/orders", body)).body;
  expect(await extra(limit("600", { qty: "2" }))).toMatchObject({ buying_power: "1000.00", cost_basis: "1200.00" });
  expect(await extra(stop({ qty: "3" }))).toMatchObject({ cost_basis: "1230.00" }); // 2.5 % above 400
  expect(await extra(stop({ qty: "30", stop_price: "40" }))).toMatchObject({ cost_basis: "1248.00" }); // 4 % above 40
});

describe("orders for an auction", () => {
  const auction = (tif: string) => limit("10", { time_in_force: tif });
  const status = async (tif: string) => (await world.trade("POST", "/orders", auction(tif))).status;

  test.each([
    ["2026-03-02T14:27:59Z", 200, 200],
    ["2026-03-02T14:28:00Z", 422, 200],
    ["2026-03-02T20:49:59Z", 422, 200],
    ["2026-03-02T20:50:00Z", 422, 422],
    ["2026-03-02T23:59:59Z", 422, 422],
    ["2026-03-03T00:00:00Z", 200, 200],
    ["2026-03-07T17:00:00Z", 200, 200], // a Saturday
    ["2026-11-27T17:49:59Z", 422, 200], // half a day: the close is at 13:00
    ["2026-11-27T17:50:00Z", 422, 422],
  ])("at %s opg is answered with %i and cls with %i", async (at, opg, cls) => {
    await world.stop();
    world = await startWorld({ startAt: "2026-03-01T00:00:00Z" });
    await world.fund("1000.00");
    await world.advance(at);
    expect([await status("opg"), await status("cls")]).toEqual([opg, cls]);
  });
});

test("outside the session a sale by dollars is the only sale of its symbol", async () => {
  await world.fund("5000.00");
  for (const symbol of ["KO", "PEP"]) await world.trade("POST", "/orders", marketOrder(symbol, { qty: "10" }));
  await world.advance("2026-03-02T15:00:00Z");
  const sell = (symbol: string, rest: object) =>
    world.trade("POST", "/orders", marketOrder(symbol, { side: "sell", ...rest }));
  const high = { type: "limit", limit_price: "900" };
  for (const _ of [1, 2]) expect((await sell("PEP", { ...high, notional: "100" })).status).toBe(200);
  await world.advance("2026-03-02T21:30:00Z");
  expect((await sell("KO", { qty: "1" })).status).toBe(200);
  expect((await sell("KO", { qty: "1" })).status).toBe(200);
  const mixed = await sell("KO", { notional: "10" });
  expect([mixed.status, mixed.body.code, mixed.body.message]).toEqual([
    ...[403, FORBIDDEN],
    "only one notional sell order of KO may be open outside market hours",
  ]);
  expect((await sell("PEP", { notional: "10" })).status).toBe(200);
  expect((await sell("PEP", { notional: "10" })).status).toBe(403);
  expect((await sell("PEP", { qty: "1" })).status).toBe(403);
});

test("an account that is not active, is stopped by its holder, or has no fractions, refuses", async () => {
  const folder = await mkdtemp(join(tmpdir(), "orders-"));
  const dataFile = join(folder, "world.sqlite");
  const refusal = async (sql: string, body: object) => {
    await world.stop();
    world = await startWorld({ dataFile });
    await world.stop();
    const db = new DatabaseSync(dataFile);
    db.exec(`update account set ${sql}`);
    db.close();
    world = await startWorld({ dataFile });
    const { status, body: said } = await world.trade("POST", "/orders", body);
    return [status, said.code, said.message];
  };
  const whole = marketOrder("VTI", { qty: "1" });
  const set = (name: string, value: boolean) =>
    `configurations = json_set(configurations, '$.${name}', json('${value}'))`;
  const suspended = [403, FORBIDDEN, "new orders are rejected by user request"];
  expect(await refusal(set("suspend_trade", true), whole)).toEqual(suspended);
  expect((await world.trade<Facts[]>("GET", "/orders?status=all")).body).toEqual([]);
  expect(await refusal("status = 'ACCOUNT_CLOSED'", whole)).toEqual([
    ...[403, FORBIDDEN],
    "account is not authorized to trade",
  ]);
  const back = `status = 'ACTIVE', ${set("suspend_trade", false)}`;
  const poor = [403, FORBIDDEN, "insufficient buying power"];
  expect(await refusal(back, whole)).toEqual(poor);
  const noFractions = [403, FORBIDDEN, "fractional trading is disabled"];
  expect(await refusal(set("fractional_trading", false), marketOrder("VTI", { qty: "1.5" }))).toEqual(noFractions);
  expect(await refusal(set("fractional_trading", false), whole)).toEqual(poor);
  await rm(folder, { recursive: true });
});

test("what cannot be replaced or canceled is refused in the broker's words", async () => {
  await world.fund("5000.00");
  const place = async (body: object) => (await world.trade("POST", "/orders", body)).body.id;
  const waiting = await place(limit("10"));
  await expectRefused(
    [[{ qty: "2" }, 422, INVALID, "unable to replace order, order isn't sent to exchange yet"]],
    ...(["PATCH", `/orders/${waiting}`] as const),
  );
  await world.advance("2026-03-02T15:00:00Z");
  const dollars = await place(limit("10", { qty: undefined, notional: "20" }));
  const fraction = await place(limit("10", { qty: "1.5" }));
  const filled = await place(marketOrder("BRK.B", { qty: "1" }));
  const [order, gtc] = [await place(limit("10")), await place(limit("10", { client_order_id: "gtc" }))];
  const trail = await place(trailing({ trail_price: "5", qty: "1" }));
  await world.trade("DELETE", `/orders/${gtc}`);
  const patches: [string, Row][] = [
    [dollars, [{ limit_price: "11" }, 422, UNPROCESSABLE, "notional orders cannot be replaced"]],
    [fraction, [{ limit_price: "11" }, 422, UNPROCESSABLE, "fractional orders cannot be replaced"]],
    [filled, [{ qty: "2" }, 422, UNPROCESSABLE, 'order is already in "filled" state']],
    [gtc, [{ qty: "2" }, 422, UNPROCESSABLE, 'order is already in "canceled" state']],
    [order, [{ qty: "1", limit_price: "10.00" }, 403, FORBIDDEN, "order parameters are not changed"]],
    [order, [{ client_order_id: "alone" }, 403, FORBIDDEN, "order parameters are not changed"]],
    [order, [{}, 403, FORBIDDEN, "order parameters are not changed"]],
    [order, [{ qty: "1.5" }, 422, UNPROCESSABLE, "qty must be a whole number of shares in a replacement"]],
    [order, [{ notional: "15" }, 422, UNPROCESSABLE, "notional cannot be replaced"]],
    [order, [{ limit_price: "10.001" }, 422, UNPROCESSABLE, subPenny("limit_price", "10.001")]],
    [order, [{ stop_price: "11" }, 422, INVALID, "limit orders have no stop price"]],
    [order, [{ trail: "11" }, 422, INVALID, "limit orders have no trail"]],
    [trail, [{ limit_price: "11" }, 422, INVALID, "trailing_stop orders have no limit price"]],
    [trail, [{ time_in_force: "ioc" }, 422, INVALID, /^invalid time_in_force ioc for trailing_stop/]],
    [order, [{ qty: "2", client_order_id: "gtc" }, 422, INVALID, "client_order_id must be unique"]],
    [order, [{ qty: "1000" }, 403, FORBIDDEN, "insufficient buying power"]],
    [order, [[], 400, BAD, "request body format is invalid"]],
    ["00000000-0000-4000-8000-000000000000", [{ qty: "2" }, 404, 40410000, /^order not found for 0000/]],
    ["17", [{ qty: "2" }, 422, INVALID, "order_id is missing"]],
  ];
  const before = await everything();
  for (const [id, row] of patches) await expectRefused([row], "PATCH", `/orders/${id}`);
  const late = await world.trade("DELETE", `/orders/${filled}`);
  expect([late.status, late.body.code, late.body.message]).toEqual([
    ...[422, UNPROCESSABLE],
    'order is already in "filled" state',
  ]);
  expect(await everything()).toEqual(before);
});
