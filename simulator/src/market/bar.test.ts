import fc from "fast-check";
import { expect, test } from "vitest";
import { FIRST_DAY, LAST_DAY, sessionOn, sessionsBetween } from "../clock/us-calendar.ts";
import { type Bar, barMaker } from "./bar.ts";
import { barsBetween, printsBetween } from "./history.ts";
import type { Listing } from "./listing.ts";
import { printPrice } from "./price.ts";
import { sizeOf } from "./print-size.ts";
import { newSeries } from "./series.ts";
import { SYMBOLS } from "./symbols.ts";
import { bucketsBetween, parseTimeframe } from "./timeframe.ts";
import { walkAlong } from "./wander.ts";

const seeds = fc.integer({ min: 0, max: 1_000_000 });
const symbols = fc.constantFrom(...SYMBOLS.keys());
const days = fc.constantFrom(...sessionsBetween("2020-01-01", "2027-12-31"));
const MINUTE_MS = 60_000;

/** A listing with a split, a halt, a beginning and an end, as far as they are given. */
function listingOf(symbol: string, changes: Partial<Listing> = {}): Listing {
  const facts = { id: "", cusip: "", name: "", exchange: "NYSE", status: "active", attributes: [] } as const;
  const listed = SYMBOLS.get(symbol)!;
  return { ...facts, ...listed, ...newSeries(listed), tradable: true, halted: false, ...changes } as Listing;
}

function bars(seed: number, listing: Listing, timeframe: string, fromMs: number, toMs: number, inSharesOf?: number) {
  const range = { fromMs, toMs, nowMs: Date.UTC(2035, 0, 1), descending: false };
  return [...barsBetween(listing, parseTimeframe(timeframe)!, range, barMaker(seed, listing, inSharesOf ?? null))];
}

function together(parts: readonly Bar[]): Omit<Bar, "average"> {
  return {
    open: parts[0]!.open,
    high: parts.reduce((best, { high }) => (high > best ? high : best), parts[0]!.high),
    low: parts.reduce((best, { low }) => (low < best ? low : best), parts[0]!.low),
    close: parts.at(-1)!.close,
    volume: parts.reduce((total, { volume }) => total + volume, 0n),
    trades: parts.reduce((total, { trades }) => total + trades, 0),
  };
}

test("a minute's bar is made of exactly the trades that were printed in it", () => {
  fc.assert(
    fc.property(seeds, symbols, days, fc.integer({ min: 0, max: 959 }), (seed, symbol, session, minute) => {
      const listing = listingOf(symbol);
      const atMs = session.preOpenMs + minute * MINUTE_MS;
      const walk = walkAlong(seed, symbol);
      const prints = [...printsBetween(listing, atMs, atMs + MINUTE_MS - 1, false)];
      const prices = prints.map((print) => printPrice(walk, listing, print.atMs));
      const [found] = bars(seed, listing, "1Min", atMs, atMs);
      if (atMs >= session.afterCloseMs) expect([found, prints]).toEqual([undefined, []]);
      else {
        const sorted = prices.toSorted((a, b) => (a < b ? -1 : 1));
        const { average, ...bar } = found!.bar;
        expect(bar).toEqual({
          ...{ open: prices[0], close: prices.at(-1), low: sorted[0], high: sorted.at(-1), trades: prints.length },
          volume: BigInt(prints.reduce((total, print) => total + sizeOf(seed, symbol, print), 0)),
        });
        expect(bar.low <= average && average <= bar.high && bar.volume >= BigInt(bar.trades)).toBe(true);
      }
    }),
  );
});

