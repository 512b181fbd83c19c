import { type Cents, sum, type Yen } from "@kura/shared/money.ts";
import { firmFx, held } from "../accounts.ts";
import { type Entry, type EntryFacts, entry } from "../entry.ts";

/**
 * Customers' held yen become held dollars at the window's one dealing rate.
 * Any number of customers are one entry, with one leg of the firm's for each currency.
 */
export function currencyConverted(
  facts: EntryFacts & { customers: readonly { customerId: string; yen: Yen; cents: Cents }[] },
): Entry {
  return entry("currency_converted", facts, [
    ...facts.customers.flatMap(({ customerId, yen, cents }) => [
      [held(customerId, "JPY"), -yen] as const,
      [held(customerId, "USD"), cents] as const,
    ]),
    [firmFx("JPY"), sum(facts.customers.map((customer) => customer.yen))],
    [firmFx("USD"), -sum(facts.customers.map((customer) => customer.cents))],
  ]);
}
