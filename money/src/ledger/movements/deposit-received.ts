import type { Yen } from "@kura/shared/money.ts";
import { cash, collect } from "../accounts.ts";
import { type Entry, type EntryFacts, entry } from "../entry.ts";

/** A customer's yen arrive at the bank: from now on we owe them. */
export function depositReceived(facts: EntryFacts & { customerId: string; amount: Yen }): Entry {
  return entry("deposit_received", facts, [
    [collect, -facts.amount],
    [cash(facts.customerId, "JPY"), facts.amount],
  ]);
}
