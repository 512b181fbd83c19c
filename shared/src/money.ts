import { assert } from "./assert.ts";

declare const unitName: unique symbol;
/** A whole number that carries its unit in its type. */
export type Unit<Name extends string> = bigint & { readonly [unitName]: Name };

/** Cash in whole yen; negative is owed. */
export type Yen = Unit<"yen">;
/** Cash in whole US cents; negative is owed. */
export type Cents = Unit<"cents">;
/** A quantity of one security in billionths of a share, the finest the broker keeps. */
export type Shares = Unit<"shares">;
/** Dollars for one share, in millionths of a dollar. */
export type Price = Unit<"price">;
/** Yen for one dollar, in millionths of a yen. */
export type Rate = Unit<"rate">;
/** Hundredths of one percent; 10,000 are the whole. */
export type Bps = Unit<"bps">;

// Arithmetic on a unit yields a plain bigint. Naming the unit again is the
// moment to check that the sum still means what its new name says.
export const yen = (value: bigint): Yen => value as Yen;
export const cents = (value: bigint): Cents => value as Cents;
export const shares = (value: bigint): Shares => value as Shares;
export const price = (value: bigint): Price => value as Price;
export const rate = (value: bigint): Rate => value as Rate;
export const bps = (value: bigint): Bps => value as Bps;

/** The whole, in basis points. */
export const WHOLE_BPS = bps(10_000n);

/** Where a quotient goes that is not whole: `down` is toward minus infinity, `up` toward plus infinity. */
export type Rounding = "down" | "up" | "half_even";

/** Divides whole numbers. Every caller names its rounding: there is no default. */
export function divide(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  assert(denominator !== 0n, "divide: the denominator is not zero");
  const [top, bottom] = denominator < 0n ? [-numerator, -denominator] : [numerator, denominator];
  const truncated = top / bottom;
  const floor = truncated * bottom > top ? truncated - 1n : truncated;
  const rest = top - floor * bottom; // 0 <= rest < bottom
  if (rest === 0n) return floor;
  if (rounding === "down") return floor;
  if (rounding === "up") return floor + 1n;
  const twice = rest * 2n;
  if (twice !== bottom) return twice > bottom ? floor + 1n : floor;
  return floor % 2n === 0n ? floor : floor + 1n;
}

/** The total of some whole numbers. */
export function sum(values: Iterable<bigint>): bigint {
  let total = 0n;
  for (const value of values) total += value;
  return total;
}

/**
 * Splits a whole into parts in proportion to weights; the parts sum to exactly the whole.
 *
 * Each part is rounded down, and what is left goes one unit at a time to the largest
 * remainders; equal remainders keep the order given, so callers who care sort first.
 */
export function split(total: bigint, weights: readonly bigint[]): bigint[] {
  assert(total >= 0n, "split: the total is not negative");
  assert(
    weights.every((weight) => weight >= 0n),
    "split: no weight is negative",
  );
  const whole = sum(weights);
  if (total === 0n) return weights.map(() => 0n);
  assert(whole > 0n, "split: some weight is positive");

  const parts = weights.map((weight) => (total * weight) / whole);
  const left = Number(total - sum(parts)); // fewer than there are parts
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (total * weight) % whole }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  for (const { index } of byRemainder.slice(0, left)) parts[index] = (parts[index] ?? 0n) + 1n;
  return parts;
}

/** What a trade is worth. Price millionths × share billionths ÷ 10¹³ = cents. */
export function notional(at: Price, quantity: Shares, rounding: Rounding): Cents {
  return cents(divide(at * quantity, 10_000_000_000_000n, rounding));
}

/** How many dollars some yen buy at a rate. Yen × 10⁸ ÷ rate millionths = cents. */
export function yenToCents(amount: Yen, at: Rate, rounding: Rounding): Cents {
  return cents(divide(amount * 100_000_000n, at, rounding));
}

/** What some dollars are worth in yen at a rate. Cents × rate millionths ÷ 10⁸ = yen. */
export function centsToYen(amount: Cents, at: Rate, rounding: Rounding): Yen {
  return yen(divide(amount * at, 100_000_000n, rounding));
}

/** Digits after the point in each unit's written form. */
const SCALE = { yen: 0, cents: 2, shares: 9, price: 6, rate: 6 } as const;

/** A decimal text that is not a number of this unit: malformed, or with more digits than the unit holds. */
export class DecimalError extends Error {
  override readonly name = "DecimalError";
}

/** Reads a decimal text into whole units of 10^-scale. Throws `DecimalError`; never rounds. */
export function parseDecimal(text: string, scale: number): bigint {
  const match = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?$/.exec(text);
  if (!match) throw new DecimalError(`"${text.slice(0, 40)}" is not a decimal number`);
  const [, sign, whole = "", fraction = ""] = match;
  const digits = fraction.replace(/0+$/, "");
  if (digits.length > scale) throw new DecimalError(`"${text}" has more than ${scale} decimals`);
  const value = BigInt(whole + digits.padEnd(scale, "0"));
  return sign === "-" ? -value : value;
}

/** Writes whole units of 10^-scale as a decimal text, with at least `least` decimals. */
export function formatDecimal(value: bigint, scale: number, least = scale): string {
  const sign = value < 0n ? "-" : "";
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  let fraction = digits.slice(digits.length - scale);
  while (fraction.length > least && fraction.endsWith("0")) fraction = fraction.slice(0, -1);
  return fraction === "" ? `${sign}${whole}` : `${sign}${whole}.${fraction}`;
}

export const parseYen = (text: string): Yen => yen(parseDecimal(text, SCALE.yen));
export const parseCents = (text: string): Cents => cents(parseDecimal(text, SCALE.cents));
export const parseShares = (text: string): Shares => shares(parseDecimal(text, SCALE.shares));
export const parsePrice = (text: string): Price => price(parseDecimal(text, SCALE.price));
export const parseRate = (text: string): Rate => rate(parseDecimal(text, SCALE.rate));

/** `100000` */
export const formatYen = (value: bigint): string => formatDecimal(value, SCALE.yen);
/** `650.12` */
export const formatCents = (value: bigint): string => formatDecimal(value, SCALE.cents);
/** `0.123456789`, trailing zeros trimmed */
export const formatShares = (value: bigint): string => formatDecimal(value, SCALE.shares, 0);
/** `301.2`, with at least two decimals */
export const formatPrice = (value: bigint): string => formatDecimal(value, SCALE.price, 2);
/** `150.02`, with at least two decimals */
export const formatRate = (value: bigint): string => formatDecimal(value, SCALE.rate, 2);
