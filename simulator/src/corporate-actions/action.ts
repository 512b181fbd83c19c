import type { Row } from "../state.ts";

/** What can become of a security, under the names that the market data host lists them by. */
export const ACTION_KINDS = [
  ...(["cash_dividend", "forward_split", "reverse_split", "name_change", "cusip_change"] as const),
  ...(["cash_merger", "stock_merger", "stock_and_cash_merger", "spin_off"] as const),
] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];

/** How far an action has come: told of, held as of its day, paid, and over. */
export type ActionStep = "announced" | "entitled" | "paid" | "done";

/**
 * One corporate action. `exOn` is the day before whose opening it takes effect; rates are decimal text as announced:
 * `rate` dollars for one share, `newRate` shares for every `oldRate`.
 */
export type Action = {
  /** Of this announcement. */
  id: string;
  /** Of the action, whatever is announced of it. */
  corporateActionId: string;
  kind: ActionKind;
  symbol: string;
  cusip: string;
  /** The new name, the acquirer, or what is spun off. */
  newSymbol: string | null;
  newCusip: string | null;
  rate: string | null;
  oldRate: string | null;
  newRate: string | null;
  declaredOn: string;
  exOn: string;
  recordOn: string;
  /** When the cash of it is paid: a dividend, a merger's price, or cash in lieu of fractions. */
  payableOn: string;
  foreign: boolean;
  special: boolean;
  /** Whether the same dividend follows three months later. */
  quarterly: boolean;
  step: ActionStep;
  nextAtMs: number | null;
};

/** What one account had at an action's day, and what it is or was paid. */
export type Entitlement = { actionId: string; accountId: string; qty: bigint; amount: bigint; withheld: bigint };

export type ActionRow = Row &
  Record<"id" | "corporate_action_id" | "kind" | "symbol" | "cusip" | "step", string> &
  Record<"declared_on" | "ex_on" | "record_on" | "payable_on", string> &
  Record<"new_symbol" | "new_cusip" | "rate" | "old_rate" | "new_rate", string | null>;

/** Reads an action from its row. */
export function actionFrom(row: ActionRow): Action {
  return {
    id: row.id,
    corporateActionId: row.corporate_action_id,
    kind: row.kind as ActionKind,
    symbol: row.symbol,
    cusip: row.cusip,
    newSymbol: row.new_symbol,
    newCusip: row.new_cusip,
    rate: row.rate,
    oldRate: row.old_rate,
    newRate: row.new_rate,
    declaredOn: row.declared_on,
    exOn: row.ex_on,
    recordOn: row.record_on,
    payableOn: row.payable_on,
    foreign: row.is_foreign === 1n,
    special: row.special === 1n,
    quarterly: row.quarterly === 1n,
    step: row.step as ActionStep,
    nextAtMs: row.next_at === null ? null : Number(row.next_at),
  };
}
