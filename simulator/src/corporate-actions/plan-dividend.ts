import { type Bps, type Cents, cents, divide, formatDecimal } from "@kura/shared/money.ts";

/** What a dividend is for one account: the exact payout as text, what is booked of it, and what is withheld. */
export type DividendPlan = { payout: string; gross: Cents; withheld: Cents };

const PAYOUT_DECIMALS = 18; // billionths of a share × billionths of a dollar
const PER_CENT = 10_000_000_000_000_000n;
const WHOLE_BPS = 10_000n;

/**
 * Decides a dividend: shares held times the rate, booked to the nearest cent.
 *
 * Withheld is a part of what is booked, to the nearest cent as well, and nothing when that part is under one cent.
 */
export function planDividend(qty: bigint, rate: bigint, withholding: Bps): DividendPlan {
  const exact = qty * rate;
  const gross = cents(divide(exact, PER_CENT, "half_even"));
  const part = gross * withholding;
  const withheld = part < WHOLE_BPS ? 0n : divide(part, WHOLE_BPS, "half_even");
  return { payout: formatDecimal(exact, PAYOUT_DECIMALS, 0), gross, withheld: cents(withheld) };
}
