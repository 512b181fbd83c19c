import { isDay } from "@kura/shared/calendar.ts";
import {
  type Cents,
  cents,
  DecimalError,
  divide,
  type Price,
  parseCents,
  parseDecimal,
  parsePrice,
  parseRate,
  parseShares,
  parseYen,
  price,
  type Rounding,
  type Shares,
} from "@kura/shared/money.ts";
import { z } from "zod";

/** A decimal as others wrote it, beside what we made of it. */
export type PriceAsWritten = { readonly price: Price; readonly text: string };
export type CentsAsWritten = { readonly cents: Cents; readonly text: string };

/** Writes `1.5e-7` as `0.00000015`. JSON allows the first form for numbers; amounts have only the second. */
function plainDecimal(text: string): string {
  const match = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?[eE]([+-]?\d{1,2})$/.exec(text);
  if (!match) return text;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const point = whole.length + Number.parseInt(exponent, 10);
  const digits = whole + fraction;
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return `${sign}${digits.slice(0, point).padEnd(point, "0")}.${digits.slice(point)}0`;
}

/** Reads a decimal that may have more digits than the unit holds, with the rounding that the caller names. */
export function readRounded(text: string, scale: number, rounding: Rounding): bigint {
  const plain = plainDecimal(text);
  const places = Math.max(scale, plain.split(".")[1]?.length ?? 0);
  return divide(parseDecimal(plain, places), 10n ** BigInt(places - scale), rounding);
}

/** A text that a reader understands; anything else makes the whole answer unreadable. */
function readBy<Value>(read: (text: string) => Value) {
  return z.string().transform((text, context): Value => {
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof DecimalError || error instanceof RangeError)) throw error;
      context.addIssue({ code: "custom", message: error.message });
      return z.NEVER;
    }
  });
}

/** What was traded: more than nothing, to the billionth. */
export function readExecutedShares(text: string): Shares {
  const quantity = parseShares(plainDecimal(text));
  if (quantity <= 0n) throw new RangeError("an execution has a quantity");
  return quantity;
}

/** Amounts that must fit our units: one digit more and the answer is not taken. */
export const YenValue = readBy((text) => parseYen(plainDecimal(text)));
export const CentsValue = readBy((text) => parseCents(plainDecimal(text)));
export const SharesValue = readBy((text) => parseShares(plainDecimal(text)));
export const ExecutedShares = readBy(readExecutedShares);
export const PriceValue = readBy((text) => parsePrice(plainDecimal(text)));
export const RateValue = readBy((text) => parseRate(plainDecimal(text)));

/** An execution price may have more digits than ours: rounded half to even, with the broker's text kept beside it. */
export const WrittenPrice = readBy(
  (text): PriceAsWritten => ({ price: price(readRounded(text, 6, "half_even")), text }),
);
/** The price of an execution is above nothing, though it may round to nothing in our unit. */
export function readExecutionPrice(text: string): PriceAsWritten {
  const rounded = price(readRounded(text, 6, "half_even"));
  if (rounded <= 0n && readRounded(text, 6, "up") <= 0n) throw new RangeError("an execution has a price");
  return { price: rounded, text };
}
export const ExecutionPrice = readBy(readExecutionPrice);
/** So may the broker's own sums of cash. */
export const WrittenCents = readBy(
  (text): CentsAsWritten => ({ cents: cents(readRounded(text, 2, "half_even")), text }),
);

/** RFC 3339 with any offset and up to nine digits of a second. */
export const InstantValue = readBy((text) => Temporal.Instant.from(text));

/** A calendar day; the broker has sent a timestamp where a day belongs. */
export const DayValue = readBy((text) => {
  const day = findDay(text);
  if (day === null) throw new RangeError(`"${text.slice(0, 40)}" is not a day`);
  return day;
});

/** A calendar day if there is one. */
export function findDay(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const day = value.slice(0, 10);
  return isDay(day) && (value.length === 10 || value[10] === "T") ? day : null;
}
