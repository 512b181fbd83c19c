import { divide, formatCents, formatDecimal, formatPrice, formatShares } from "@kura/shared/money.ts";
import { formatMoment } from "../http.ts";
import type { Market } from "../market/market.ts";
import { FINAL, type Order } from "./order.ts";

const moment = (ms: number | null) => (ms === null ? null : formatMoment(ms));
const dollars = (price: bigint | null) => (price === null ? null : formatPrice(price));

/** An order as the broker shows it. */
export function orderView(market: Market, order: Order): object {
  const { status, endedAtMs, filledQty } = order;
  const average = filledQty === 0n ? null : divide(order.filledValue * 1_000n, filledQty, "half_even");
  const submittedAt = formatMoment(order.submittedAtMs);
  const endedAt = moment(endedAtMs);
  return {
    id: order.id,
    client_order_id: order.clientOrderId,
    created_at: submittedAt,
    updated_at: order.updatedAtMs === order.submittedAtMs ? submittedAt : formatMoment(order.updatedAtMs),
    submitted_at: submittedAt,
    filled_at: status === "filled" ? endedAt : null,
    expired_at: status === "expired" ? endedAt : null,
    expires_at: FINAL[status] ? null : formatMoment(order.expiresAtMs),
    cancel_requested_at: moment(order.cancelRequestedAtMs),
    canceled_at: status === "canceled" ? endedAt : null,
    failed_at: status === "rejected" ? endedAt : null,
    replaced_at: status === "replaced" ? endedAt : null,
    replaced_by: order.replacedBy,
    replaces: order.replaces,
    asset_id: market.get(order.symbol).id,
    symbol: order.symbol,
    asset_class: "us_equity",
    notional: order.notional === null ? null : formatCents(order.notional),
    qty: order.qty === null ? null : formatShares(order.qty),
    filled_qty: filledQty === 0n ? "0" : formatShares(filledQty),
    filled_avg_price: average === null ? null : formatDecimal(average, 9, 2),
    order_class: "",
    order_type: order.type,
    type: order.type,
    side: order.side,
    position_intent: intentOf(order),
    time_in_force: order.timeInForce,
    limit_price: dollars(order.limitPrice),
    stop_price: dollars(order.stopPrice),
    status,
    extended_hours: order.extendedHours,
    legs: null,
    trail_percent: order.trailPercent === null ? null : formatDecimal(order.trailPercent, 6, 0),
    trail_price: dollars(order.trailPrice),
    hwm: dollars(order.hwm),
    commission: "0",
    subtag: order.subtag,
    source: null,
  };
}

/** What an order does to the position: nobody sells what the account does not hold. */
export function intentOf({ side }: Pick<Order, "side">): string {
  return side === "buy" ? "buy_to_open" : "sell_to_close";
}
