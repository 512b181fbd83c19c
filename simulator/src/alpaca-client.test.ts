import {
  Alpaca,
  type AlpacaClientOptions,
  ApiError,
  AuthError,
  FetchError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  TimeFrame,
  trading,
  ValidationError,
} from "@alpacahq/alpaca-trade-api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startWorld, type TestWorld } from "./test-world.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

/** Requests that the client has sent, as `GET /v2/orders?…`. */
let sent: string[] = [];

/** Alpaca's own client as it is; its two hosts are led to the simulator by a middleware, as its makers foresee. */
function connect(options: AlpacaClientOptions = {}): Alpaca {
  sent = [];
  const lead: trading.Middleware = {
    async pre({ url, init }) {
      const { pathname, search, origin } = new URL(url);
      expect(["https://paper-api.alpaca.markets", "https://data.alpaca.markets"]).toContain(origin);
      sent.push(`${init.method} ${pathname}${search}`);
      return { url: world.url + pathname + search, init };
    },
  };
  return new Alpaca({ keyId: "SIM", secret: "SIM", rateLimit: false, retry: false, middleware: [lead], ...options });
}

/** A client of an account with dollars in it, half an hour into the session. */
async function connectInSession(options: AlpacaClientOptions = {}): Promise<Alpaca> {
  await world.fund("100000.00");
  await world.advance("2026-03-02T15:00:00Z");
  return connect(options);
}

