import type { Row, State } from "../state.ts";
import { type Action, type ActionKind, type ActionRow, actionFrom, type Entitlement } from "./action.ts";

export function findAction(state: State, id: string): Action | null {
  const row = state.find<ActionRow>("select * from corporate_action where id = ?", id);
  return row && actionFrom(row);
}

/** All actions in the order in which they were announced. */
export function listActions(state: State): Action[] {
  return state.all<ActionRow>("select * from corporate_action order by sequence").map(actionFrom);
}

/** Whether something of a kind is still ahead of a symbol. */
export function isAhead(state: State, kind: ActionKind, symbol: string): boolean {
  const sql = "select 1 as ahead from corporate_action where kind = ? and symbol = ? and step = 'announced'";
  return state.find(sql, kind, symbol) !== null;
}

/** The sequence that the next action gets; ids are made of it, so none is ever used again. */
export function nextActionSequence(state: State): number {
  const row = state.find<Row & { seq: bigint }>("select seq from sqlite_sequence where name = 'corporate_action'");
  return Number(row?.seq ?? 0n) + 1;
}

export function insertAction(state: State, action: Action): void {
  state.run(
    `insert into corporate_action (id, corporate_action_id, kind, symbol, cusip, new_symbol, new_cusip, rate, old_rate,
       new_rate, declared_on, ex_on, record_on, payable_on, is_foreign, special, quarterly, step, next_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    action.id,
    action.corporateActionId,
    action.kind,
    action.symbol,
    action.cusip,
    action.newSymbol,
    action.newCusip,
    action.rate,
    action.oldRate,
    action.newRate,
    action.declaredOn,
    action.exOn,
    action.recordOn,
    action.payableOn,
    action.foreign ? 1 : 0,
    action.special ? 1 : 0,
    action.quarterly ? 1 : 0,
    action.step,
    action.nextAtMs,
  );
}

/** Writes how far an action has come. */
export function setStep(state: State, { id, step, nextAtMs }: Pick<Action, "id" | "step" | "nextAtMs">): void {
  state.run("update corporate_action set step = ?, next_at = ? where id = ?", step, nextAtMs, id);
}

export function deleteAction(state: State, id: string): void {
  state.run("delete from corporate_action where id = ?", id);
}

/** What is still ahead of a security goes on under its new name or number. */
export function renamePending(state: State, done: Action, to: { symbol: string; cusip: string }): void {
  const sql = `update corporate_action set symbol = ?, cusip = ?
    where symbol = ? and id <> ? and step in ('announced', 'entitled')`;
  state.run(sql, to.symbol, to.cusip, done.symbol, done.id);
}

/** Nothing more can happen to a security that is gone; who had a right to a dividend is still paid. */
export function dropPending(state: State, done: Action): void {
  const sql = "delete from corporate_action where symbol = ? and id <> ? and step = 'announced'";
  state.run(sql, done.symbol, done.id);
}

/** When something happens next by itself. */
export function nextActionMoment(state: State): number | null {
  const row = state.find<Row & { next: bigint | null }>(
    "select min(next_at) as next from corporate_action where next_at is not null",
  );
  return row?.next === null || row === null ? null : Number(row.next);
}

/** The next action to which something happens by a moment; at one moment in the order of announcement. */
export function findDueAction(state: State, atMs: number): Action | null {
  const sql = "select * from corporate_action where next_at <= ? order by next_at, sequence limit 1";
  const row = state.find<ActionRow>(sql, atMs);
  return row && actionFrom(row);
}

type EntitlementRow = Row & {
  action_id: string;
  account_id: string;
  qty: bigint;
  amount: bigint;
  withheld: bigint;
};

export function insertEntitlement(state: State, { actionId, accountId, qty, amount, withheld }: Entitlement): void {
  state.run("insert into entitlement values (?, ?, ?, ?, ?)", actionId, accountId, qty, amount, withheld);
}

/** Writes what is withheld from what an account was paid. */
export function setWithheld(state: State, { actionId, accountId, withheld }: Entitlement): void {
  const sql = "update entitlement set withheld = ? where action_id = ? and account_id = ?";
  state.run(sql, withheld, actionId, accountId);
}

/** Who has a right to what of an action, account by account. */
export function listEntitlements(state: State, actionId: string): Entitlement[] {
  const sql = "select * from entitlement where action_id = ? order by account_id";
  return state.all<EntitlementRow>(sql, actionId).map((row) => ({
    actionId: row.action_id,
    accountId: row.account_id,
    qty: row.qty,
    amount: row.amount,
    withheld: row.withheld,
  }));
}

/** The quarterly dividends of a symbol that are still ahead. */
export function listQuarterly(state: State, symbol: string): Action[] {
  const sql = "select * from corporate_action where symbol = ? and quarterly = 1 and step = 'announced'";
  return state.all<ActionRow>(sql, symbol).map(actionFrom);
}

export function setRate(state: State, id: string, rate: string): void {
  state.run("update corporate_action set rate = ? where id = ?", rate, id);
}
