import type { Yen } from "@kura/shared/money.ts";
import { cash, held } from "../accounts.ts";
import { type Entry, type EntryFacts, entry } from "../entry.ts";

type Hold = EntryFacts & { customerId: string; amount: Yen };

/** A customer's free yen are set aside for an instruction until its window. */
export function yenHeld(facts: Hold): Entry {
  return entry("yen_held", facts, [
    [cash(facts.customerId, "JPY"), -facts.amount],
    [held(facts.customerId, "JPY"), facts.amount],
  ]);
}

/** Yen held for an instruction that will not be carried out are free again. */
export function yenReleased(facts: Hold): Entry {
  return entry("yen_released", facts, [
    [held(facts.customerId, "JPY"), -facts.amount],
    [cash(facts.customerId, "JPY"), facts.amount],
  ]);
}
