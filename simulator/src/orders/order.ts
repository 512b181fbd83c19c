import { type Cents, cents, type Price, price, type Shares, shares } from "@kura/shared/money.ts";
import type { FaultName } from "../faults/faults.ts";
import type { Row } from "../state.ts";

export type Side = "buy" | "sell";
export const ORDER_TYPES = ["market", "limit", "stop", "stop_limit", "trailing_stop"] as const;
export type OrderType = (typeof ORDER_TYPES)[number];
export const TIMES_IN_FORCE = ["day", "gtc", "opg", "cls", "ioc", "fok"] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

/** Where an order stands, and whether it is over for good. */
export const FINAL = {
  accepted: false,
  pending_new: false,
  new: false,
  partially_filled: false,
  pending_cancel: false,
  pending_replace: false,
  filled: true,
  canceled: true,
  expired: true,
  rejected: true,
  replaced: true,
} as const satisfies Record<string, boolean>;
export type OrderStatus = keyof typeof FINAL;

/** In SQL: orders that are not over. */
export const OPEN = "ended_at is null";

/** How much is to be traded, at which prices and when: what somebody asks for, already well formed. */
export type OrderTerms = {
  symbol: string;
  side: Side;
  type: OrderType;
  timeInForce: TimeInForce;
  /** Limits of a day or longer may trade before the opening and after the close too. */
  extendedHours: boolean;
  /** Exactly one of `qty` and `notional` is there. */
  qty: Shares | null;
  notional: Cents | null;
  limitPrice: Price | null;
  stopPrice: Price | null;
  trailPrice: Price | null;
  /** In millionths of one percent. */
  trailPercent: bigint | null;
};

export type OrderRequest = OrderTerms & { clientOrderId: string | null; subtag: string | null };

/** An order as the broker keeps it. */
export type Order = OrderTerms & {
  sequence: number;
  accountId: string;
  id: string;
  clientOrderId: string;
  subtag: string | null;
  status: OrderStatus;
  submittedAtMs: number;
  updatedAtMs: number;
  cancelRequestedAtMs: number | null;
  /** When it was over: filled, canceled, expired, rejected or replaced. */
  endedAtMs: number | null;
  expiresAtMs: number;
  /** When something happens to it by itself next: the opening, the rest of a fill, a look at the price, the close. */
  nextAtMs: number | null;
  /** The best price that a trailing stop has seen since it began to work. */
  hwm: Price | null;
  /** When the market reached the stop. */
  triggeredAtMs: number | null;
  filledQty: Shares;
  /** Price times quantity of all its executions, in 10⁻¹⁵ dollars: exact. */
  filledValue: bigint;
  /** The cash that its executions moved, so far. */
  spent: Cents;
  /** What it still keeps from other orders: cents of buying power for a purchase, billionths of shares for a sale. */
  reserved: bigint;
  executions: number;
  /** The order that it continues, and the one that continues it. */
  replaces: string | null;
  replacedBy: string | null;
  /** What a fault has decided its next moment to bring. */
  fate: "fill" | "cancel" | null;
  /** What is to go wrong with it, as the request that placed it asked. */
  faults: readonly FaultName[];
};

export type OrderRow = Row &
  Record<"id" | "account_id" | "client_order_id" | "symbol" | "filled_value" | "faults", string>;

const text = (value: Row[string] | undefined) => (value === null || value === undefined ? null : String(value));
const moment = (value: Row[string] | undefined) => (value === null || value === undefined ? null : Number(value));
const whole = (value: Row[string] | undefined) => BigInt(value ?? 0n);
const dollars = (value: Row[string] | undefined) =>
  value === null || value === undefined ? null : price(BigInt(value));

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
    extendedHours: row.extended_hours === 1n,
    qty: row.qty === null ? null : shares(whole(row.qty)),
    notional: row.notional === null ? null : cents(whole(row.notional)),
    limitPrice: dollars(row.limit_price),
    stopPrice: dollars(row.stop_price),
    trailPrice: dollars(row.trail_price),
    trailPercent: row.trail_percent === null ? null : whole(row.trail_percent),
    subtag: text(row.subtag),
    status: row.status as OrderStatus,
    submittedAtMs: Number(row.submitted_at),
    updatedAtMs: Number(row.updated_at),
    cancelRequestedAtMs: moment(row.cancel_requested_at),
    endedAtMs: moment(row.ended_at),
    expiresAtMs: Number(row.expires_at),
    nextAtMs: moment(row.next_at),
    hwm: dollars(row.hwm),
    triggeredAtMs: moment(row.triggered_at),
    filledQty: shares(whole(row.filled_qty)),
    filledValue: BigInt(row.filled_value),
    spent: cents(whole(row.spent)),
    reserved: whole(row.reserved),
    executions: Number(row.executions),
    replaces: text(row.replaces),
    replacedBy: text(row.replaced_by),
    fate: text(row.fate) as Order["fate"],
    faults: row.faults === "" ? [] : (row.faults.split(",") as FaultName[]),
  };
}
