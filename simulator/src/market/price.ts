import { divide, type Price, price } from "@kura/shared/money.ts";
import { addDays, newYorkDay, newYorkMoment, phaseAt, previousSession, weekdayOf } from "../clock/us-calendar.ts";
import type { Priced, SplitFactor } from "./series.ts";
import { lastPrint, standsAt } from "./trading.ts";
import { type Walk, wander } from "./wander.ts";

/** What one can deal at: the dealer pays `bid`, asks `ask`, and `mid` lies between. */
export type Quote = { bid: Price; mid: Price; ask: Price; atMs: number };

const WHOLE = 100_000_000n; // liveliness in percent × wandering in millionths
const CENT = 10_000n; // in millionths of a dollar
const SUB_CENT = 100n;
const ONE_DOLLAR = 1_000_000n;

/** Moves a price by its wandering; `liveliness` 100 is an index fund, 30 a bond fund, 250 a lively stock. */
export function movedPrice(base: bigint, liveliness: number, wandered: number, tick: bigint): bigint {
  const ticks = divide(base * (WHOLE + BigInt(liveliness) * BigInt(wandered)), WHOLE * tick, "half_even");
  return (ticks > 0n ? ticks : 1n) * tick;
}

/** The finest step of a price: a cent from a dollar on, a hundredth of a cent below. */
export function tickOf(at: bigint): bigint {
  return at >= ONE_DOLLAR ? CENT : SUB_CENT;
}

const NO_SPLIT: SplitFactor = { fromMs: Number.NEGATIVE_INFINITY, newRate: 1n, oldRate: 1n };

/** All splits up to a moment. */
export function splitsBy({ splits }: Pick<Priced, "splits">, atMs: number): SplitFactor {
  return splits.findLast((split) => split.fromMs <= atMs) ?? NO_SPLIT;
}

/**
 * The price of a series that has wandered so far, with the splits up to a moment.
 *
 * A split multiplies by old over new before the one rounding to a tick, so it is exact however many there were.
 */
export function priceOf({ base, liveliness }: Priced, wandered: number, { newRate, oldRate }: SplitFactor): Price {
  const top = base * BigInt(100_000_000 + liveliness * wandered) * oldRate;
  const bottom = WHOLE * newRate;
  const inCents = divide(top, bottom * CENT, "half_even") * CENT;
  if (inCents >= ONE_DOLLAR) return price(inCents);
  const fine = divide(top, bottom * SUB_CENT, "half_even") * SUB_CENT;
  return price(fine > 0n ? fine : SUB_CENT);
}

/** The middle of the market at a moment; while nothing can be traded it stands where trading ended. */
export function midPrice(seed: number, priced: Priced, atMs: number): Price {
  return priceOf(priced, wander(seed, priced.series, standsAt(priced, atMs)), splitsBy(priced, atMs));
}

/** The spread of a quote, in parts of the one in the core session: before and after it few deal. */
const WIDER_OUTSIDE = 4n;

/**
 * The quote of a series: one to a few basis points either side of the middle, four times as far outside the core
 * session. While nothing can be traded it is the last one there was, and says from when.
 */
export function quote(seed: number, priced: Priced, atMs: number): Quote {
  const stands = standsAt(priced, atMs);
  const mid = priceOf(priced, wander(seed, priced.series, stands), splitsBy(priced, atMs));
  const tick = tickOf(mid);
  const wider = phaseAt(stands) === "core" ? 1n : WIDER_OUTSIDE;
  const half = (1n + divide(mid, tick * 20_000n, "down")) * tick * wider;
  return { bid: price(mid > half ? mid - half : tick), mid, ask: price(mid + half), atMs: stands };
}

/** What the last trade by a moment was dealt at, in today's shares; before the first, the price it is listed at. */
export function tradePrice(seed: number, priced: Priced, atMs: number): Price {
  return lastPriceBy(seed, priced, atMs, atMs);
}

/** The last price of the core session of the trading day before, in today's shares. */
export function previousClose(seed: number, priced: Priced, atMs: number): Price {
  return lastPriceBy(seed, priced, previousSession(atMs).closeMs - 1, atMs);
}

function lastPriceBy(seed: number, priced: Priced, byMs: number, todayMs: number): Price {
  const print = lastPrint(priced, byMs);
  return priceOf(priced, print ? wander(seed, priced.series, print.atMs) : 0, splitsBy(priced, todayMs));
}

/** The price of one print, in the shares of its own day. */
export function printPrice(walk: Walk, priced: Priced, atMs: number): Price {
  return priceOf(priced, walk(atMs), splitsBy(priced, atMs));
}

/** Currencies rest from Friday to Sunday 17:00 in New York; the rate then stands as it was. */
export function dealtAt(atMs: number): number {
  const on = newYorkDay(atMs);
  const weekday = weekdayOf(on);
  if (weekday < 5) return atMs;
  const friday = newYorkMoment(addDays(on, 5 - weekday), "17:00");
  const sunday = newYorkMoment(addDays(on, 7 - weekday), "17:00");
  return atMs > friday && atMs < sunday ? friday : atMs;
}
