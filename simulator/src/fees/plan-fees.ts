import { type Cents, cents, divide, type Shares } from "@kura/shared/money.ts";

/** A sale as far as fees look at it: when it was traded, how many shares, and price times quantity in 10⁻¹⁵ dollars. */
export type Sale = { tradeOn: string; qty: Shares; value: bigint };

/** Fees of one account and day: the regulator's on proceeds, and the supervisor's on shares. */
export type Fees = { reg: Cents; taf: Cents };

/** From which trade date on which rate holds: cents per million dollars of proceeds. */
const REG_CENTS_PER_MILLION: readonly { from: string; rate: bigint }[] = [
  { from: "2026-04-04", rate: 2_060n },
  { from: "2025-05-14", rate: 0n },
  { from: "2024-05-22", rate: 2_780n },
  { from: "0000-01-01", rate: 800n },
];

/** Millionths of a dollar per share, and the most for one execution in cents. */
const TAF_PER_SHARE: readonly { from: string; rate: bigint; cap: bigint }[] = [
  { from: "2026-01-01", rate: 195n, cap: 979n },
  { from: "0000-01-01", rate: 166n, cap: 830n },
];

const REG_PER_CENT = 1_000_000_000_000_000_000_000n; // 10⁻¹⁵ dollars × cents per million dollars in one cent
const TAF_PER_CENT = 10_000_000_000_000n; // billionths of a share × millionths of a dollar in one cent

/**
 * Decides what an account pays for the sales of one day.
 *
 * The exact fees of all sales are summed first and each of the two sums is rounded up to a cent once, as the broker
 * books one of each per account and day. The supervisor's fee has a cap for each execution.
 */
export function planFees(sales: readonly Sale[]): Fees {
  let [reg, taf] = [0n, 0n];
  for (const { tradeOn, qty, value } of sales) {
    reg += value * rateOn(REG_CENTS_PER_MILLION, tradeOn).rate;
    const { rate, cap } = rateOn(TAF_PER_SHARE, tradeOn);
    const [exact, most] = [qty * rate, cap * TAF_PER_CENT];
    taf += exact < most ? exact : most;
  }
  return { reg: cents(divide(reg, REG_PER_CENT, "up")), taf: cents(divide(taf, TAF_PER_CENT, "up")) };
}

function rateOn<Rate extends { from: string }>(table: readonly Rate[], on: string): Rate {
  const found = table.find(({ from }) => from <= on);
  if (!found) throw new RangeError(`rateOn: no rate holds on ${on}`);
  return found;
}
