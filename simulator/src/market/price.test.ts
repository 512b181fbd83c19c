import fc from "fast-check";
import { expect, test } from "vitest";
import { latestSession, latestTradingDay, phaseAt, previousSession, sessionOn } from "../clock/us-calendar.ts";
import { dealtAt, midPrice, movedPrice, previousClose, priceOf, quote, tradePrice } from "./price.ts";
import { newSeries } from "./series.ts";
import { SYMBOLS } from "./symbols.ts";
import { lastPrint } from "./trading.ts";
import { extremesOf, wander } from "./wander.ts";

const seeds = fc.integer({ min: 0, max: 1_000_000 });
const symbols = fc.constantFrom(...SYMBOLS.keys());
const moments = fc.integer({ min: Date.UTC(2024, 0, 10), max: Date.UTC(2028, 11, 20) });
const CENT = 10_000n;
const series = (symbol: string) => newSeries(SYMBOLS.get(symbol)!);

test("a price depends on seed, symbol and moment alone: asked again, in any order, it is the same", () => {
  fc.assert(
    fc.property(seeds, symbols, fc.array(moments, { minLength: 2, maxLength: 5 }), (seed, symbol, times) => {
      const first = times.map((at) => tradePrice(seed, series(symbol), at));
      const second = times.toReversed().map((at) => tradePrice(seed, series(symbol), at));
      expect(second.toReversed()).toEqual(first);
    }),
  );
});

test("a quote is in whole cents, with the middle between bid and ask, less than 0.1 % or three cents apart", () => {
  fc.assert(
    fc.property(seeds, symbols, moments, (seed, symbol, at) => {
      const { bid, mid, ask } = quote(seed, series(symbol), at);
      expect(bid > 0n && bid < mid && mid < ask).toBe(true);
      expect([bid % CENT, mid % CENT, ask % CENT]).toEqual([0n, 0n, 0n]);
      const wider = phaseAt(at) === "core" ? 1n : 4n;
      expect(ask - bid <= 3n * CENT * wider || (ask - bid) * 1_000n < mid * wider).toBe(true);
    }),
  );
});

test("a price stays within reach of where it began: a third for an index fund, never below a quarter", () => {
  fc.assert(
    fc.property(seeds, symbols, moments, (seed, symbol, at) => {
      const { base, liveliness } = SYMBOLS.get(symbol)!;
      const price = tradePrice(seed, series(symbol), at);
      const distance = price > base ? price - base : base - price;
      expect(distance * 300n <= base * BigInt(liveliness)).toBe(true);
      expect(price * 4n > base).toBe(true);
    }),
  );
});

test("within a session prices move, but within a second hardly", () => {
  fc.assert(
    fc.property(seeds, moments, (seed, at) => {
      const session = latestSession(at);
      const prices = new Set(
        [0, 1, 2, 3, 4, 5].map((hour) => tradePrice(seed, series("QQQ"), session.openMs + hour * 1_800_000)),
      );
      expect(prices.size).toBeGreaterThan(1);
      const [now, next] = [wander(seed, "QQQ", at), wander(seed, "QQQ", at + 1_000)];
      expect(Math.abs(now - next)).toBeLessThan(60);
    }),
  );
});

test("before and after the core session the price moves, with four times the spread; overnight it stands", () => {
  fc.assert(
    fc.property(seeds, symbols, moments, (seed, symbol, at) => {
      const priced = series(symbol);
      const { bid, mid, ask, atMs } = quote(seed, priced, at);
      const phase = phaseAt(at);
      const standing = phase === "overnight" || phase === "closed";
      if (standing) {
        const { afterCloseMs } = latestTradingDay(at);
        expect(atMs).toBe(afterCloseMs);
        expect(mid).toBe(midPrice(seed, priced, afterCloseMs));
        expect(tradePrice(seed, priced, at)).toBe(tradePrice(seed, priced, afterCloseMs - 1));
      } else expect(atMs).toBe(at);
      const usual = 1n + mid / (CENT * 20_000n);
      expect((ask - bid) / (2n * CENT)).toBe(phase === "core" ? usual : usual * 4n);
    }),
    { numRuns: 300 },
  );
});

test("the last trade is the latest print: every ten seconds in the core session, every thirty around it", () => {
  fc.assert(
    fc.property(seeds, symbols, moments, (seed, symbol, at) => {
      const phase = phaseAt(at);
      fc.pre(phase === "core" || phase === "pre" || phase === "after");
      const print = lastPrint(series(symbol), at)!;
      expect(print.phase).toBe(phase);
      expect(at - print.atMs).toBeLessThan(phase === "core" ? 10_000 : 30_000);
      expect(tradePrice(seed, series(symbol), at)).toBe(midPrice(seed, series(symbol), print.atMs));
    }),
    { numRuns: 300 },
  );
});

