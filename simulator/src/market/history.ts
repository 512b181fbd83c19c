import { addDays, FIRST_DAY, LAST_DAY, newYorkDay, sessionOn } from "../clock/us-calendar.ts";
import type { Bar, BarMaker } from "./bar.ts";
import type { HistoryQuery } from "./data-query.ts";
import type { Listing } from "./listing.ts";
import { bucketsBetween, type Timeframe } from "./timeframe.ts";
import { type Print, printsOf, type Span, spansOf } from "./trading.ts";

/**
 * A listing with as much of its series as a question may see.
 *
 * A symbol stands for the whole series, also under what it was called before; with `-` only for itself. A symbol that
 * was given up stands for what came after it where the question goes back to a day on which it was still used.
 */
export function seriesAsOf(ever: readonly Listing[], listing: Listing, asof: HistoryQuery["asof"]): Listing {
  const related = ever.filter((each) => each.series === listing.series);
  if (asof === "-") {
    const before = related.slice(0, related.indexOf(listing)).findLast((each) => each.symbol !== listing.symbol);
    return before ? { ...listing, listedMs: before.endedMs } : listing;
  }
  const wasUsed = asof !== "today" && listing.endedMs !== null && asof.on < newYorkDay(listing.endedMs);
  return wasUsed ? { ...listing, endedMs: related.at(-1)?.endedMs ?? null } : listing;
}

/** All prints between two moments, both included, in order of time or against it. */
export function* printsBetween(listing: Listing, fromMs: number, toMs: number, descending: boolean): Generator<Print> {
  const [first, last] = [newYorkDay(fromMs), newYorkDay(toMs)];
  const begin = first > FIRST_DAY ? first : FIRST_DAY;
  const end = last < LAST_DAY ? last : LAST_DAY;
  for (let on = descending ? end : begin; begin <= on && on <= end; on = addDays(on, descending ? -1 : 1)) {
    const session = sessionOn(on);
    if (!session) continue;
    const spans = spansOf(listing, session, { fromMs, toMs: toMs + 1 }, "all");
    for (const span of descending ? spans.toReversed() : spans) yield* printsIn(span, descending);
  }
}

function* printsIn(span: Span, descending: boolean): Generator<Print> {
  const prints = printsOf(span);
  if (!prints) return;
  const { on, phase, stepMs } = span;
  for (let index = 0; index < prints.count; index += 1) {
    const away = index * stepMs;
    yield { atMs: descending ? prints.lastMs - away : prints.firstMs + away, on, phase, stepMs };
  }
}

/** All bars that begin between two moments, both included; nothing after `nowMs` is in them. */
export function* barsBetween(
  listing: Listing,
  timeframe: Timeframe,
  range: { fromMs: number; toMs: number; nowMs: number; descending: boolean },
  make: BarMaker,
): Generator<{ atMs: number; bar: Bar }> {
  // A day's bar, and what is longer, is of the core session alone, as its official open and close are.
  const parts = timeframe.unit === "minute" ? "all" : "core";
  for (const bucket of bucketsBetween(timeframe, range.fromMs, range.toMs, range.descending)) {
    const between = { fromMs: bucket.fromMs, toMs: Math.min(bucket.toMs, range.nowMs + 1) };
    if (between.fromMs >= between.toMs) continue;
    const bar = make(bucket.sessions.flatMap((session) => spansOf(listing, session, between, parts)));
    if (bar) yield { atMs: bucket.atMs, bar };
  }
}
