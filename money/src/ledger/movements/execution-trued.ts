import type { Cents } from "@kura/shared/money.ts";
import { blockAccount, firmRounding, street } from "../accounts.ts";
import { type Entry, type EntryFacts, entry } from "../entry.ts";

/**
 * The broker has booked another amount for a purchase than we posted: what it takes beyond that (below zero: what it
 * takes less) is due to the street too. It is part of what the block has cost, and once the block was allocated
 * (`blockId` is null) the firm's rounding: nobody's cost changes after they were told it.
 */
export function executionTrued(
  facts: EntryFacts & { blockId: string | null; difference: Cents; settlesOn: string },
): Entry {
  return entry("execution_trued", facts, [
    [street("USD", facts.settlesOn), facts.difference],
    [facts.blockId === null ? firmRounding("USD") : blockAccount(facts.blockId, "USD"), -facts.difference],
  ]);
}
