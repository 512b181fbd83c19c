import type { Yen } from "@kura/shared/money.ts";
import { collect, suspense } from "../accounts.ts";
import { type Entry, type EntryFacts, entry } from "../entry.ts";

/** Yen arrive for an account number that is nobody's: they wait, and are never lost. */
export function depositSuspended(facts: EntryFacts & { amount: Yen }): Entry {
  return entry("deposit_suspended", facts, [
    [collect, -facts.amount],
    [suspense, facts.amount],
  ]);
}
