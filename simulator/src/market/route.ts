import { formatPrice } from "@kura/shared/money.ts";
import { type BrokerRefusal, brokerAnswer, brokerRefuse, brokerScope, CODES } from "../broker-http.ts";
import { chance } from "../chance.ts";
import {
  addDays,
  FIRST_DAY,
  LAST_DAY,
  nextTimes,
  type Session,
  sessionAt,
  sessionsBetween,
  settlesOn,
} from "../clock/us-calendar.ts";
import { type App, formatMoment } from "../http.ts";
import type { World } from "../world.ts";
import { assetView } from "./asset-view.ts";

type Query = Record<string, string | string[] | undefined>;

/** What can be traded, when, and at which prices. */
export function marketRoutes(app: App, world: World): void {
  brokerScope(app, world, "broker", (scope) => {
    assetRoutes(scope, world);
    calendarRoutes(scope, world);
  });
  brokerScope(app, world, "data", (scope) => priceRoutes(scope, world));
}

function assetRoutes(app: App, { market }: World): void {
  app.get<{ Querystring: Query }>("/v1/assets", (request, reply) => {
    const { status = "active", asset_class: assetClass = "us_equity" } = request.query;
    const none = status === "inactive" || assetClass !== "us_equity";
    return brokerAnswer(reply, none ? [] : market.list().map(assetView));
  });

  app.get<{ Params: { symbol: string } }>("/v1/assets/:symbol", (request, reply) => {
    const listing = market.find(request.params.symbol);
    if (listing) return brokerAnswer(reply, assetView(listing));
    return brokerAnswer(reply, brokerRefuse(404, CODES.notFound, `asset not found for ${request.params.symbol}`));
  });
}

function calendarRoutes(app: App, { clock }: World): void {
  app.get("/v1/clock", (_request, reply) => {
    const nowMs = clock.nowMs();
    const next = nextTimes(nowMs);
    return brokerAnswer(reply, {
      timestamp: newYorkText(nowMs),
      is_open: sessionAt(nowMs) !== null,
      next_open: newYorkText(next.openMs),
      next_close: newYorkText(next.closeMs),
    });
  });

  app.get<{ Querystring: Query }>("/v1/calendar", (request, reply) => brokerAnswer(reply, listCalendar(request.query)));
}

/** The calendar from one day to another, by trading day or by settlement day. */
function listCalendar(query: Query): object[] | BrokerRefusal {
  const { start = FIRST_DAY, end = LAST_DAY, date_type: by = "TRADING" } = query;
  if (by !== "TRADING" && by !== "SETTLEMENT") return brokerRefuse(422, CODES.invalid, "date_type is invalid");
  if (!isDay(start)) return brokerRefuse(422, CODES.invalid, "start is not a valid date");
  if (!isDay(end)) return brokerRefuse(422, CODES.invalid, "end is not a valid date");
  if (start > end) return brokerRefuse(422, CODES.invalid, "start must not be after end");
  // A trade settles within a week: wide enough to find every trading day that settles in the range.
  const from = by === "SETTLEMENT" ? addDays(start, -10) : start;
  const sessions = sessionsBetween(from > FIRST_DAY ? from : FIRST_DAY, end < LAST_DAY ? end : LAST_DAY);
  const days = sessions.map(calendarDay);
  return by === "SETTLEMENT" ? days.filter((day) => day.settlement_date >= start && day.settlement_date <= end) : days;
}

function calendarDay({ on, half }: Session) {
  return {
    date: on,
    open: "09:30",
    close: half ? "13:00" : "16:00",
    session_open: "0400",
    session_close: half ? "1700" : "2000",
    settlement_date: settlesOn(on),
  };
}

function isDay(value: unknown): value is string {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  try {
    return Temporal.PlainDate.from(value).year >= 1970;
  } catch {
    return false;
  }
}

const MOST_SYMBOLS = 1_000;

function priceRoutes(app: App, { state, clock, market }: World): void {
  const listed = (query: Query): string[] | BrokerRefusal => {
    const text = query.symbols;
    if (typeof text !== "string" || text.trim() === "")
      return brokerRefuse(400, CODES.malformed, "symbols is required");
    const symbols = [...new Set(text.split(",").map((symbol) => symbol.trim()))];
    if (symbols.length > MOST_SYMBOLS) return brokerRefuse(400, CODES.malformed, "too many symbols");
    // Unknown ones are left out, as the real host does.
    return symbols.filter((symbol) => market.find(symbol)?.symbol === symbol);
  };

  app.get<{ Querystring: Query }>("/v2/stocks/quotes/latest", (request, reply) => {
    const symbols = listed(request.query);
    if ("refused" in symbols) return brokerAnswer(reply, symbols);
    const nowMs = clock.nowMs();
    return brokerAnswer(reply, { quotes: Object.fromEntries(symbols.map((each) => [each, quoteView(each, nowMs)])) });
  });

  app.get<{ Querystring: Query }>("/v2/stocks/trades/latest", (request, reply) => {
    const symbols = listed(request.query);
    if ("refused" in symbols) return brokerAnswer(reply, symbols);
    const nowMs = clock.nowMs();
    return brokerAnswer(reply, { trades: Object.fromEntries(symbols.map((each) => [each, tradeView(each, nowMs)])) });
  });

  const quoteView = (symbol: string, nowMs: number) => {
    const { bid, ask, atMs } = market.quote(symbol, nowMs);
    const size = (side: string) => 100 * (1 + (chance(state.seed, side, symbol, Math.floor(atMs / 1_000)) % 9));
    const prices = { bp: exact(bid), bs: size("bid"), ap: exact(ask), as: size("ask") };
    return { t: formatMoment(atMs), bx: "V", ...prices, ax: "V", c: ["R"], z: tape(market.get(symbol).exchange) };
  };
  const tradeView = (symbol: string, nowMs: number) => {
    const { atMs } = market.quote(symbol, nowMs);
    const id = chance(state.seed, "trade", symbol, atMs);
    const at = { t: formatMoment(atMs), p: exact(market.lastPrice(symbol, nowMs)), s: 1 + (id % 300) };
    return { ...at, x: "V", c: ["@"], i: id, z: tape(market.get(symbol).exchange) };
  };
}

/** A price as a JSON number, written digit by digit: it never passes through a float. */
function exact(price: bigint): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(formatPrice(price));
}

function tape(exchange: string): string {
  return exchange === "NYSE" ? "A" : exchange === "NASDAQ" ? "C" : "B";
}

/** A moment as the broker writes it: with New York's offset. */
function newYorkText(ms: number): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO("America/New_York");
  return zoned.toString({ timeZoneName: "never" });
}