test("the close of the day before is that of an earlier day", () => {
  const monday = sessionOn("2026-03-02")!;
  expect(previousSession(monday.openMs - 1).on).toBe("2026-02-27");
  expect(previousSession(monday.closeMs + 1).on).toBe("2026-02-27");
  expect(previousClose(7, series("VTI"), monday.openMs)).toBe(
    tradePrice(7, series("VTI"), sessionOn("2026-02-27")!.closeMs - 1),
  );
});

test("the symbols are listed once each, with every fund and stock of the catalogue", () => {
  const needed = `VT VTI VOO SPY QQQ VEA VWO BND AGG GLD SCHD VYM VNQ IAU TLT AAPL MSFT NVDA AMZN GOOGL META TSLA
    BRK.B JPM V MA JNJ PG KO PEP COST WMT HD DIS NFLX AVGO AMD LLY UNH XOM`.split(/\s+/);
  for (const symbol of needed) expect(SYMBOLS.get(symbol), symbol).toMatchObject({ symbol, fractionable: true });
  expect(SYMBOLS.size).toBeGreaterThanOrEqual(60);
  for (const { name, exchange, liveliness } of SYMBOLS.values()) {
    expect(name.length).toBeGreaterThan(3);
    expect(["NYSE", "NASDAQ", "ARCA", "BATS"]).toContain(exchange);
    expect(liveliness).toBeGreaterThan(0);
  }
});

test("a moved price is a whole number of ticks, and never nothing", () => {
  expect(movedPrice(1_000_000n, 100, -10_000_000, CENT)).toBe(CENT);
  expect(movedPrice(100_000_000n, 100, 10_000, CENT)).toBe(101_000_000n);
});

test("currencies rest from Friday to Sunday 17:00 in New York", () => {
  const ms = (text: string) => Temporal.Instant.from(text).epochMilliseconds;
  const friday = ms("2026-03-06T22:00:00Z");
  expect(dealtAt(friday - 1)).toBe(friday - 1);
  expect(dealtAt(ms("2026-03-07T12:00:00Z"))).toBe(friday);
  expect(dealtAt(ms("2026-03-08T20:59:59Z"))).toBe(friday);
  expect(dealtAt(ms("2026-03-08T21:00:00Z"))).toBe(ms("2026-03-08T21:00:00Z"));
  expect(dealtAt(ms("2026-03-10T12:00:00Z"))).toBe(ms("2026-03-10T12:00:00Z"));
});

test("a split multiplies the price by old over new with one rounding to a tick, below a dollar a finer one", () => {
  const rates = fc.bigInt({ min: 1n, max: 60n });
  fc.assert(
    fc.property(seeds, symbols, moments, rates, rates, (seed, symbol, at, newRate, oldRate) => {
      const priced = series(symbol);
      const wandered = wander(seed, symbol, at);
      const split = { fromMs: 0, newRate, oldRate };
      const tick = 1n; // What the price would be in millionths
      const whole = movedPrice(priced.base * 1_000_000n * oldRate, priced.liveliness, wandered, tick);
      const after = priceOf(priced, wandered, split) * 1_000_000n * newRate;
      const distance = after > whole ? after - whole : whole - after;
      const ticks = after >= 1_000_000n * 1_000_000n * newRate ? CENT : 100n;
      expect(distance * 2n <= ticks * 1_000_000n * newRate + 2n).toBe(true);
      expect(priceOf(priced, wandered, { fromMs: 0, newRate: newRate * 7n, oldRate: oldRate * 7n })).toBe(
        priceOf(priced, wandered, split),
      );
    }),
  );
});

test("the extremes of a time are those that looking at every moment of it finds", () => {
  const steps = fc.constantFrom(10_000, 30_000);
  const lengths = fc.integer({ min: 1, max: 2_400 });
  fc.assert(
    fc.property(seeds, symbols, moments, steps, lengths, (seed, symbol, at, stepMs, count) => {
      const firstMs = Math.ceil(at / stepMs) * stepMs;
      const all = Array.from({ length: count }, (_, index) => wander(seed, symbol, firstMs + index * stepMs));
      const found = extremesOf(seed, symbol)(firstMs, firstMs + (count - 1) * stepMs, stepMs);
      expect(found).toEqual({ least: Math.min(...all), greatest: Math.max(...all) });
    }),
    { numRuns: 200 },
  );
});
