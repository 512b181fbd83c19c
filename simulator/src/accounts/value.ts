import { type Cents, cents, divide, notional, type Price, type Shares, sum } from "@kura/shared/money.ts";
import { newYorkDay } from "../clock/us-calendar.ts";
import type { State } from "../state.ts";
import type { World } from "../world.ts";
import type { Account } from "./account.ts";
import type { Position } from "./position.ts";
import { reservedCash, unsettledProceeds } from "./reserved.ts";

/** What positions are worth together at the last prices. */
export function marketValueOf({ market }: World, positions: readonly Position[], atMs: number): Cents {
  return cents(sum(positions.map(({ symbol, qty }) => notional(market.lastPrice(symbol, atMs), qty, "half_even"))));
}

/** Cash that can leave an account: settled, and kept by no open order. */
export function freeCash(state: State, account: Pick<Account, "id" | "cash">, nowMs: number): Cents {
  const settled = account.cash - unsettledProceeds(state, account.id, newYorkDay(nowMs));
  const unreserved = account.cash - reservedCash(state, account.id);
  const least = settled < unreserved ? settled : unreserved;
  return cents(least > 0n ? least : 0n);
}

/** Shares of a symbol and what they cost in 10⁻¹⁵ dollars. */
type Held = { qty: Shares; cost: bigint };

/**
 * What a position is measured against within its day, in 10⁻¹⁵ dollars: shares held since the close before count at
 * that close, those bought today at what they cost. Shares that came without a cost are from a split: they count as
 * held, at a close that the market states for today's shares.
 */
export function intradayBasis(now: Held, before: Held | null, previousClose: Price): bigint {
  if (!before || before.qty === 0n) return now.cost;
  if (now.cost <= before.cost) return now.qty * previousClose;
  const kept = now.qty < before.qty ? now.qty : before.qty;
  const boughtCost = now.cost - divide(before.cost * kept, before.qty, "half_even");
  return kept * previousClose + (boughtCost > 0n ? boughtCost : 0n);
}
