import { type BrokerRefusal, brokerRefuse, CODES } from "../broker-http.ts";
import type { World } from "../world.ts";
import { circumstancesOf, keepProgress } from "./keep-order.ts";
import { end } from "./life.ts";
import { FINAL, type Order } from "./order.ts";
import { openOrders } from "./store.ts";
import { tradingWindow } from "./trading-hours.ts";

/** How long a fill may still come that was on its way when the order was to be canceled or replaced. */
export const RACE_MS = 1_000;

/** Asks for an order to end. One that is canceled already stays so; one that ended otherwise cannot be. */
export function cancelOrder(world: World, nowMs: number, order: Order): BrokerRefusal | null {
  const { status } = order;
  if (status === "canceled" || status === "pending_cancel") return null;
  if (FINAL[status]) return brokerRefuse(422, CODES.unprocessable, `order is already in "${status}" state`);
  if (status === "pending_replace") {
    return brokerRefuse(422, CODES.unprocessable, 'order in "pending_replace" state is not cancelable');
  }
  const pending: Order = { ...order, status: "pending_cancel", cancelRequestedAtMs: nowMs, updatedAtMs: nowMs };
  const asked = { kind: "event", event: "pending_cancel", order: pending } as const;
  if (racesFill(world, order, nowMs, "fill_after_cancel")) {
    const racing: Order = { ...pending, fate: "fill", nextAtMs: nowMs + RACE_MS };
    keepProgress(world, order, { order: racing, steps: [asked] }, nowMs);
    return null;
  }
  const { order: canceled, steps } = end(pending, "canceled", nowMs);
  keepProgress(world, order, { order: canceled, steps: [asked, ...steps] }, nowMs);
  return null;
}

/** Whether an order fills although it is to end: while it works, and a fault strikes it. */
export function racesFill(
  world: World,
  order: Order,
  nowMs: number,
  fault: "fill_after_cancel" | "fill_after_replace",
): boolean {
  const works = order.status === "new" || order.status === "partially_filled";
  const { fromMs, toMs } = tradingWindow(nowMs, order.extendedHours);
  if (!works || nowMs < fromMs || nowMs + RACE_MS >= toMs) return false;
  const now = circumstancesOf(world, order, nowMs);
  return now.quote() !== null && now.strikes(fault);
}

/** What became of one order of many. */
export type CancelOutcome = { id: string; status: number; body?: object };

/** Asks for every open order of an account to end, each for itself. */
export function cancelAllOrders(world: World, nowMs: number, accountId: string): CancelOutcome[] {
  return openOrders(world.state, accountId).map((order) => {
    const refusal = cancelOrder(world, nowMs, order);
    return refusal
      ? { id: order.id, status: refusal.refused.status, body: refusal.refused.body }
      : { id: order.id, status: 200 };
  });
}
