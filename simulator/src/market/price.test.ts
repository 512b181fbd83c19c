import fc from "fast-check";
import { expect, test } from "vitest";
import { latestSession, previousSession, sessionAt, sessionOn } from "../clock/us-calendar.ts";
import { dealtAt, movedPrice, previousClose, quote, tradePrice, wander } from "./price.ts";
import { SYMBOLS } from "./symbols.ts";

const seeds = fc.integer({ min: 0, max: 1_000_000 });
const symbols = fc.constantFrom(...SYMBOLS.keys());
const moments = fc.integer({ min: Date.UTC(2024, 0, 10), max: Date.UTC(2028, 11, 20) });
const CENT = 10_000n;

test("a price depends on seed, symbol and moment alone: asked again, in any order, it is the same", () => {
  fc.assert(
    fc.property(seeds, symbols, fc.array(moments, { minLength: 2, maxLength: 5 }), (seed, symbol, times) => {
      const first = times.map((at) => tradePrice(seed, SYMBOLS.get(symbol)!, at));
      const second = times.toReversed().map((at) => tradePrice(seed, SYMBOLS.get(symbol)!, at));
      expect(second.toReversed()).toEqual(first);
    }),
  );
});

test("a quote is in whole cents, with the last price between bid and ask, less than 0.1 % or three cents apart", () => {
  fc.assert(
    fc.property(seeds, symbols, moments, (seed, symbol, at) => {
      const { bid, mid, ask } = quote(seed, SYMBOLS.get(symbol)!, at);
      expect(bid > 0n && bid < mid && mid < ask).toBe(true);
      expect([bid % CENT, mid % CENT, ask % CENT]).toEqual([0n, 0n, 0n]);
      expect(ask - bid <= 3n * CENT || (ask - bid) * 1_000n < mid).toBe(true);
    }),
  );
});

test("a price stays within reach of where it began: a third for an index fund, never below a quarter", () => {
  fc.assert(
    fc.property(seeds, symbols, moments, (seed, symbol, at) => {
      const { base, liveliness } = SYMBOLS.get(symbol)!;
      const price = tradePrice(seed, SYMBOLS.get(symbol)!, at);
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
        [0, 1, 2, 3, 4, 5].map((hour) => tradePrice(seed, SYMBOLS.get("QQQ")!, session.openMs + hour * 1_800_000)),
      );
      expect(prices.size).toBeGreaterThan(1);
      const [now, next] = [wander(seed, "QQQ", at), wander(seed, "QQQ", at + 1_000)];
      expect(Math.abs(now - next)).toBeLessThan(60);
    }),
  );
});

test("outside the session the price stands at the last close", () => {
  fc.assert(
    fc.property(seeds, symbols, moments, (seed, symbol, at) => {
      fc.pre(sessionAt(at) === null);
      const { closeMs } = latestSession(at);
      expect(tradePrice(seed, SYMBOLS.get(symbol)!, at)).toBe(tradePrice(seed, SYMBOLS.get(symbol)!, closeMs));
      expect(quote(seed, SYMBOLS.get(symbol)!, at).atMs).toBe(closeMs);
    }),
  );
});

test("the close of the day before is that of an earlier day", () => {
  const monday = sessionOn("2026-03-02")!;
  expect(previousSession(monday.openMs - 1).on).toBe("2026-02-27");
  expect(previousSession(monday.closeMs + 1).on).toBe("2026-02-27");
  expect(previousClose(7, SYMBOLS.get("VTI")!, monday.openMs)).toBe(
    tradePrice(7, SYMBOLS.get("VTI")!, sessionOn("2026-02-27")!.closeMs),
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
