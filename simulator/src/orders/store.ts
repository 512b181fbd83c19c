import { present } from "@kura/shared/assert.ts";
import type { Row, State } from "../state.ts";
import { OPEN, type Order, type OrderRow, orderFrom, type Side } from "./order.ts";

export function findOrder(state: State, accountId: string, id: string): Order | null {
  const row = state.find<OrderRow>("select * from trade_order where id = ? and account_id = ?", id, accountId);
  return row && orderFrom(row);
}

export function findOrderByClientId(state: State, accountId: string, clientOrderId: string): Order | null {
  const sql = "select * from trade_order where account_id = ? and client_order_id = ?";
  const row = state.find<OrderRow>(sql, accountId, clientOrderId);
  return row && orderFrom(row);
}

/** The sequence the next order gets. */
export function nextSequence(state: State): number {
  const row = state.find<Row & { last: bigint }>("select coalesce(max(sequence), 0) as last from trade_order");
  return Number(present(row, "nextSequence: an aggregate has a row").last) + 1;
}

export function insertOrder(state: State, order: Order): void {
  state.run(
    `insert into trade_order (sequence, account_id, id, client_order_id, symbol, side, time_in_force, type, qty,
       notional, limit_price, subtag, status, submitted_at, updated_at, expires_at, next_at, reserved,
       faults)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    order.sequence,
    order.accountId,
    order.id,
    order.clientOrderId,
    order.symbol,
    order.side,
    order.timeInForce,
    order.type,
    order.qty,
    order.notional,
    order.limitPrice,
    order.subtag,
    order.status,
    order.submittedAtMs,
    order.updatedAtMs,
    order.expiresAtMs,
    order.nextAtMs,
    order.reserved,
    order.faults.join(","),
  );
}

/** Writes what changes in the life of an order. */
export function setOrder(state: State, order: Order): void {
  state.run(
    `update trade_order set status = ?, updated_at = ?, filled_at = ?, canceled_at = ?, expired_at = ?, next_at = ?,
       filled_qty = ?, filled_value = ?, spent = ?, reserved = ?, executions = ? where sequence = ?`,
    order.status,
    order.updatedAtMs,
    order.filledAtMs,
    order.canceledAtMs,
    order.expiredAtMs,
    order.nextAtMs,
    order.filledQty,
    String(order.filledValue),
    order.spent,
    order.reserved,
    order.executions,
    order.sequence,
  );
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
  const sql = "select * from trade_order where next_at is not null and next_at <= ? order by next_at, client_order_id";
  return state.all<OrderRow>(sql, atMs).map(orderFrom);
}

/** The oldest open order of an account for a symbol on one side. */
export function findOpenOrder(state: State, accountId: string, symbol: string, side: Side): Order | null {
  const sql = `select * from trade_order where ${OPEN} and account_id = ? and symbol = ? and side = ?
    order by sequence limit 1`;
  const row = state.find<OrderRow>(sql, accountId, symbol, side);
  return row && orderFrom(row);
}

/** Which orders a list shows; moments are exclusive and are those of submission. */
export type OrderFilter = {
  accountId: string;
  status: "open" | "closed" | "all";
  afterMs: number | null;
  untilMs: number | null;
  descending: boolean;
  symbols: string[];
  limit: number;
};

export function listOrders(state: State, filter: OrderFilter): Order[] {
  const where = ["account_id = ?", "submitted_at > ?", "submitted_at < ?"];
  const values: (string | number)[] = [
    filter.accountId,
    filter.afterMs ?? -1,
    filter.untilMs ?? Number.MAX_SAFE_INTEGER,
  ];
  if (filter.status !== "all") where.push(filter.status === "open" ? OPEN : `not (${OPEN})`);
  if (filter.symbols.length > 0) {
    where.push("symbol in (select value from json_each(?))");
    values.push(JSON.stringify(filter.symbols));
  }
  const direction = filter.descending ? "desc" : "asc";
  const order = `order by submitted_at ${direction}, sequence ${direction} limit ?`;
  const sql = `select * from trade_order where ${where.join(" and ")} ${order}`;
  return state.all<OrderRow>(sql, ...values, filter.limit).map(orderFrom);
}
