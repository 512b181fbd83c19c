import { divide, formatCents, formatDecimal, formatPrice, formatShares } from "@kura/shared/money.ts";
import { formatMoment } from "../http.ts";
import type { Market } from "../market/market.ts";
import { FINAL, type Order } from "./order.ts";

const moment = (ms: number | null) => (ms === null ? null : formatMoment(ms));

/** An order as the broker shows it. */
export function orderView(market: Market, order: Order): object {
  const average = order.filledQty === 0n ? null : divide(order.filledValue * 1_000n, order.filledQty, "half_even");
  return {
    id: order.id,
    client_order_id: order.clientOrderId,
    created_at: formatMoment(order.submittedAtMs),
    updated_at: formatMoment(order.updatedAtMs),
    submitted_at: formatMoment(order.submittedAtMs),
    filled_at: moment(order.filledAtMs),
    expired_at: moment(order.expiredAtMs),
    expires_at: FINAL[order.status] ? null : formatMoment(order.expiresAtMs),
    cancel_requested_at: moment(order.canceledAtMs),
    canceled_at: moment(order.canceledAtMs),
    failed_at: null,
    replaced_at: null,
    replaced_by: null,
    replaces: null,
    asset_id: market.get(order.symbol).id,
    symbol: order.symbol,
    asset_class: "us_equity",
    notional: order.notional === null ? null : formatCents(order.notional),
    qty: order.qty === null ? null : formatShares(order.qty),
    filled_qty: formatShares(order.filledQty),
    filled_avg_price: average === null ? null : formatDecimal(average, 9, 2),
    order_class: "",
    order_type: order.type,
    type: order.type,
    side: order.side,
    position_intent: order.side === "buy" ? "buy_to_open" : "sell_to_close",
    time_in_force: order.timeInForce,
    limit_price: order.limitPrice === null ? null : formatPrice(order.limitPrice),
    stop_price: null,
    status: order.status,
    extended_hours: false,
    legs: null,
    trail_percent: null,
    trail_price: null,
    hwm: null,
    commission: "0",
    subtag: order.subtag,
    source: null,
  };
}
