import {
  divide,
  formatCents,
  formatDecimal,
  formatShares,
  formatYen,
  parseCents,
  parsePrice,
  parseRate,
  parseShares,
  parseYen,
} from "@kura/shared/money.ts";

// Everything here turns the API's decimal text into text for the eye. Nothing is added up, and nothing is read back.

function grouped(digits: string): string {
  const [whole = "", fraction] = digits.split(".");
  const withCommas = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? withCommas : `${withCommas}.${fraction}`;
}

function signed(mark: string, value: bigint, format: (value: bigint) => string): string {
  return `${value < 0n ? "−" : ""}${mark}${grouped(format(value < 0n ? -value : value))}`;
}

/** What stands where a figure cannot be known yet. */
const UNKNOWN = "—";

/** Yen as a customer reads them: `¥100,000`. */
export function yenText(amount: string | null): string {
  if (amount === null) return UNKNOWN;
  return signed("¥", parseYen(amount), formatYen);
}

/** Dollars as a customer reads them: `$1,650.12`. */
export function dollarText(amount: string | null): string {
  if (amount === null) return UNKNOWN;
  return signed("$", parseCents(amount), formatCents);
}

/** A quantity of shares, without trailing zeros: `0.123456789`. */
export function sharesText(quantity: string): string {
  return signed("", parseShares(quantity), formatShares);
}

/** About how many shares: to the ten-thousandth, because an estimate is not exact; smaller ones as they are. */
export function aboutSharesText(quantity: string): string {
  const tenThousandths = divide(parseShares(quantity), 100_000n, "down");
  if (tenThousandths === 0n) return sharesText(quantity);
  return signed("", tenThousandths, (value) => formatDecimal(value, 4, 0));
}

/** The price of one share, rounded to the cent for the eye: `$301.20`. */
export function priceText(price: string): string {
  return signed("$", divide(parsePrice(price), 10_000n, "half_even"), formatCents);
}

/** Yen for one dollar, to the hundredth of a sen at most: `¥150.02`. */
export function rateText(rate: string): string {
  const tenThousandths = divide(parseRate(rate), 100n, "half_even");
  return signed("¥", tenThousandths, (value) => formatDecimal(value, 4, 2));
}

/** A share of the whole: 1,250 basis points are `12.5%`. */
export function percentText(weightBps: number): string {
  return `${formatDecimal(BigInt(weightBps), 2, 0)}%`;
}

/** A share of the whole in one column of many: always two decimals, so that the points stand in line. */
export function alignedPercentText(weightBps: number): string {
  return `${formatDecimal(BigInt(weightBps), 2, 1)}%`;
}

/** A change of a weight, with its sign: `+2%`, `−1.5%`, `±0%`. */
export function changeText(changeBps: number): string {
  if (changeBps === 0) return "±0%";
  return `${changeBps > 0 ? "+" : "−"}${percentText(Math.abs(changeBps))}`;
}

/** Which of two amounts of dollars stands first in a list: the larger. */
export function byDollarsDown(left: string, right: string): number {
  const [a, b] = [parseCents(left), parseCents(right)];
  return a === b ? 0 : a > b ? -1 : 1;
}

/** Whether there is nothing there: `0`, `0.00`. */
export function isNothing(amount: string): boolean {
  return /^-?0*(\.0*)?$/.test(amount);
}
