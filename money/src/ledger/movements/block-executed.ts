import type { Cents, Shares } from "@kura/shared/money.ts";
import { blockAccount, street } from "../accounts.ts";
import { type Entry, type EntryFacts, entry } from "../entry.ts";

/** The market has filled part of a block purchase: shares to come, dollars to go, on the broker's settlement day. */
export function blockBought(
  facts: EntryFacts & { blockId: string; symbol: string; shares: Shares; cost: Cents; settlesOn: string },
): Entry {
  return entry("block_executed", facts, [
    [street(facts.symbol, facts.settlesOn), -facts.shares],
    [blockAccount(facts.blockId, facts.symbol), facts.shares],
    [street("USD", facts.settlesOn), facts.cost],
    [blockAccount(facts.blockId, "USD"), -facts.cost],
  ]);
}
