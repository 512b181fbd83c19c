import type { Cents } from "@kura/shared/money.ts";
import { cash, held } from "../accounts.ts";
import { type Entry, type EntryFacts, entry } from "../entry.ts";

/** Dollars held for purchases that were not made are the customers' free money again. */
export function holdReleased(
  facts: EntryFacts & { customers: readonly { customerId: string; cents: Cents }[] },
): Entry {
  return entry(
    "hold_released",
    facts,
    facts.customers.flatMap(({ customerId, cents }) => [
      [held(customerId, "USD"), -cents] as const,
      [cash(customerId, "USD"), cents] as const,
    ]),
  );
}
