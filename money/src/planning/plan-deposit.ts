import { assert } from "@kura/shared/assert.ts";
import { type Bps, type Cents, cents, split, sum, WHOLE_BPS } from "@kura/shared/money.ts";
import type { NotMade } from "./not-made.ts";

/** One security of a customer: what it is worth at the window's prices, and its weight in the target. */
export type PlannedHolding = {
  readonly symbol: string;
  readonly value: Cents;
  /** Zero for a security that is held but no longer in the target. */
  readonly targetBps: Bps;
};

/** One purchase for a customer, by dollar amount. */
export type PlannedBuy = { readonly symbol: string; readonly notional: Cents };

/** What a deposit buys. The purchases sum to exactly the deposit. */
export type DepositPlan = {
  readonly buys: readonly PlannedBuy[];
  /** Securities of the target of which nothing is bought this time, with the reason. */
  readonly notMade: readonly NotMade[];
};

/**
 * Decides what a deposit buys: never a sale, and of all ways to spend it in whole cents the one
 * that ends nearest the target (least sum of squared differences, in dollars).
 *
 * That is water-filling: wherever we buy, the same amount stays missing. What is held outside the target has
 * a target of zero and is never bought. Where two purchases have the same claim to the last cent, it goes to
 * the symbol that sorts first, so the plan does not depend on the order in which holdings are given.
 */
export function planDeposit(deposit: Cents, holdings: readonly PlannedHolding[]): DepositPlan {
  assert(deposit > 0n, "planDeposit: the deposit is positive");
  const sorted = sortHoldings(holdings);
  assert(sum(sorted.map((holding) => holding.targetBps)) === WHOLE_BPS, "planDeposit: the targets sum to 100%");

  const totalAfter = deposit + sum(sorted.map((holding) => holding.value));
  // What is missing to the target, in 1/10,000 of a cent: exact, and negative where too much is held.
  const gaps = sorted.map((holding) => totalAfter * holding.targetBps - holding.value * WHOLE_BPS);
  const { active, excess } = waterLevel(gaps, deposit * WHOLE_BPS);
  // What each part is above the level, times `active`: these weights are the exact parts, so that `split` rounds
  // each by less than a cent. The lost cents go where most is still missing, which is also the nearest in cents.
  const parts = gaps.map((gap) => (gap * active > excess ? gap * active - excess : 0n));
  const amounts = split(deposit, parts).map(cents);

  const buys = sorted.flatMap(({ symbol }, index) => {
    const notional = amounts[index]!;
    return notional > 0n ? [{ symbol, notional }] : [];
  });
  const notMade = sorted.flatMap(({ symbol, targetBps }, index): NotMade[] => {
    if (targetBps === 0n || amounts[index]! > 0n) return [];
    return [{ symbol, reason: parts[index]! > 0n ? "below_one_cent" : "near_enough" }];
  });
  return { buys, notMade };
}

/**
 * Finds how much stays missing wherever we buy: `excess / active`, kept as an exact fraction. Pouring the gaps above
 * that level full takes exactly the amount to spend.
 */
function waterLevel(gaps: readonly bigint[], toSpend: bigint): { active: bigint; excess: bigint } {
  let [active, excess] = [0n, -toSpend];
  for (const gap of gaps.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0))) {
    // The level so far is excess / active. A gap that does not reach above it is left as it is, and so are the rest.
    if (active > 0n && gap * active <= excess) break;
    active += 1n;
    excess += gap;
  }
  assert(excess >= 0n, "waterLevel: the gaps take in all there is to spend");
  return { active, excess };
}

function sortHoldings(holdings: readonly PlannedHolding[]): readonly PlannedHolding[] {
  for (const { symbol, value, targetBps } of holdings) {
    assert(value >= 0n && targetBps >= 0n, `planDeposit: ${symbol} has no negative value or target`);
  }
  assert(new Set(holdings.map(({ symbol }) => symbol)).size === holdings.length, "planDeposit: each symbol comes once");
  return holdings.toSorted((a, b) => (a.symbol < b.symbol ? -1 : 1));
}
