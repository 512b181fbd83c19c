import { divide, type Price, price } from "@kura/shared/money.ts";
import { chance } from "../chance.ts";
import { latestSession, newYorkDay, newYorkMoment, previousSession, sessionAt } from "../clock/us-calendar.ts";

/** What one can deal at: the dealer pays `bid`, asks `ask`, and `mid` lies between. */
export type Quote = { bid: Price; mid: Price; ask: Price; atMs: number };

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

/** Slow waves are tall and quick ones small, as in real markets. Heights in millionths of the price. */
const WAVES = [
  { periodMs: 127 * DAY_MS, height: 60_000 },
  { periodMs: 29 * DAY_MS, height: 26_000 },
  { periodMs: 5 * DAY_MS, height: 11_000 },
  { periodMs: DAY_MS, height: 5_000 },
  { periodMs: 67 * MINUTE_MS, height: 1_500 },
  { periodMs: 5 * MINUTE_MS, height: 400 },
  { periodMs: 7_000, height: 60 },
] as const;

/**
 * How far something has wandered from where it began, in millionths, at a moment.
 *
 * It depends on nothing but seed, name and moment, so any moment can be asked for in any order; and it is continuous,
 * because between the corners of each wave it is a straight line.
 */
export function wander(seed: number, name: string, atMs: number): number {
  let total = 0;
  for (const { periodMs, height } of WAVES) {
    const cell = Math.floor(atMs / periodMs);
    const corner = (index: number) => (chance(seed, "wave", name, periodMs, index) % (2 * height + 1)) - height;
    const from = corner(cell);
    total += from + Math.trunc(((corner(cell + 1) - from) * (atMs - cell * periodMs)) / periodMs);
  }
  return total;
}

/** Moves a price by its wandering; `liveliness` 100 is an index fund, 30 a bond fund, 250 a lively stock. */
export function movedPrice(base: bigint, liveliness: number, wandered: number, tick: bigint): bigint {
  const moved = base + divide(base * BigInt(liveliness) * BigInt(wandered), 100_000_000n, "half_even");
  const ticks = divide(moved, tick, "half_even");
  return (ticks > 0n ? ticks : 1n) * tick;
}

/** The moment whose price counts: outside the session it is the last close, when the price stood still. */
function tradedAt(atMs: number): number {
  return sessionAt(atMs) ? atMs : Math.min(atMs, latestSession(atMs).closeMs);
}

const CENT = 10_000n; // in millionths of a dollar

/** What decides how a symbol's price moves, besides the seed. */
export type Priced = { symbol: string; base: bigint; liveliness: number };

/** The last traded price of a listed symbol: decided by seed, symbol and business moment alone. */
export function tradePrice(seed: number, { symbol, base, liveliness }: Priced, atMs: number): Price {
  return price(movedPrice(base, liveliness, wander(seed, symbol, tradedAt(atMs)), CENT));
}

/** The quote of a listed symbol: whole cents, one to a few basis points either side of the last price. */
export function quote(seed: number, priced: Priced, atMs: number): Quote {
  const mid = tradePrice(seed, priced, atMs);
  const halfCents = 1n + divide(mid, CENT * 20_000n, "down");
  const half = halfCents * CENT;
  return { bid: price(mid > half ? mid - half : mid), mid, ask: price(mid + half), atMs: tradedAt(atMs) };
}

/** The last price of the trading day before. */
export function previousClose(seed: number, priced: Priced, atMs: number): Price {
  return tradePrice(seed, priced, previousSession(atMs).closeMs);
}

/** Currencies rest from Friday to Sunday 17:00 in New York; the rate then stands as it was. */
export function dealtAt(atMs: number): number {
  const weekday = Temporal.PlainDate.from(newYorkDay(atMs)).dayOfWeek;
  const backDays = weekday === 5 ? 0 : weekday === 6 ? 1 : weekday === 7 ? 2 : null;
  if (backDays === null) return atMs;
  const friday = Temporal.PlainDate.from(newYorkDay(atMs)).subtract({ days: backDays }).toString();
  const sunday = Temporal.PlainDate.from(friday).add({ days: 2 }).toString();
  const restsFrom = newYorkMoment(friday, "17:00");
  return atMs > restsFrom && atMs < newYorkMoment(sunday, "17:00") ? restsFrom : atMs;
}
