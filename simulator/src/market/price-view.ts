import { formatPrice } from "@kura/shared/money.ts";
import { chance } from "../chance.ts";
import { formatMoment } from "../http.ts";
import type { Bar } from "./bar.ts";
import type { Exchange, Listing } from "./listing.ts";
import { printPrice, quote } from "./price.ts";
import { sizeOf } from "./print-size.ts";
import type { Print } from "./trading.ts";
import type { Walk } from "./wander.ts";

/** A whole number of millionths as a JSON number, written digit by digit: it never passes through a float. */
export function exact(millionths: bigint): unknown {
  return rawNumber(formatPrice(millionths));
}

function rawNumber(text: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
}

const VENUES: Readonly<Record<Exchange, string>> = {
  AMEX: "A",
  ARCA: "P",
  BATS: "Z",
  NASDAQ: "Q",
  NYSE: "N",
  OTC: "U",
};

/** The venue on the tape: the asset's own exchange, or IEX for who listens to that exchange only. */
function venueOf({ exchange }: Pick<Listing, "exchange">, feed: string): string {
  return feed === "iex" ? "V" : VENUES[exchange];
}

/** Tape A is the New York exchange, C is Nasdaq, B is all others. */
function tapeOf({ exchange }: Pick<Listing, "exchange">): string {
  return exchange === "NYSE" ? "A" : exchange === "NASDAQ" ? "C" : "B";
}

/** One printed trade, as market data shows it. */
export function tradeView(seed: number, listing: Listing, print: Print, walk: Walk, feed: string): object {
  return {
    t: formatMoment(print.atMs),
    x: venueOf(listing, feed),
    p: exact(printPrice(walk, listing, print.atMs)),
    s: sizeOf(seed, listing.series, print),
    c: print.phase === "core" ? ["@"] : ["@", "T"],
    i: print.atMs / 1_000,
    z: tapeOf(listing),
  };
}

/** Quotes outside the core session offer a round lot or two; in it, up to nine. */
const LOTS = { core: 9, outside: 2 } as const;

/** The quote of a moment, as market data shows it; while nothing can be traded it is the last one there was. */
export function quoteView(seed: number, listing: Listing, atMs: number, core: boolean, feed: string): object {
  const { bid, ask, atMs: quotedMs } = quote(seed, listing, atMs);
  const second = Math.floor(quotedMs / 1_000);
  const lots = core ? LOTS.core : LOTS.outside;
  const size = (side: string) => 100 * (1 + (chance(seed, side, listing.series, second) % lots));
  const venue = venueOf(listing, feed);
  return {
    t: formatMoment(quotedMs),
    ...{ bx: venue, bp: exact(bid), bs: size("bid") },
    ...{ ax: venue, ap: exact(ask), as: size("ask") },
    c: ["R"],
    z: tapeOf(listing),
  };
}

/** A bar that begins at a moment, as market data shows it. */
export function barView(atMs: number, bar: Bar): object {
  return {
    t: formatMoment(atMs),
    o: exact(bar.open),
    h: exact(bar.high),
    l: exact(bar.low),
    c: exact(bar.close),
    v: rawNumber(String(bar.volume)),
    n: bar.trades,
    vw: exact(bar.average),
  };
}
