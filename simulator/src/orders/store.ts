import type { SQLInputValue } from "node:sqlite";
import type { Row, State } from "../state.ts";
import { OPEN, type Order, type OrderRow, orderFrom } from "./order.ts";

/** An order's row, column by column. What its life does not change comes first. */
const COLUMNS: Readonly<Record<string, (order: Order) => SQLInputValue>> = {
  sequence: (order) => order.sequence,
  account_id: (order) => order.accountId,
  id: (order) => order.id,
  client_order_id: (order) => order.clientOrderId,
  symbol: (order) => order.symbol,
  side: (order) => order.side,
  type: (order) => order.type,
  time_in_force: (order) => order.timeInForce,
  extended_hours: (order) => Number(order.extendedHours),
  notional: (order) => order.notional,
  trail_price: (order) => order.trailPrice,
  trail_percent: (order) => order.trailPercent,
  subtag: (order) => order.subtag,
  submitted_at: (order) => order.submittedAtMs,
  expires_at: (order) => order.expiresAtMs,
  replaces: (order) => order.replaces,
  faults: (order) => order.faults.join(","),
};
const CHANGING: Readonly<Record<string, (order: Order) => SQLInputValue>> = {
  // A split or a dividend changes what an order that waits asks for.
  qty: (order) => order.qty,
  limit_price: (order) => order.limitPrice,
  status: (order) => order.status,
  updated_at: (order) => order.updatedAtMs,
  cancel_requested_at: (order) => order.cancelRequestedAtMs,
  ended_at: (order) => order.endedAtMs,
  next_at: (order) => order.nextAtMs,
  stop_price: (order) => order.stopPrice,
  hwm: (order) => order.hwm,
  triggered_at: (order) => order.triggeredAtMs,
  filled_qty: (order) => order.filledQty,
  filled_value: (order) => String(order.filledValue),
  spent: (order) => order.spent,
  reserved: (order) => order.reserved,
  executions: (order) => order.executions,
  replaced_by: (order) => order.replacedBy,
  fate: (order) => order.fate,
};
const ALL = [...Object.entries(COLUMNS), ...Object.entries(CHANGING)];
const INSERT = `insert into trade_order (${ALL.map(([name]) => name)}) values (${ALL.map(() => "?")})`;
const READ_ALL = ALL.map(([, read]) => read);
const UPDATE = `update trade_order set ${Object.keys(CHANGING).map((name) => `${name} = ?`)} where sequence = ?`;
const READ_CHANGING = Object.values(CHANGING);

export function insertOrder(state: State, order: Order): void {
  state.run(INSERT, ...READ_ALL.map((read) => read(order)));
  reserve(state, order, order.reserved);
}

/** Writes what has changed in the life of an order since `before`. */
export function setOrder(state: State, before: Order, order: Order): void {
  state.run(UPDATE, ...READ_CHANGING.map((read) => read(order)), order.sequence);
  reserve(state, order, order.reserved - before.reserved);
}

/** Writes only that an order is looked at again later. */
export function setNextMoment(state: State, sequence: number, nextAtMs: number | null): void {
  state.run("update trade_order set next_at = ? where sequence = ?", nextAtMs, sequence);
}

/** Keeps the totals of what open orders keep from others: dollars under no symbol, shares under theirs. */
function reserve(state: State, { accountId, side, symbol }: Order, change: bigint): void {
  if (change === 0n) return;
  state.run(
    "insert into reservation values (?, ?, ?) on conflict do update set amount = amount + excluded.amount",
    accountId,
    side === "buy" ? "" : symbol,
    change,
  );
}

export function findOrder(state: State, accountId: string, id: string): Order | null {
  const row = state.find<OrderRow>("select * from trade_order where id = ? and account_id = ?", id, accountId);
  return row && orderFrom(row);
}

export function findOrderByClientId(state: State, accountId: string, clientOrderId: string): Order | null {
  const sql = "select * from trade_order where account_id = ? and client_order_id = ?";
  const row = state.find<OrderRow>(sql, accountId, clientOrderId);
  return row && orderFrom(row);
}

/** The order that is to continue another one. */
export function findReplacement(state: State, id: string): Order | null {
  const row = state.find<OrderRow>("select * from trade_order where replaces = ?", id);
  return row && orderFrom(row);
}

/** When something happens next to any order by itself. */
export function nextOrderMoment(state: State): number | null {
  const row = state.find<Row & { next: bigint | null }>(
    "select min(next_at) as next from trade_order where next_at is not null",
  );
  return row?.next === null || row === null ? null : Number(row.next);
}

/**
 * The orders to which something happens at a moment, in the order of their client ids: what happens at one moment
 * must not depend on the order in which requests arrived.
 */
export function ordersDueAt(state: State, atMs: number): Order[] {
  const sql = `select * from trade_order where next_at is not null and next_at <= ?
    order by next_at, client_order_id, account_id`;
  return state.all<OrderRow>(sql, atMs).map(orderFrom);
}

/** An account's open orders, the oldest first. */
export function openOrders(state: State, accountId: string): Order[] {
  const sql = `select * from trade_order where ${OPEN} and account_id = ? order by sequence`;
  return state.all<OrderRow>(sql, accountId).map(orderFrom);
}
