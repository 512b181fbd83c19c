import { firmBank, firmCapital } from "../accounts.ts";
import { type Entry, type EntryFacts, entry } from "../entry.ts";

/** The owners pay capital into the firm's own bank account. */
export function capitalPaidIn(facts: EntryFacts & { asset: "JPY" | "USD"; amount: bigint }): Entry {
  return entry("capital_paid_in", facts, [
    [firmBank(facts.asset), -facts.amount],
    [firmCapital(facts.asset), facts.amount],
  ]);
}
