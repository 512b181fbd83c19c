import { DecimalError, parseDecimal } from "@kura/shared/money.ts";
import { z } from "zod";

/** Decimals of a rate: dollars for one share, or shares for shares. */
export const RATE_DECIMALS = 9;

/** Reads a rate into whole billionths. */
export function parseActionRate(text: string): bigint {
  return parseDecimal(text, RATE_DECIMALS);
}

function isRate(text: string): boolean {
  try {
    return /^\d{1,9}(\.\d+)?$/.test(text) && parseActionRate(text) > 0n;
  } catch (error) {
    if (error instanceof DecimalError) return false;
    throw error;
  }
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}

const Day = z.string().refine(isDay, "is not a day such as 2026-03-02");
const Rate = z.string().refine(isRate, `is a positive decimal text with at most ${RATE_DECIMALS} decimals`);
const SymbolText = z.string().regex(/^[A-Z]{1,6}(\.[A-Z])?$/, "is not a symbol");
const Cusip = z.string().regex(/^[0-9A-Z]{9}$/, "is nine digits or letters");
const common = { symbol: SymbolText, exOn: Day };

/** What somebody schedules. `exOn` is the day before whose opening it takes effect. */
export const ActionRequest = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("cash_dividend"),
    ...common,
    rate: Rate,
    recordOn: Day.optional(),
    payableOn: Day,
    foreign: z.boolean().default(false),
    special: z.boolean().default(false),
  }),
  z.strictObject({ kind: z.literal("forward_split"), ...common, oldRate: Rate, newRate: Rate }),
  z.strictObject({
    kind: z.literal("reverse_split"),
    ...common,
    oldRate: Rate,
    newRate: Rate,
    newCusip: Cusip.optional(),
    /** When cash in lieu of fractions is paid. */
    payableOn: Day.optional(),
  }),
  z.strictObject({ kind: z.literal("name_change"), ...common, newSymbol: SymbolText, newCusip: Cusip.optional() }),
  z.strictObject({ kind: z.literal("cusip_change"), ...common, newCusip: Cusip.optional() }),
  z.strictObject({ kind: z.literal("cash_merger"), ...common, rate: Rate }),
  z.strictObject({ kind: z.literal("stock_merger"), ...common, newSymbol: SymbolText, oldRate: Rate, newRate: Rate }),
  z.strictObject({
    kind: z.literal("stock_and_cash_merger"),
    ...common,
    newSymbol: SymbolText,
    oldRate: Rate,
    newRate: Rate,
    rate: Rate,
  }),
  z.strictObject({ kind: z.literal("spin_off"), ...common, newSymbol: SymbolText, oldRate: Rate, newRate: Rate }),
]);
export type ActionRequest = z.input<typeof ActionRequest>;
