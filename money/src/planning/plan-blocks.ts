import { assert } from "@kura/shared/assert.ts";
import { type Cents, cents, parseCents, sum } from "@kura/shared/money.ts";
import type { NotMadeReason } from "./not-made.ts";

/** The broker takes no purchase worth less. */
export const LEAST_BLOCK = parseCents("1");

/** One customer's purchase in a window, as held for it. `key` names it for the business, and never by chance. */
export type HeldBuy = { readonly key: string; readonly symbol: string; readonly hold: Cents };

/** One symbol's purchases of all customers: one order at the broker. */
export type PlannedBlock = {
  readonly symbol: string;
  readonly notional: Cents;
  readonly orders: readonly HeldBuy[];
};

/** Purchases of a symbol that are not sent; every hold of them is released. */
export type UnsentBlock = PlannedBlock & { readonly reason: NotMadeReason };

export type BlockPlan = { readonly blocks: readonly PlannedBlock[]; readonly unsent: readonly UnsentBlock[] };

/**
 * Decides which block orders a window sends: one purchase per symbol over all customers, by dollar amount.
 *
 * A block below the broker's minimum is not sent, because it would be refused. Blocks come in the order of their
 * symbols and orders in that of their keys, whatever the order in which the purchases are given.
 */
export function planBlocks(orders: readonly HeldBuy[]): BlockPlan {
  assert(
    orders.every(({ hold }) => hold > 0n),
    "planBlocks: every purchase has its money held",
  );
  assert(new Set(orders.map(({ key }) => key)).size === orders.length, "planBlocks: each purchase comes once");
  const bySymbol = Map.groupBy(
    orders.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    ({ symbol }) => symbol,
  );
  const all = [...bySymbol]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([symbol, held]) => ({ symbol, notional: cents(sum(held.map(({ hold }) => hold))), orders: held }));
  return {
    blocks: all.filter(({ notional }) => notional >= LEAST_BLOCK),
    unsent: all
      .filter(({ notional }) => notional < LEAST_BLOCK)
      .map((block) => ({ ...block, reason: "block_below_minimum" })),
  };
}
