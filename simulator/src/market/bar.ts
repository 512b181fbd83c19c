import { assert } from "@kura/shared/assert.ts";
import { divide } from "@kura/shared/money.ts";
import { priceOf, splitsBy } from "./price.ts";
import { volumeOf } from "./print-size.ts";
import type { Priced, SplitFactor } from "./series.ts";
import { printsOf, type Span } from "./trading.ts";
import { extremesOf, type FindExtremes, type Walk, walkAlong } from "./wander.ts";

/** What happened to a price in some time: prices in millionths of a dollar, volume in shares, and how many trades. */
export type Bar = {
  open: bigint;
  high: bigint;
  low: bigint;
  close: bigint;
  volume: bigint;
  trades: number;
  /** The middle of open, high, low and close of each part, weighed by its volume. */
  average: bigint;
};

/** Makes bars of one series. */
export type BarMaker = (spans: readonly Span[]) => Bar | null;

/**
 * Prepares to make bars of a series out of its prints; null where there is none.
 *
 * Every bar, of a minute or of a month, comes from the very same prints, so a longer one agrees with the shorter ones
 * in it. With `inSharesOfMs`, prices and volumes are those of that moment's shares, after all splits until then.
 */
export function barMaker(seed: number, priced: Priced, inSharesOfMs: number | null): BarMaker {
  const walk = walkAlong(seed, priced.series);
  const findExtremes = extremesOf(seed, priced.series);
  const today = inSharesOfMs === null ? null : splitsBy(priced, inSharesOfMs);
  return (spans) => {
    const parts: Bar[] = [];
    for (const span of spans) {
      const part = partOf(seed, priced, span, walk, findExtremes);
      if (part) parts.push(today ? inSharesOf(part, splitsBy(priced, span.fromMs), today) : part);
    }
    return parts.length < 2 ? (parts[0] ?? null) : merge(parts);
  };
}

function partOf(seed: number, priced: Priced, span: Span, walk: Walk, findExtremes: FindExtremes): Bar | null {
  const prints = printsOf(span);
  if (!prints) return null;
  const { firstMs, lastMs, count } = prints;
  const splits = splitsBy(priced, firstMs);
  const { least, greatest } = findExtremes(firstMs, lastMs, span.stepMs);
  const open = priceOf(priced, walk(firstMs), splits);
  const close = priceOf(priced, walk(lastMs), splits);
  const low = priceOf(priced, least, splits);
  const high = priceOf(priced, greatest, splits);
  const average = divide(open + high + low + close, 4n, "half_even");
  return { open, high, low, close, volume: BigInt(volumeOf(seed, priced.series, span)), trades: count, average };
}

/** Restates a part in the shares of another moment: a price by old over new, a volume the other way. */
function inSharesOf(bar: Bar, then: SplitFactor, today: SplitFactor): Bar {
  if (then === today) return bar;
  const top = today.oldRate * then.newRate;
  const bottom = today.newRate * then.oldRate;
  const restated = (at: bigint) => divide(at * top, bottom, "half_even");
  const volume = divide(bar.volume * bottom, top, "half_even");
  return {
    open: restated(bar.open),
    high: restated(bar.high),
    low: restated(bar.low),
    close: restated(bar.close),
    volume: volume > 0n ? volume : 1n,
    trades: bar.trades,
    average: restated(bar.average),
  };
}

/** Several parts, in order, as one bar. */
function merge(parts: readonly Bar[]): Bar {
  const [first, last] = [parts[0], parts.at(-1)];
  assert(first && last, "merge: a bar has at least one part");
  const merged: Bar = { ...first, close: last.close, volume: 0n, trades: 0 };
  let value = 0n;
  for (const part of parts) {
    if (part.high > merged.high) merged.high = part.high;
    if (part.low < merged.low) merged.low = part.low;
    merged.volume += part.volume;
    merged.trades += part.trades;
    value += part.average * part.volume;
  }
  return { ...merged, average: divide(value, merged.volume, "half_even") };
}
