import { divide, type Price, price } from "@kura/shared/money.ts";
import type { Order, OrderTerms } from "./order.ts";

const FIFTY_DOLLARS = 50_000_000n;
const CENT = 10_000n; // in millionths of a dollar
const HUNDREDTH_OF_CENT = 100n;
const WHOLE = 100_000_000n; // one hundred percent in millionths of a percent

/** The steps in which a price may be written: cents, and below a dollar hundredths of cents. */
export function tickOf(at: bigint): bigint {
  return at >= 1_000_000n ? CENT : HUNDREDTH_OF_CENT;
}

/** The worst price an order accepts. A stop to buy becomes a limit a little above it; null is any price. */
export function limitOf(terms: Pick<OrderTerms, "type" | "side" | "limitPrice" | "stopPrice">): Price | null {
  const { type, side, limitPrice, stopPrice } = terms;
  if (type !== "stop" || side !== "buy" || stopPrice === null) return limitPrice;
  const perMille = stopPrice < FIFTY_DOLLARS ? 1_040n : 1_025n;
  const tick = tickOf(stopPrice);
  return price(divide(stopPrice * perMille, 1_000n * tick, "down") * tick);
}

/** Where a trailing stop stands when the best price was this. */
export function trailedStop(terms: Pick<OrderTerms, "side" | "trailPrice" | "trailPercent">, best: Price): Price {
  const { side, trailPrice, trailPercent } = terms;
  const distance = trailPrice ?? divide(best * (trailPercent ?? 0n), WHOLE, "half_even");
  const stop = side === "sell" ? best - distance : best + distance;
  const tick = tickOf(stop);
  const steps = divide(stop, tick, "half_even");
  return price((steps > 0n ? steps : 1n) * tick);
}

/** Whether an order waits for the market to come to its stop. */
export function waitsForStop({ type, triggeredAtMs }: Pick<Order, "type" | "triggeredAtMs">): boolean {
  return triggeredAtMs === null && (type === "stop" || type === "stop_limit" || type === "trailing_stop");
}

/** Looks at the last price for an order that waits for its stop: a trailing one follows it, and any may be reached. */
export function watchStop(order: Order, last: Price, atMs: number): Order {
  const watched = order.type === "trailing_stop" ? trail(order, last) : order;
  const { stopPrice } = watched;
  const reached = stopPrice !== null && (order.side === "buy" ? last >= stopPrice : last <= stopPrice);
  return reached ? { ...watched, triggeredAtMs: atMs } : watched;
}

function trail(order: Order, last: Price): Order {
  const { hwm, side } = order;
  const better = hwm === null || (side === "sell" ? last > hwm : last < hwm);
  return better ? { ...order, hwm: last, stopPrice: trailedStop(order, last) } : order;
}
