import type { Cents, Shares } from "@kura/shared/money.ts";
import type { BrokerOrder } from "./broker.ts";

/** An order of ours: by an amount of dollars, or by a quantity. */
export type WantedOrder = {
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  /** The one that it goes by is set, the other is null. */
  readonly notional: Cents | null;
  readonly quantity: Shares | null;
};

/**
 * Whether an order at the broker is the one we wanted: the same id, symbol, side and size.
 *
 * Only one that shows no size at all is believed without: its id is ours, and nothing speaks against it.
 */
export function isSameOrder(wanted: WantedOrder, order: BrokerOrder): boolean {
  const { clientOrderId, symbol, side, notional, quantity } = wanted;
  if (order.clientOrderId !== clientOrderId || order.symbol !== symbol || order.side !== side) return false;
  if (order.notional === null && order.quantity === null) return true;
  return notional === null ? order.quantity === quantity : order.notional === notional;
}
