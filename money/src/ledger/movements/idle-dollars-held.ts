import type { Cents } from "@kura/shared/money.ts";
import { cash, held } from "../accounts.ts";
import { type Entry, type EntryFacts, entry } from "../entry.ts";

/** Dollars left over from earlier windows join the money that this window invests. */
export function idleDollarsHeld(
  facts: EntryFacts & { customers: readonly { customerId: string; cents: Cents }[] },
): Entry {
  return entry(
    "idle_dollars_held",
    facts,
    facts.customers.flatMap(({ customerId, cents }) => [
      [cash(customerId, "USD"), -cents] as const,
      [held(customerId, "USD"), cents] as const,
    ]),
  );
}
