import { cents, shares } from "@kura/shared/money.ts";
import { uuidFrom } from "../chance.ts";
import { addDays, newYorkDay, newYorkMoment } from "../clock/us-calendar.ts";
import type { FaultName } from "../faults/faults.ts";
import type { Order, OrderRequest, OrderTerms } from "./order.ts";
import { nextOpening, tradingWindow } from "./trading-hours.ts";

const GTC_DAYS = 90;

/** From when an order can trade, and when it is over if it has not. */
export type Schedule = { fromMs: number; expiresAtMs: number };

/** Decides when an order that arrives at a moment works. */
export function scheduleOf({ timeInForce, extendedHours }: OrderTerms, nowMs: number): Schedule {
  const window = tradingWindow(nowMs, extendedHours);
  const fromMs = Math.max(nowMs, window.fromMs);
  switch (timeInForce) {
    case "ioc":
    case "fok":
      return { fromMs: nowMs, expiresAtMs: window.toMs };
    case "opg": {
      const openMs = nextOpening(nowMs);
      return { fromMs: openMs, expiresAtMs: openMs };
    }
    case "gtc":
      return { fromMs, expiresAtMs: newYorkMoment(addDays(newYorkDay(nowMs), GTC_DAYS), "16:15") };
    case "day":
    case "cls":
      return { fromMs, expiresAtMs: window.toMs };
  }
}

/** What an order begins with, besides its terms. */
export type Beginning = {
  seed: number;
  sequence: number;
  accountId: string;
  reserved: bigint;
  faults: readonly FaultName[];
  replaces: string | null;
};

/** Makes the order that a request asks for, as it is taken. */
export function createOrder(request: OrderRequest, nowMs: number, beginning: Beginning): Order {
  const { seed, sequence, accountId, reserved, faults, replaces } = beginning;
  const { fromMs, expiresAtMs } = scheduleOf(request, nowMs);
  const clientOrderId = request.clientOrderId ?? uuidFrom(seed, "client order id", sequence);
  return {
    ...request,
    clientOrderId,
    sequence,
    accountId,
    id: uuidFrom(seed, "order", accountId, clientOrderId),
    status: fromMs === nowMs ? "pending_new" : "accepted",
    submittedAtMs: nowMs,
    updatedAtMs: nowMs,
    cancelRequestedAtMs: null,
    endedAtMs: null,
    expiresAtMs,
    nextAtMs: fromMs,
    hwm: null,
    triggeredAtMs: null,
    filledQty: shares(0n),
    filledValue: 0n,
    spent: cents(0n),
    reserved,
    executions: 0,
    replaces,
    replacedBy: null,
    fate: null,
    faults,
  };
}
