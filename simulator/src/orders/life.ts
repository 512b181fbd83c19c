import { type Cents, cents, type Price, type Shares, shares } from "@kura/shared/money.ts";
import type { FaultName } from "../faults/faults.ts";
import type { Quote } from "../market/price.ts";
import { type Execution, type FirstSize, matchOrder, tradesAt } from "./match.ts";
import { FINAL, type Order, type OrderStatus } from "./order.ts";
import { limitOf, waitsForStop, watchStop } from "./stop.ts";
import { nextOpening, tradingWindow } from "./trading-hours.ts";

/** What the stream of trades tells of an order. */
export type OrderEvent =
  | ("accepted" | "pending_new" | "new" | "partial_fill" | "fill" | "canceled" | "expired" | "rejected" | "replaced")
  | ("pending_cancel" | "pending_replace" | "order_cancel_rejected" | "order_replace_rejected" | "restated");

/** One thing that happens to an order, with the order as it then is. */
export type Step =
  | { kind: "event"; event: OrderEvent; order: Order; reason?: string }
  /** `repeat` is the order as it began to work, when its `new` and `fill` are told of again. */
  | { kind: "execution"; order: Order; execution: Execution; repeat: Order | null };

/** What becomes of an order at a moment, and what happens on the way. */
export type Progress = { order: Order; steps: Step[] };

/** What an order meets at a moment. Each is looked up only where it decides. */
export type Circumstances = {
  seed: number;
  atMs: number;
  /** What can be dealt at; null while nothing can, as in a halt. */
  quote(): Quote | null;
  lastPrice(): Price;
  /** Shares of the symbol on the account. */
  held(): Shares;
  /** Buying power that this order may use: what is free, and what it keeps itself. */
  spendable(): Cents;
  strikes(fault: FaultName): boolean;
};

const REST_AFTER_MS = 1_000;
const LOOK_EVERY_MS = 60_000;

/** Decides what a moment brings to an order: it starts working, trades, waits, or ends. */
export function carryOn(order: Order, now: Circumstances): Progress {
  const { timeInForce, expiresAtMs } = order;
  if (order.fate !== null) return meetFate(order, now);
  if (timeInForce === "ioc" || timeInForce === "fok") return tradeOnce(order, now);
  const auction = timeInForce === "opg" || timeInForce === "cls";
  if (auction && now.atMs >= expiresAtMs) return tradeOnce(order, now);
  if (now.atMs >= expiresAtMs) return end(order, timeInForce === "gtc" ? "canceled" : "expired", now.atMs);
  const window = tradingWindow(now.atMs, order.extendedHours);
  if (now.atMs < window.fromMs || timeInForce === "opg") {
    return { order: { ...order, nextAtMs: Math.min(wakesAt(order, now.atMs), expiresAtMs) }, steps: [] };
  }
  const { order: working, steps } = start(order, now.atMs);
  if (timeInForce === "cls") return { order: { ...working, nextAtMs: expiresAtMs }, steps };
  const watched = waitsForStop(working) ? watchStop(working, now.lastPrice(), now.atMs) : working;
  const at = waitsForStop(watched) ? null : dealsAt(watched, now);
  const untilMs = Math.min(window.toMs, expiresAtMs);
  if (at === null) {
    const lookAtMs = Math.floor(now.atMs / LOOK_EVERY_MS) * LOOK_EVERY_MS + LOOK_EVERY_MS;
    return { order: { ...watched, nextAtMs: Math.min(lookAtMs, untilMs) }, steps };
  }
  return after(steps, trade(watched, at, now, Math.min(now.atMs + REST_AFTER_MS, untilMs)));
}

/** What an order trades at now; null while its limit is not reached or nothing can be traded. */
function dealsAt(order: Order, now: Circumstances): Price | null {
  const quote = now.quote();
  return quote && tradesAt(order, quote);
}

/** When an order that rests at a moment can trade next. */
function wakesAt({ extendedHours }: Order, atMs: number): number {
  return extendedHours ? tradingWindow(atMs, true).fromMs : nextOpening(atMs);
}

function after(steps: Step[], { order, steps: more }: Progress): Progress {
  return { order, steps: [...steps, ...more] };
}

function start(order: Order, atMs: number): Progress {
  if (order.status !== "accepted" && order.status !== "pending_new") return { order, steps: [] };
  const working: Order = { ...order, status: "new", updatedAtMs: atMs };
  return { order: working, steps: [{ kind: "event", event: "new", order: working }] };
}

