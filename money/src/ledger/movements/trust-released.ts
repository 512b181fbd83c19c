import type { Yen } from "@kura/shared/money.ts";
import { firmBank, trust } from "../accounts.ts";
import { type Entry, type EntryFacts, entry } from "../entry.ts";

/** Yen that customers have exchanged for dollars leave the trust: they are the firm's now. */
export function trustReleased(facts: EntryFacts & { amount: Yen }): Entry {
  return entry("trust_released", facts, [
    [trust, facts.amount],
    [firmBank("JPY"), -facts.amount],
  ]);
}
