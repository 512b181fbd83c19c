import { z } from "zod";
import { type BrokerOrder, ORDER_STATUSES, type OrderStatus } from "./broker.ts";
import { CentsValue, InstantValue, SharesValue, WrittenPrice } from "./wire-values.ts";

const SIDES: Readonly<Record<string, BrokerOrder["side"]>> = { buy: "buy", sell: "sell" };
const KNOWN: ReadonlySet<string> = new Set<OrderStatus>(ORDER_STATUSES);

/** The broker's word for where an order stands, if we know it. */
export const readOrderStatus = (text: string): OrderStatus => (KNOWN.has(text) ? (text as OrderStatus) : "unknown");

/** An order as it is written on the wire. Unknown fields and statuses pass; amounts and quantities must be exact. */
export const OrderValue = z
  .object({
    id: z.string().min(1),
    client_order_id: z.string().min(1),
    symbol: z.string().min(1),
    side: z.string(),
    notional: CentsValue.nullish(),
    qty: SharesValue.nullish(),
    status: z.string().min(1),
    filled_qty: SharesValue,
    filled_avg_price: WrittenPrice.nullish(),
    submitted_at: InstantValue.nullish(),
    updated_at: InstantValue.nullish(),
  })
  .transform(
    (order): BrokerOrder => ({
      id: order.id,
      clientOrderId: order.client_order_id,
      symbol: order.symbol,
      side: SIDES[order.side] ?? "other",
      notional: order.notional ?? null,
      quantity: order.qty ?? null,
      status: readOrderStatus(order.status),
      statusText: order.status,
      filled: order.filled_qty,
      averagePrice: order.filled_avg_price?.price ?? null,
      averagePriceText: order.filled_avg_price?.text ?? null,
      submittedAt: order.submitted_at ?? null,
      updatedAt: order.updated_at ?? null,
    }),
  );

export const OrderList = z.array(OrderValue);
