import { type Cents, DecimalError, parseCents, parseYen, type Yen } from "@kura/shared/money.ts";
import { z } from "zod";

/** No single movement is larger than this: a hundred trillion yen, or a trillion dollars. */
const MOST = 100_000_000_000_000n;

function amountOf<Amount extends bigint>(parse: (text: string) => Amount, what: string) {
  return z.string().transform((text, context): Amount => {
    try {
      const amount = parse(text);
      if (amount > 0n && amount <= MOST) return amount;
    } catch (error) {
      if (!(error instanceof DecimalError)) throw error;
    }
    context.addIssue({ code: "custom", message: `must be ${what}` });
    return z.NEVER;
  });
}

/** Whole yen, more than zero, as text. */
export const YenAmount = amountOf<Yen>(parseYen, 'whole yen above zero, such as "100000"');
/** Dollars and cents, more than zero, as text. */
export const DollarAmount = amountOf<Cents>(
  parseCents,
  'dollars above zero with at most two decimals, such as "650.12"',
);
/** The client's own name for a request. */
export const ClientReference = z.string().regex(/^[\x21-\x7e]{1,200}$/, "must be 1 to 200 visible ASCII characters");
/** A payer's name as the bank prints it. */
export const PayerName = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(100, "must have at most 100 characters")
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, "must have no control characters");
export const BranchCode = z.string().regex(/^\d{3}$/, "must be three digits");
export const AccountNumber = z.string().regex(/^\d{7}$/, "must be seven digits");