/** What a call fails with. */
async function failure(call: Promise<unknown>): Promise<ApiError> {
  const outcome = await call.then(
    () => null,
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(ApiError);
  return outcome as ApiError;
}

const UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";
const faulty = (...faults: string[]) => ({ headers: { "x-sim-faults": faults.join(",") } });

describe("orders", () => {
  test("a market order by dollars is placed, looked up by both ids, and filled", async () => {
    const { orders } = (await connectInSession()).trading;
    const placed = await orders.market({ symbol: "VTI", notional: 100, side: "buy", clientOrderId: "c 1&2" });
    expect(placed).toMatchObject({
      symbol: "VTI",
      notional: "100.00",
      side: "buy",
      type: "market",
      timeInForce: "day",
    });
    expect(placed.qty).toBeUndefined();
    expect(placed.submittedAt?.toISOString()).toBe("2026-03-02T15:00:00.000Z");
    await world.advance("2026-03-02T15:05:00Z");
    const byId = await orders.getOrderByOrderID({ orderId: placed.id ?? "", nested: true });
    expect(byId).toMatchObject({ id: placed.id, status: "filled", clientOrderId: "c 1&2" });
    expect(byId.filledAt).toBeInstanceOf(Date);
    expect(Number(byId.filledQty) * Number(byId.filledAvgPrice)).toBeCloseTo(100, 1);
    expect(await orders.getOrderByClientOrderId({ clientOrderId: "c 1&2" })).toEqual(byId);
  });

  test("an order by shares may be a fraction or the client's number, and both are exact", async () => {
    const { orders } = (await connectInSession()).trading;
    expect(await orders.market({ symbol: "VTI", qty: "1.000000001", side: "buy" })).toMatchObject({
      qty: "1.000000001",
    });
    expect((await orders.market({ symbol: "VTI", qty: 0.5, side: "buy" })).qty).toBe("0.5");
  });

  test("an order placed here is the same order at the Broker API", async () => {
    const { orders } = (await connectInSession()).trading;
    const placed = await orders.limit({ symbol: "KO", qty: 1, side: "buy", limitPrice: "10.00", timeInForce: "gtc" });
    const seen = await world.trade("GET", `/orders/${placed.id}`);
    expect(seen.body).toMatchObject({ id: placed.id, client_order_id: placed.clientOrderId });
    expect(placed).toMatchObject({ limitPrice: "10.00", type: "limit", timeInForce: "gtc", orderClass: "" });
  });

  test("a list has what was asked for: by status, by symbol, by number, in the order of time", async () => {
    const { orders } = (await connectInSession()).trading;
    for (const symbol of ["VTI", "KO", "VTI"]) await orders.limit({ symbol, qty: 1, side: "buy", limitPrice: "5.00" });
    const filled = await orders.market({ symbol: "VTI", qty: 1, side: "buy" });
    await world.advance("2026-03-02T15:05:00Z");
    expect((await orders.getAllOrders()).length).toBe(3);
    expect((await orders.getAllOrders({ status: "closed" })).map(({ id }) => id)).toEqual([filled.id]);
    expect((await orders.getAllOrders({ status: "all", symbols: ["KO"] })).map(({ symbol }) => symbol)).toEqual(["KO"]);
    const all = await orders.getAllOrders({ status: "all", limit: 500, direction: "asc", nested: false });
    expect(all.at(-1)?.id).toBe(filled.id);
    expect(await orders.getAllOrders({ status: "all", limit: 1, direction: "asc" })).toEqual(all.slice(0, 1));
  });

  test("a replaced order goes on as another one with its own id", async () => {
    const { orders } = (await connectInSession()).trading;
    const first = await orders.limit({ symbol: "KO", qty: 2, side: "buy", limitPrice: "10.00" });
    await world.advance("2026-03-02T15:01:00Z");
    const next = await orders.patchOrderByOrderId({
      orderId: first.id ?? "",
      patchOrderRequest: { limitPrice: "11.00", qty: "3" },
    });
    expect(next).toMatchObject({ replaces: first.id, limitPrice: "11.00", qty: "3" });
    expect(next.id).not.toBe(first.id);
    await world.advance("2026-03-02T15:02:00Z");
    const old = await orders.getOrderByOrderID({ orderId: first.id ?? "" });
    expect(old).toMatchObject({ status: "replaced", replacedBy: next.id });
    expect((await orders.getAllOrders()).map(({ id }) => id)).toEqual([next.id]);
  });

  test("one order is canceled, or all that are open, each with its own status", async () => {
    const { orders } = (await connectInSession()).trading;
    const rest = { symbol: "KO", qty: 1, side: "buy", limitPrice: "10.00" } as const;
    const [one, two, three] = [await orders.limit(rest), await orders.limit(rest), await orders.limit(rest)];
    await orders.deleteOrderByOrderID({ orderId: one.id ?? "" });
    expect(await orders.getOrderByOrderID({ orderId: one.id ?? "" })).toMatchObject({ status: "canceled" });
    const canceled = await orders.deleteAllOrders();
    expect(canceled.map(({ id }) => id).sort()).toEqual([two.id, three.id].sort());
    expect(canceled.every(({ status }) => status === 200)).toBe(true);
    await world.advance("2026-03-02T15:01:00Z");
    expect(await orders.getAllOrders()).toEqual([]);
    expect(await orders.deleteAllOrders()).toEqual([]);
  });
});

const POSITION_FIELDS = [
  ...(["assetClass", "assetId", "assetMarginable", "avgEntryPrice", "changeToday", "costBasis"] as const),
  ...(["currentPrice", "exchange", "lastdayPrice", "marketValue", "qty", "qtyAvailable", "side", "symbol"] as const),
  ...(["unrealizedIntradayPl", "unrealizedIntradayPlpc", "unrealizedPl", "unrealizedPlpc"] as const),
];

describe("positions", () => {
  /** A client of an account that has three shares of VTI and two of KO. */
  async function hold(): Promise<Alpaca> {
    const alpaca = await connectInSession();
    expect(await alpaca.trading.positions.getAllOpenPositions()).toEqual([]);
    await alpaca.trading.orders.market({ symbol: "VTI", qty: 3, side: "buy" });
    await alpaca.trading.orders.market({ symbol: "KO", qty: 2, side: "buy" });
    await world.advance("2026-03-02T15:05:00Z");
    return alpaca;
  }

  test("a position is listed and looked up with every field that the client promises", async () => {
    const { positions } = (await hold()).trading;
    const all = await positions.getAllOpenPositions();
    expect(all.map(({ symbol, qty }) => [symbol, qty]).sort()).toEqual([
      ["KO", "2"],
      ["VTI", "3"],
    ]);
    const one = await positions.getOpenPosition({ symbolOrAssetId: "VTI" });
    expect(all).toContainEqual(one);
    for (const field of POSITION_FIELDS) expect(one[field], field).toBeDefined();
    expect(await positions.getOpenPosition({ symbolOrAssetId: one.assetId })).toEqual(one);
  });

  test("a position is closed by an order: some shares, a part in a hundred, or all of it", async () => {
    const { positions } = (await hold()).trading;
    const sold = await positions.deleteOpenPosition({ symbolOrAssetId: "VTI", qty: 1 });
    expect(sold).toMatchObject({ symbol: "VTI", side: "sell", qty: "1", type: "market" });
    await world.advance("2026-03-02T15:06:00Z");
    expect((await positions.getOpenPosition({ symbolOrAssetId: "VTI" })).qty).toBe("2");
    await positions.deleteOpenPosition({ symbolOrAssetId: "VTI", percentage: 50 });
    await positions.deleteOpenPosition({ symbolOrAssetId: "KO" });
    await world.advance("2026-03-02T15:07:00Z");
    expect((await positions.getAllOpenPositions()).map(({ symbol, qty }) => [symbol, qty])).toEqual([["VTI", "1"]]);
  });

  test("all positions are closed at once, and the orders in their way are canceled first", async () => {
    const { trading: client } = await hold();
    await client.orders.limit({ symbol: "VTI", qty: 3, side: "sell", limitPrice: "9000.00" });
    const closed = await client.closeAllPositions({ cancelOrders: true });
    expect(closed.map(({ symbol, status }) => [symbol, status]).sort()).toEqual([
      ["KO", 200],
      ["VTI", 200],
    ]);
    expect(closed.every(({ body }) => body?.side === "sell")).toBe(true);
    await world.advance("2026-03-02T15:07:00Z");
    expect(await client.positions.getAllOpenPositions()).toEqual([]);
  });
});

describe("the account, the days and the assets", () => {
  test("the account has its money, its number and its state, and the client finds its key good", async () => {
    const { trading: client } = await connectInSession();
    const account = await client.account.getAccount();
    expect(account).toMatchObject({ status: "ACTIVE", currency: "USD", cash: "100000.00", tradingBlocked: false });
    const texts = ["id", "accountNumber", "buyingPower", "equity", "lastEquity", "multiplier", "balanceAsof"] as const;
    for (const field of texts) expect(account[field], field).toEqual(expect.any(String));
    expect(await client.validateConnection()).toEqual({ ok: true, account });
  });

  test("settings of the account stay as they were set", async () => {
    const { accountConfigurations } = (await connectInSession()).trading;
    const before = await accountConfigurations.getAccountConfig();
    expect(before).toMatchObject({ suspendTrade: false, fractionalTrading: true });
    const changed = { tradeConfirmEmail: "none", suspendTrade: true } as const;
    const after = await accountConfigurations.patchAccountConfig({ accountConfigurations: changed });
    expect(after).toMatchObject({ ...changed, noShorting: before.noShorting });
    expect(await accountConfigurations.getAccountConfig()).toEqual(after);
  });

  test("the clock tells the session, and the calendar its days with their settlement", async () => {
    const { clock, calendar } = (await connectInSession()).trading;
    expect(await clock.legacyClock()).toEqual({
      isOpen: true,
      timestamp: new Date("2026-03-02T15:00:00Z"),
      nextOpen: new Date("2026-03-03T14:30:00Z"),
      nextClose: new Date("2026-03-02T21:00:00Z"),
    });
    const week = { start: new Date("2026-03-05"), end: new Date("2026-03-08"), dateType: "TRADING" } as const;
    const day = { open: "09:30", close: "16:00", sessionOpen: "0400", sessionClose: "2000" };
    expect(await calendar.legacyCalendar(week)).toEqual([
      { ...day, date: new Date("2026-03-05"), settlementDate: new Date("2026-03-06") },
      { ...day, date: new Date("2026-03-06"), settlementDate: new Date("2026-03-09") },
    ]);
  });

  test("assets are listed, and looked up by symbol or id", async () => {
    const { assets } = (await connectInSession()).trading;
    const all = await assets.getV2Assets({ status: "active", assetClass: "us_equity" });
    const found = all.find(({ symbol }) => symbol === "BRK.B");
    expect(found).toMatchObject({ _class: "us_equity", tradable: true, status: "active", exchange: "NYSE" });
    expect(await assets.getV2AssetsSymbolOrAssetId({ symbolOrAssetId: "BRK.B" })).toEqual(found);
    expect(await assets.getV2AssetsSymbolOrAssetId({ symbolOrAssetId: found?.id ?? "" })).toEqual(found);
  });
});

describe("market data", () => {
  test("the latest trades and quotes are numbers, for one symbol and for several", async () => {
    const { marketData } = await connectInSession();
    const { trades } = await marketData.stocks.stockLatestTrades({ symbols: "VTI,KO" });
    expect(Object.keys(trades).sort()).toEqual(["KO", "VTI"]);
    expect(await marketData.getLatestPrice("VTI")).toBe(trades.VTI?.p);
    const { quotes } = await marketData.stocks.stockLatestQuotes({ symbols: "VTI,KO" });
    expect(quotes.KO?.bp).toBeLessThan(quotes.KO?.ap ?? 0);
    expect(quotes.KO?.t).toEqual(new Date("2026-03-02T15:00:00Z"));
    expect((await marketData.stocks.stockLatestQuoteSingle({ symbol: "KO" })).quote).toEqual(quotes.KO);
  });

  test("a snapshot has the latest trade and quote, and this day's bar beside the one before", async () => {
    const { stocks } = (await connectInSession()).marketData;
    const snapshots = await stocks.stockSnapshots({ symbols: "VTI,KO" });
    const { latestTrade, latestQuote, minuteBar, dailyBar, prevDailyBar } = snapshots.VTI ?? {};
    expect(latestTrade).toEqual((await stocks.stockLatestTradeSingle({ symbol: "VTI" })).trade);
    expect(latestQuote).toEqual((await stocks.stockLatestQuoteSingle({ symbol: "VTI" })).quote);
    for (const bar of [minuteBar, dailyBar, prevDailyBar]) {
      expect(bar?.h).toBeGreaterThanOrEqual(bar?.l ?? Number.NaN);
      expect(bar?.t.getTime()).toBeLessThanOrEqual(Date.parse("2026-03-02T15:00:00Z"));
    }
    expect(prevDailyBar?.t.getTime()).toBeLessThan(dailyBar?.t.getTime() ?? 0);
    expect(await stocks.stockSnapshotSingle({ symbol: "VTI" })).toMatchObject({ ...snapshots.VTI, symbol: "VTI" });
  });

  test("bars read page by page are the bars read at once, all of one symbol before the next", async () => {
    const { marketData } = await connectInSession();
    const start = new Date("2026-03-02T14:40:00Z");
    const asked = { symbols: ["VTI", "KO"], timeframe: TimeFrame.Minute, start, end: new Date("2026-03-02T14:45:00Z") };
    const whole = await marketData.getStockBars({ ...asked, limit: 1000 });
    expect(sent).toHaveLength(1);
    const paged = await marketData.getStockBars({ ...asked, limit: 4 });
    expect(sent.length).toBeGreaterThan(3);
    expect(paged).toEqual(whole);
    expect(Object.keys(paged)).toEqual(["KO", "VTI"]);
    const minutes = paged.VTI?.map(({ timestamp }) => timestamp.getTime()) ?? [];
    expect(minutes).toEqual([0, 1, 2, 3, 4, 5].map((minute) => start.getTime() + minute * 60_000));
    for (const bar of paged.VTI ?? []) {
      expect(bar.high).toBeGreaterThanOrEqual(Math.max(bar.open, bar.close));
      expect(bar.low).toBeLessThanOrEqual(Math.min(bar.open, bar.close));
    }
  });
});

describe("errors", () => {
  test("a wrong key is an AuthError at trading and at market data", async () => {
    const { trading: client, marketData } = connect({ secret: "wrong" });
    expect(await failure(client.account.getAccount())).toBeInstanceOf(AuthError);
    expect(await failure(marketData.getLatestPrice("VTI"))).toBeInstanceOf(AuthError);
    expect(await client.validateConnection()).toEqual({ ok: false, status: 401, message: "unauthorized." });
  });

  test("what is not there is a NotFoundError with the broker's code and a request id", async () => {
    const { orders, positions, assets } = (await connectInSession()).trading;
    const missing = [
      orders.getOrderByOrderID({ orderId: UNKNOWN_ID }),
      orders.getOrderByClientOrderId({ clientOrderId: "nobody's" }),
      orders.deleteOrderByOrderID({ orderId: UNKNOWN_ID }),
      positions.getOpenPosition({ symbolOrAssetId: "VTI" }),
      assets.getV2AssetsSymbolOrAssetId({ symbolOrAssetId: "NOSUCH" }),
    ];
    for (const error of await Promise.all(missing.map(failure))) {
      expect(error).toBeInstanceOf(NotFoundError);
      expect(error).toMatchObject({ status: 404, code: 40_410_000, requestId: expect.any(String) });
    }
  });

  test("what cannot be done is a ValidationError: 422 for a used id or a filled order, 400 for a body", async () => {
    const { orders } = (await connectInSession()).trading;
    const order = { symbol: "VTI", side: "buy", qty: 1, clientOrderId: "once" } as const;
    const { id = "" } = await orders.market(order);
    await world.advance("2026-03-02T15:05:00Z");
    const again = await failure(orders.market(order));
    expect(again).toBeInstanceOf(ValidationError);
    expect(again).toMatchObject({ status: 422, message: "client_order_id must be unique" });
    expect(await failure(orders.deleteOrderByOrderID({ orderId: id }))).toMatchObject({ status: 422 });
    const both = await failure(orders.submit({ type: "market", symbol: "VTI", side: "buy", qty: 1, notional: 100 }));
    expect(both).toBeInstanceOf(ValidationError);
    expect(both).toMatchObject({ status: 400, code: 40_010_000 });
  });

  test("too little buying power is a PermissionError, and so are shares that are not there", async () => {
    const { orders } = (await connectInSession()).trading;
    const poor = await failure(orders.market({ symbol: "VTI", notional: "100000.01", side: "buy" }));
    expect(poor).toBeInstanceOf(PermissionError);
    expect(poor).toMatchObject({ status: 403, code: 40_310_000, message: "insufficient buying power" });
    expect(await poor.response.json()).toMatchObject({ buying_power: "100000.00" });
    expect(await failure(orders.market({ symbol: "VTI", qty: 1, side: "sell" }))).toBeInstanceOf(PermissionError);
  });

  test("too many requests are a RateLimitError that says when to come again", async () => {
    await world.stop();
    world = await startWorld({ startAt: new Date().toISOString() });
    const limited = await failure(connect(faulty("rate_limited")).trading.account.getAccount());
    expect(limited).toBeInstanceOf(RateLimitError);
    expect(limited).toMatchObject({ status: 429, code: 42_910_000, rateLimit: { remaining: 0 } });
    expect(limited.rateLimit?.limit).toBeGreaterThan(0);
    const resetMs = limited.rateLimit?.reset?.getTime() ?? 0;
    expect(Math.abs(resetMs - Date.now())).toBeLessThanOrEqual(61_000);
    expect(limited.retryAfterMs).toBeLessThanOrEqual(61_000);
  });

  test("every answer says how many requests are left", async () => {
    const { raw } = await (await connectInSession()).trading.account.getAccountRaw();
    expect(Number(raw.headers.get("x-ratelimit-remaining"))).toBeLessThan(Number(raw.headers.get("x-ratelimit-limit")));
  });

  test("a broken server is an ApiError of its status, whatever its body is", async () => {
    const plain = await failure(connect(faulty("error_without_code")).trading.account.getAccount());
    expect(plain).toMatchObject({ name: "ApiError", status: 500, code: undefined, message: expect.any(String) });
    const page = await failure(connect(faulty("error_not_json")).trading.account.getAccount());
    expect(page).toMatchObject({ name: "ApiError", status: 502, message: expect.stringContaining("<") });
  });

  test("a question to a broken server is asked again twice, an order never", async () => {
    const retry = { maxRetries: 2, retryDelayMs: 1, maxDelayMs: 1 };
    const { trading: client } = await connectInSession({ retry, ...faulty("error_without_code") });
    await failure(client.account.getAccount());
    expect(sent).toEqual(Array(3).fill("GET /v2/account"));
    const refused = connect({ retry, ...faulty("order_refused") });
    const order = { symbol: "VTI", notional: 10, side: "buy", clientOrderId: "o-1" } as const;
    expect(await failure(refused.trading.orders.market(order))).toMatchObject({ status: 503 });
    expect(sent).toEqual(["POST /v2/orders"]);
  });

  test("an order whose answer is lost is found by its client order id", async () => {
    await connectInSession();
    const order = { symbol: "VTI", notional: 10, side: "buy", clientOrderId: "o-1" } as const;
    const lost = connect(faulty("order_placed_without_answer")).trading.orders.market(order);
    await expect(lost).rejects.toBeInstanceOf(FetchError);
    const { orders } = connect().trading;
    expect(await orders.getOrderByClientOrderId({ clientOrderId: "o-1" })).toMatchObject({ notional: "10.00" });
    const failed = connect(faulty("order_placed_with_error")).trading.orders;
    expect(await failure(failed.market({ ...order, clientOrderId: "o-2" }))).toMatchObject({ status: 500 });
    expect(await orders.getOrderByClientOrderId({ clientOrderId: "o-2" })).toMatchObject({ notional: "10.00" });
  });
});

test("the raw classes of the client work with the simulator as their base address", async () => {
  const settings = new trading.Configuration({ basePath: world.url, keyId: "SIM", secret: "SIM" });
  expect(await new trading.AccountsApi(settings).getAccount()).toMatchObject({ status: "ACTIVE" });
});
