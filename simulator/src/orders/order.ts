import { type Cents, cents, type Price, price, type Shares, shares } from "@kura/shared/money.ts";
import type { FaultName } from "../faults/faults.ts";
import type { Row } from "../state.ts";

export type Side = "buy" | "sell";
export type OrderType = "market" | "limit";
export type TimeInForce = "day" | "gtc";
export type OrderStatus = "accepted" | "pending_new" | "new" | "partially_filled" | "filled" | "canceled" | "expired";

/** What somebody asks the broker to do, already well formed. Exactly one of `qty` and `notional` is there. */
export type OrderRequest = {
  symbol: string;
  side: Side;
  type: OrderType;
  timeInForce: TimeInForce;
  qty: Shares | null;
  notional: Cents | null;
  limitPrice: Price | null;
  clientOrderId: string | null;
  subtag: string | null;
};

/** An order as the broker keeps it. */
export type Order = Omit<OrderRequest, "clientOrderId"> & {
  sequence: number;
  accountId: string;
  id: string;
  clientOrderId: string;
  status: OrderStatus;
  submittedAtMs: number;
  updatedAtMs: number;
  filledAtMs: number | null;
  canceledAtMs: number | null;
  expiredAtMs: number | null;
  expiresAtMs: number;
  /** When something happens to it by itself next: the opening, the rest of a fill, a look at the price, the close. */
  nextAtMs: number | null;
  filledQty: Shares;
  /** Price times quantity of all its executions, in 10⁻¹⁵ dollars: exact. */
  filledValue: bigint;
  /** The cash that its executions moved, so far. */
  spent: Cents;
  /** What it still keeps from other orders: cents of buying power for a purchase, billionths of shares for a sale. */
  reserved: bigint;
  executions: number;
  /** What is to go wrong with it, as the request that placed it asked. */
  faults: readonly FaultName[];
};

/** In SQL: orders that may still trade. */
export const OPEN = "status in ('accepted', 'pending_new', 'new', 'partially_filled')";

/** Which orders are over for good. */
export const FINAL: Record<OrderStatus, boolean> = {
  accepted: false,
  pending_new: false,
  new: false,
  partially_filled: false,
  filled: true,
  canceled: true,
  expired: true,
};

export type OrderRow = Row &
  Record<"id" | "account_id" | "client_order_id" | "symbol" | "filled_value" | "faults", string>;

const text = (value: Row[string] | undefined) => (value === null || value === undefined ? null : String(value));
const moment = (value: Row[string] | undefined) => (value === null || value === undefined ? null : Number(value));
const whole = (value: Row[string] | undefined) => BigInt(value ?? 0n);

/** Reads an order from its row. */
export function orderFrom(row: OrderRow): Order {
  return {
    sequence: Number(row.sequence),
    accountId: row.account_id,
    id: row.id,
    clientOrderId: row.client_order_id,
    symbol: row.symbol,
    side: row.side as Side,
    type: row.type as OrderType,
    timeInForce: row.time_in_force as TimeInForce,
    qty: row.qty === null ? null : shares(whole(row.qty)),
    notional: row.notional === null ? null : cents(whole(row.notional)),
    limitPrice: row.limit_price === null ? null : price(whole(row.limit_price)),
    subtag: text(row.subtag),
    status: row.status as OrderStatus,
    submittedAtMs: Number(row.submitted_at),
    updatedAtMs: Number(row.updated_at),
    filledAtMs: moment(row.filled_at),
    canceledAtMs: moment(row.canceled_at),
    expiredAtMs: moment(row.expired_at),
    expiresAtMs: Number(row.expires_at),
    nextAtMs: moment(row.next_at),
    filledQty: shares(whole(row.filled_qty)),
    filledValue: BigInt(row.filled_value),
    spent: cents(whole(row.spent)),
    reserved: whole(row.reserved),
    executions: Number(row.executions),
    faults: row.faults === "" ? [] : (row.faults.split(",") as FaultName[]),
  };
}
