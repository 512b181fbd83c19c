import type { Action, ActionKind } from "./action.ts";

/** Type and subtype of a notice, by the names of the broker's older list. */
const NOTICE_TYPES: Record<ActionKind, readonly [string, string]> = {
  cash_dividend: ["dividend", "cash"],
  forward_split: ["split", "stock_split"],
  reverse_split: ["split", "reverse_split"],
  name_change: ["merger", "merger_update"],
  cusip_change: ["merger", "merger_update"],
  cash_merger: ["merger", "merger_completion"],
  stock_merger: ["merger", "merger_completion"],
  stock_and_cash_merger: ["merger", "merger_completion"],
  spin_off: ["spinoff", "spinoff"],
};
export const NOTICE_TYPE_NAMES = ["dividend", "merger", "split", "spinoff"];
export const DATE_TYPES = ["declaration_date", "ex_date", "record_date", "payable_date"] as const;
export type DateType = (typeof DATE_TYPES)[number];

/** An action as a notice of the broker. */
export type Notice = Readonly<Record<string, string | null> & Record<"ca_type" | DateType, string>>;

/** A corporate action as the broker gives notice of it. */
export function announcementView(action: Action): Notice {
  const [type, subtype] = NOTICE_TYPES[action.kind];
  return {
    id: action.id,
    corporate_action_id: action.corporateActionId,
    ca_type: type,
    ca_sub_type: subtype,
    initiating_symbol: action.symbol,
    initiating_original_cusip: action.cusip,
    target_symbol: action.newSymbol ?? action.symbol,
    target_original_cusip: action.newCusip ?? action.cusip,
    declaration_date: action.declaredOn,
    ex_date: action.exOn,
    record_date: action.recordOn,
    payable_date: action.payableOn,
    cash: action.rate ?? "0",
    old_rate: action.oldRate ?? "1",
    new_rate: action.newRate ?? "1",
  };
}
