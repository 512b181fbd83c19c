import { type Command, lock } from "../command.ts";
import { refuse } from "../refusal.ts";

export type Freeze = {
  readonly customerId: string;
  readonly frozen: boolean;
  readonly reason: string;
  readonly by: string;
  readonly second: string | null;
};
export type Frozen = { customerId: string; tradingFrozen: boolean; since: string };

/**
 * An operator freezes one customer's trading: no target, no instruction; what they send stays yen. One person may
 * freeze; to unfreeze, a second must have approved it.
 */
export const freezeCustomer: Command<Freeze, Frozen> = {
  name: "freezeCustomer",
  locks: ({ customerId }) => [lock("customers", customerId)],
  decide(state, { customerId, frozen, reason, by, second }, { now, newId }) {
    const customer = state.find("customers", customerId);
    if (!customer) return refuse("account_not_found");
    if (customer.trading_frozen === frozen) return refuse(frozen ? "already_halted" : "not_halted");
    if (!frozen && (second === null || second === by)) return refuse("second_operator_needed");
    const change = { id: newId(), what: `customer:${customerId}`, halted: frozen, reason, at: now, by, second };
    return {
      update: [{ table: "customers", id: customerId, set: { trading_frozen: frozen } }],
      insert: [{ table: "control_changes", row: change }],
      answer: { customerId, tradingFrozen: frozen, since: now.toString() },
    };
  },
};
