import type { Cents } from "@kura/shared/money.ts";
import { firmBank, poolCash, transit } from "../accounts.ts";
import { type Entry, type EntryFacts, entry } from "../entry.ts";

/** Dollars are wired to the broker; until it shows them they are in transit. */
export function brokerFunded(facts: EntryFacts & { amount: Cents }): Entry {
  return entry("broker_funded", facts, [
    [firmBank("USD"), facts.amount],
    [transit, -facts.amount],
  ]);
}

/** The broker shows the wired dollars in the pool. */
export function brokerFundsArrived(facts: EntryFacts & { amount: Cents }): Entry {
  return entry("broker_funds_arrived", facts, [
    [transit, facts.amount],
    [poolCash, -facts.amount],
  ]);
}
