import { poolCash, poolCustody, street } from "../accounts.ts";
import { type Entry, type EntryFacts, entry } from "../entry.ts";

/** On the broker's settlement day what was due from and to the street becomes settled cash and custody. */
export function brokerLegSettled(
  facts: EntryFacts & { settlesOn: string; due: readonly { asset: string; amount: bigint }[] },
): Entry {
  return entry(
    "broker_leg_settled",
    facts,
    facts.due.flatMap(({ asset, amount }) => [
      [street(asset, facts.settlesOn), -amount] as const,
      [asset === "USD" ? poolCash : poolCustody(asset), amount] as const,
    ]),
  );
}
