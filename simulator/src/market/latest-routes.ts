import { brokerAnswer, brokerRefuse, CODES, isBrokerRefusal } from "../broker-http.ts";
import { phaseAt, previousSession } from "../clock/us-calendar.ts";
import type { App } from "../http.ts";
import type { World } from "../world.ts";
import { type Feed, type Query, readFeed, readNames } from "./data-query.ts";
import { barsBetween } from "./history.ts";
import type { Listing } from "./listing.ts";
import { barView, quoteView, tradeView } from "./price-view.ts";
import type { Timeframe } from "./timeframe.ts";
import { lastPrint, standsAt } from "./trading.ts";
import { walkAlong } from "./wander.ts";

/** What one symbol shows at a moment; null where it has not traded yet. */
type Look = (listing: Listing, feed: Feed) => object | null;

/** The latest trades, quotes and bars, and all of them together: of many symbols, or of one. */
export function latestRoutes(app: App, world: World): void {
  for (const [kind, look] of Object.entries(looks(world))) {
    const one = kind.slice(0, -1);
    const paths =
      kind === "snapshots"
        ? { many: "/v2/stocks/snapshots", single: "/v2/stocks/:symbol/snapshot" }
        : { many: `/v2/stocks/${kind}/latest`, single: `/v2/stocks/:symbol/${kind}/latest` };

    app.get<{ Querystring: Query }>(paths.many, (request, reply) => {
      const symbols = readNames(request.query, "symbols");
      if (isBrokerRefusal(symbols)) return brokerAnswer(reply, symbols);
      const feed = readFeed(request.query, world.clock.nowMs());
      if (isBrokerRefusal(feed)) return brokerAnswer(reply, feed);
      const found = symbols.map((symbol) => [symbol, lookAt(world, look, symbol, feed)] as const);
      const bySymbol = Object.fromEntries(found.filter(([, view]) => view !== null));
      return brokerAnswer(reply, kind === "snapshots" ? bySymbol : { [kind]: bySymbol });
    });

    app.get<{ Querystring: Query; Params: { symbol: string } }>(paths.single, (request, reply) => {
      const { symbol } = request.params;
      const feed = readFeed(request.query, world.clock.nowMs());
      if (isBrokerRefusal(feed)) return brokerAnswer(reply, feed);
      const view = lookAt(world, look, symbol, feed);
      if (view === null) {
        return brokerAnswer(reply, brokerRefuse(404, CODES.notFound, `no ${one} found for ${symbol}`));
      }
      return brokerAnswer(reply, kind === "snapshots" ? { symbol, ...view } : { symbol, [one]: view });
    });
  }
}

/** Symbols only: market data does not know the broker's ids. */
function lookAt({ market }: World, look: Look, symbol: string, feed: Feed): object | null {
  const listing = market.find(symbol);
  return listing?.symbol === symbol ? look(listing, feed) : null;
}

const MINUTE: Timeframe = { unit: "minute", count: 1 };
const DAY: Timeframe = { unit: "day", count: 1 };
const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

function looks({ state, market }: World): Record<"trades" | "quotes" | "bars" | "snapshots", Look> {
  const trades: Look = (listing, { nowMs, feed }) => {
    const print = lastPrint(listing, nowMs);
    return print && tradeView(state.seed, listing, print, walkAlong(state.seed, listing.series), feed);
  };
  const quotes: Look = (listing, { nowMs, feed }) => {
    if (lastPrint(listing, nowMs) === null) return null;
    return quoteView(state.seed, listing, nowMs, phaseAt(standsAt(listing, nowMs)) === "core", feed);
  };
  /** The last bar that begins in some time before a moment. */
  const lastBar = (listing: Listing, timeframe: Timeframe, nowMs: number, sinceMs: number, untilMs: number) => {
    const range = { fromMs: sinceMs, toMs: untilMs, nowMs, descending: true };
    for (const { atMs, bar } of barsBetween(listing, timeframe, range, market.bars(listing, null))) {
      return barView(atMs, bar);
    }
    return null;
  };
  const bars: Look = (listing, { nowMs }) => {
    const print = lastPrint(listing, nowMs);
    return print && lastBar(listing, MINUTE, nowMs, print.atMs - MINUTE_MS + 1, print.atMs);
  };
  const snapshots: Look = (listing, feed) => {
    const { nowMs } = feed;
    const latestTrade = trades(listing, feed);
    if (latestTrade === null) return null;
    // The last day with a core session that has begun, and the day before that.
    const dailyBar = lastDay(nowMs);
    const prevDailyBar =
      dailyBar && lastDay(previousSession(Temporal.Instant.from(dailyBar.t).epochMilliseconds).openMs);
    function lastDay(untilMs: number) {
      return lastBar(listing, DAY, nowMs, untilMs - 10 * DAY_MS, untilMs) as { t: string } | null;
    }
    const found = { latestTrade, latestQuote: quotes(listing, feed), minuteBar: bars(listing, feed) };
    return withoutNull({ ...found, dailyBar, prevDailyBar });
  };
  return { trades, quotes, bars, snapshots };
}

function withoutNull(view: Record<string, object | null>): object {
  return Object.fromEntries(Object.entries(view).filter(([, value]) => value !== null));
}
