import { type Cents, type Shares, sum } from "@kura/shared/money.ts";
import { blockAccount, cash, firmRounding, held, position, type Wrapper } from "../accounts.ts";
import { type Entry, type EntryFacts, entry } from "../entry.ts";

/** What one customer gets of a block purchase: shares, for a cost within what was held; the rest is free again. */
export type BuyShare = {
  readonly customerId: string;
  readonly wrapper: Wrapper;
  readonly shares: Shares;
  readonly cost: Cents;
  readonly released: Cents;
};

/**
 * A final block purchase goes to its customers, every cent and billionth to someone. What it cost
 * beyond all that was held is the firm's rounding: a customer never pays more than was held.
 */
export function blockAllocated(
  facts: EntryFacts & { blockId: string; symbol: string; cost: Cents; parts: readonly BuyShare[] },
): Entry {
  const paid = sum(facts.parts.map((part) => part.cost));
  return entry("block_allocated", facts, [
    ...facts.parts.flatMap((part) => [
      [held(part.customerId, "USD"), -(part.cost + part.released)] as const,
      [cash(part.customerId, "USD"), part.released] as const,
      [position(part.customerId, part.wrapper, facts.symbol), part.shares] as const,
    ]),
    [blockAccount(facts.blockId, facts.symbol), -sum(facts.parts.map((part) => part.shares))],
    [blockAccount(facts.blockId, "USD"), facts.cost],
    [firmRounding("USD"), paid - facts.cost],
  ]);
}
