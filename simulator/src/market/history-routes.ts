import { type BrokerRefusal, brokerAnswer, isBrokerRefusal } from "../broker-http.ts";
import type { App } from "../http.ts";
import type { World } from "../world.ts";
import { type HistoryQuery, malformed, type Query, readHistory, readNames } from "./data-query.ts";
import { barsBetween, printsBetween, seriesAsOf } from "./history.ts";
import type { Listing } from "./listing.ts";
import { type HistoryRow, takePage } from "./page.ts";
import { barView, quoteView, tradeView } from "./price-view.ts";
import { parseTimeframe } from "./timeframe.ts";
import { walkAlong } from "./wander.ts";

/** Makes the rows of one symbol between two moments. */
type RowsOf = (listing: Listing, fromMs: number, toMs: number) => Iterable<HistoryRow>;

const KINDS = ["bars", "trades", "quotes"] as const;
type Kind = (typeof KINDS)[number];

/** Bars, trades and quotes of the past, page by page: of many symbols, or of one. */
export function historyRoutes(app: App, world: World): void {
  for (const kind of KINDS) {
    app.get<{ Querystring: Query }>(`/v2/stocks/${kind}`, (request, reply) => {
      const symbols = readNames(request.query, "symbols");
      if (isBrokerRefusal(symbols)) return brokerAnswer(reply, symbols);
      return brokerAnswer(reply, listHistory(world, kind, request.query, symbols));
    });
    app.get<{ Querystring: Query; Params: { symbol: string } }>(`/v2/stocks/:symbol/${kind}`, (request, reply) => {
      const { symbol } = request.params;
      const page = listHistory(world, kind, request.query, [symbol]);
      if (isBrokerRefusal(page)) return brokerAnswer(reply, page);
      const rows = (page[kind] as Record<string, object[]>)[symbol] ?? [];
      return brokerAnswer(reply, { symbol, [kind]: rows, next_page_token: page.next_page_token });
    });
  }
}

type Answer = Record<string, unknown> & { next_page_token: string | null };

function listHistory(
  { market, state, clock }: World,
  kind: Kind,
  query: Query,
  names: string[],
): Answer | BrokerRefusal {
  // Unknown symbols are left out, as the real host does.
  const symbols = names.filter((name) => market.find(name)?.symbol === name);
  const history = readHistory(query, symbols, clock.nowMs());
  if (isBrokerRefusal(history)) return history;
  const rows = kind === "bars" ? barRows({ market, history, query }) : printRows(state.seed, kind, history);
  if (isBrokerRefusal(rows)) return rows;
  const ever = market.listEver();
  const page = takePage(history, (symbol, fromMs, toMs) =>
    rows(seriesAsOf(ever, market.get(symbol), history.asof), fromMs, toMs),
  );
  return { [kind]: page.bySymbol, next_page_token: page.nextPageToken };
}

const ADJUSTMENTS = ["raw", "split", "dividend", "all"];

type BarQuestion = Pick<World, "market"> & { history: HistoryQuery; query: Query };

function barRows({ market, history, query }: BarQuestion): RowsOf | BrokerRefusal {
  if (!query.timeframe) return malformed("timeframe is required");
  const timeframe = parseTimeframe(String(query.timeframe));
  if (timeframe === null) return malformed(`invalid timeframe: ${query.timeframe}`);
  const adjustment = String(query.adjustment ?? "raw");
  if (!ADJUSTMENTS.includes(adjustment)) return malformed(`invalid adjustment: ${adjustment}`);
  const { descending, nowMs } = history;
  const inSharesOfMs = adjustment === "split" || adjustment === "all" ? nowMs : null;
  return function* (listing, fromMs, toMs) {
    const make = market.bars(listing, inSharesOfMs);
    for (const { atMs, bar } of barsBetween(listing, timeframe, { fromMs, toMs, nowMs, descending }, make)) {
      yield { atMs, view: barView(atMs, bar) };
    }
  };
}

/** A quote is kept for each print. */
function printRows(seed: number, kind: "trades" | "quotes", { descending, feed }: HistoryQuery): RowsOf {
  return function* (listing, fromMs, toMs) {
    const walk = walkAlong(seed, listing.series);
    for (const print of printsBetween(listing, fromMs, toMs, descending)) {
      const view =
        kind === "trades"
          ? tradeView(seed, listing, print, walk, feed)
          : quoteView(seed, listing, print.atMs, print.phase === "core", feed);
      yield { atMs: print.atMs, view };
    }
  };
}
