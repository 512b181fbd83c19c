import type { Yen } from "@kura/shared/money.ts";
import { collect, trust } from "../accounts.ts";
import { type Entry, type EntryFacts, entry } from "../entry.ts";

/** Customers' yen go from where they arrived into the trust (顧客分別金信託). */
export function trustToppedUp(facts: EntryFacts & { amount: Yen }): Entry {
  return entry("trust_topped_up", facts, [
    [collect, facts.amount],
    [trust, -facts.amount],
  ]);
}