test("a bar of any length agrees with the shorter bars in it, whatever was split, halted, listed or ended", () => {
  const timeframes = fc.constantFrom("7Min", "30Min", "1Hour", "4Hour", "1Day");
  const offset = fc.option(fc.integer({ min: 0, max: 16 * 3_600_000 }), { nil: null });
  fc.assert(
    fc.property(
      seeds,
      symbols,
      days,
      timeframes,
      fc.tuple(offset, offset, offset, offset),
      (seed, symbol, day, ...rest) => {
        const [timeframe, [split, halt, listed, ended]] = rest;
        const at = (ms: number | null) => (ms === null ? null : day.preOpenMs + ms);
        const listing = listingOf(symbol, {
          splits: split === null ? [] : [{ fromMs: at(split)!, newRate: 3n, oldRate: 2n }],
          halts: halt === null ? [] : [{ fromMs: at(halt)!, toMs: at(halt)! + 1_234_567 }],
          listedMs: at(listed),
          endedMs: at(ended),
        });
        const from = day.preOpenMs - 4 * 3_600_000;
        const inSharesOf = seed % 2 === 0 ? day.afterCloseMs : undefined;
        const minutes = bars(seed, listing, "1Min", from, day.afterCloseMs, inSharesOf);
        const daily = timeframe === "1Day";
        const buckets = [...bucketsBetween(parseTimeframe(timeframe)!, from, day.afterCloseMs, false)];
        const found = new Map(
          bars(seed, listing, timeframe, from, day.afterCloseMs, inSharesOf).map((b) => [b.atMs, b.bar]),
        );
        for (const { atMs, fromMs, toMs } of buckets) {
          const between = daily ? [day.openMs, day.closeMs] : [fromMs, toMs];
          const inIt = minutes.filter((each) => each.atMs >= between[0]! && each.atMs < between[1]!);
          const bar = found.get(atMs);
          expect(bar === undefined).toBe(inIt.length === 0);
          if (!bar) continue;
          const { average, volume, ...shape } = bar;
          const { volume: summed, ...expected } = together(inIt.map((each) => each.bar));
          expect(shape).toEqual(expected);
          expect(bar.low <= average && average <= bar.high).toBe(true);
          // In other shares each part is rounded to whole ones.
          if (inSharesOf === undefined) expect(volume).toBe(summed);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("a week and a month agree with their days, and begin on Monday and on the first", () => {
  const listing = listingOf("VTI", {
    splits: [{ fromMs: sessionOn("2026-03-11")!.preOpenMs, newRate: 4n, oldRate: 1n }],
  });
  const from = Temporal.Instant.from("2026-01-01T05:00:00Z").epochMilliseconds;
  const to = Temporal.Instant.from("2026-12-31T05:00:00Z").epochMilliseconds;
  const daily = bars(7, listing, "1Day", from, to);
  expect(daily).toHaveLength(251);
  for (const [timeframe, count] of [
    ["1Week", 52],
    ["1Month", 12],
    ["3Month", 4],
    ["12Month", 1],
  ] as const) {
    const found = bars(7, listing, timeframe, from, to);
    expect(found).toHaveLength(count);
    found.forEach(({ atMs, bar }, index) => {
      const untilMs = found[index + 1]?.atMs ?? Number.POSITIVE_INFINITY;
      const inIt = daily.filter((day) => day.atMs >= atMs && day.atMs < untilMs);
      const { average, ...shape } = bar;
      if (timeframe !== "1Week" || untilMs < to) expect(shape).toEqual(together(inIt.map((day) => day.bar)));
      expect(bar.low <= average && average <= bar.high).toBe(true);
      const zoned = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO("America/New_York");
      expect([zoned.hour, timeframe === "1Week" ? zoned.dayOfWeek : zoned.day]).toEqual([0, 1]);
    });
  }
});

test("in the shares after a split, what was before it costs old over new and the volume is new over old", () => {
  const before = sessionOn("2026-03-10")!;
  const split = { fromMs: sessionOn("2026-03-11")!.preOpenMs, newRate: 4n, oldRate: 1n };
  const listing = listingOf("VTI", { splits: [split] });
  const [raw] = bars(7, listing, "1Day", before.preOpenMs - 14_400_000, before.openMs);
  const [plain] = bars(7, listingOf("VTI"), "1Day", before.preOpenMs - 14_400_000, before.openMs);
  const [adjusted] = bars(7, listing, "1Day", before.preOpenMs - 14_400_000, before.openMs, split.fromMs);
  expect(raw).toEqual(plain);
  expect(adjusted!.bar.close * 4n).toBe(raw!.bar.close);
  expect(adjusted!.bar.volume).toBe(raw!.bar.volume * 4n);
  expect(bars(7, listing, "1Day", before.preOpenMs - 14_400_000, before.openMs, split.fromMs - 1)[0]).toEqual(raw);
});

test("bars backward are the bars forward, the other way round", () => {
  const [fromMs, toMs] = [sessionOn("2026-02-25")!.openMs, sessionOn("2026-03-10")!.openMs];
  for (const timeframe of ["45Min", "5Hour", "1Day", "1Week", "2Month"]) {
    const forward = [...bucketsBetween(parseTimeframe(timeframe)!, fromMs, toMs, false)];
    const backward = [...bucketsBetween(parseTimeframe(timeframe)!, fromMs, toMs, true)];
    expect(backward.toReversed()).toEqual(forward);
  }
});

test("only the broker's timeframes are known, and its years", () => {
  expect(parseTimeframe("59Min")).toEqual({ unit: "minute", count: 59 });
  expect(parseTimeframe("23Hour")).toEqual(parseTimeframe("23H"));
  expect(parseTimeframe("12Month")).toEqual({ unit: "month", count: 12 });
  for (const text of ["", "60Min", "0Min", "24Hour", "2Day", "2Week", "5Month", "1Year", "1min", "x1Min", "1Min "]) {
    expect(parseTimeframe(text), text).toBeNull();
  }
  const [early, late] = [Date.UTC(1990, 0, 1), Date.UTC(2040, 0, 1)];
  const yearly = [...bucketsBetween(parseTimeframe("12Month")!, early, late, false)];
  expect(yearly).toHaveLength(Number(LAST_DAY.slice(0, 4)) - Number(FIRST_DAY.slice(0, 4)) + 1);
});
