import type { Cents, Yen } from "@kura/shared/money.ts";
import { firmBank, firmFx, firmRevenue } from "../accounts.ts";
import { type Entry, type EntryFacts, entry } from "../entry.ts";

/**
 * The firm buys in the market the dollars that it sold to customers. What customers paid
 * beyond the deal is the firm's revenue, or its loss where the market moved against it.
 */
export function currencyCovered(facts: EntryFacts & { bought: Cents; paid: Yen; received: Yen }): Entry {
  return entry("currency_covered", facts, [
    [firmFx("USD"), facts.bought],
    [firmBank("USD"), -facts.bought],
    [firmFx("JPY"), -facts.received],
    [firmBank("JPY"), facts.paid],
    [firmRevenue("JPY"), facts.received - facts.paid],
  ]);
}