/** One chance and no second: at once, or in the auction. What does not trade is canceled. */
function tradeOnce(order: Order, now: Circumstances): Progress {
  const { fromMs } = tradingWindow(now.atMs, false);
  if (order.timeInForce !== "cls" && now.atMs < fromMs) return end(order, "canceled", now.atMs);
  const { order: working, steps } = start(order, now.atMs);
  const at = dealsAt(working, now);
  if (at === null) return after(steps, end(working, "canceled", now.atMs));
  if (order.timeInForce === "fok" && order.side === "sell" && now.held() < (order.qty ?? 0n)) {
    return after(steps, end(working, "canceled", now.atMs));
  }
  const traded = after(steps, trade(working, at, now, now.atMs));
  return FINAL[traded.order.status] ? traded : after(traded.steps, end(traded.order, "canceled", now.atMs));
}

/** Trades an order at a price. */
function trade(order: Order, at: Price, now: Circumstances, restAtMs: number): Progress {
  const first = order.executions === 0;
  const size: FirstSize = first && now.strikes("partial_then_cancel") ? "part" : "chance";
  const held = order.side === "sell" ? now.held() : shares(0n);
  const execution = matchOrder(now.seed, order, at, held, now.atMs, size);
  // Nothing is left to trade: dollars too few for a billionth of a share, or shares that are gone.
  if (execution.qty === 0n) return end(order, "canceled", now.atMs);
  if (order.side === "buy" && execution.cash > now.spendable()) {
    return end(order, first ? "rejected" : "canceled", now.atMs);
  }
  const fate = size === "part" && !execution.last ? "cancel" : null;
  return execute({ ...order, fate }, execution, now, restAtMs);
}

/** Counts an execution in the order. The booking of shares and cash follows it. */
function execute(order: Order, execution: Execution, now: Circumstances, restAtMs: number): Progress {
  const { qty, price, cash, last } = execution;
  const used = order.side === "buy" ? cash : qty;
  const traded: Order = {
    ...order,
    status: last ? "filled" : order.status === "pending_cancel" ? "pending_cancel" : "partially_filled",
    updatedAtMs: now.atMs,
    endedAtMs: last ? now.atMs : null,
    nextAtMs: last ? null : restAtMs,
    filledQty: shares(order.filledQty + qty),
    filledValue: order.filledValue + qty * price,
    spent: cents(order.spent + cash),
    reserved: last || used > order.reserved ? 0n : order.reserved - used,
    executions: order.executions + 1,
  };
  const repeat = last && now.strikes("duplicate_fill") ? asNew(order) : null;
  return { order: traded, steps: [{ kind: "execution", order: traded, execution, repeat }] };
}

/** The order as it was when it began to work. */
function asNew(order: Order): Order {
  const nothing = { filledQty: shares(0n), filledValue: 0n, spent: cents(0n), executions: 0 };
  return { ...order, ...nothing, status: "new", updatedAtMs: order.submittedAtMs };
}

/** A fault has its way: the rest is canceled, or the order fills although it was to end. */
function meetFate(order: Order, now: Circumstances): Progress {
  if (order.fate === "cancel") return end({ ...order, fate: null }, "canceled", now.atMs);
  if (now.quote() === null) return end({ ...order, fate: null }, "canceled", now.atMs);
  const at = dealsAt(order, now) ?? limitOf(order) ?? now.lastPrice();
  const asked = order.status;
  const held = order.side === "sell" ? now.held() : shares(0n);
  const execution = matchOrder(now.seed, { ...order, executions: 1 }, at, held, now.atMs);
  if (execution.qty === 0n || (order.side === "buy" && execution.cash > now.spendable())) {
    return end({ ...order, fate: null }, "canceled", now.atMs);
  }
  const filled = execute({ ...order, fate: null }, execution, now, now.atMs);
  const event = asked === "pending_cancel" ? "order_cancel_rejected" : "order_replace_rejected";
  const reason = asked === "pending_cancel" ? "TOO_LATE_TO_CANCEL" : "order is already filled";
  return after(filled.steps, { order: filled.order, steps: [{ kind: "event", event, order: filled.order, reason }] });
}

/** Ends an order without another execution. */
export function end(order: Order, status: "canceled" | "expired" | "rejected", atMs: number): Progress {
  const over = ended(order, status, atMs);
  return { order: over, steps: [{ kind: "event", event: status, order: over }] };
}

/** An order that is over: nothing happens to it any more, and it keeps nothing from others. */
export function ended(order: Order, status: OrderStatus, atMs: number): Order {
  return { ...order, status, updatedAtMs: atMs, endedAtMs: atMs, nextAtMs: null, reserved: 0n, fate: null };
}
