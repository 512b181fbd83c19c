import { type Cents, cents, formatPrice, formatShares, shares } from "@kura/shared/money.ts";
import { type Position, positionAfter, positionOf } from "../accounts/position.ts";
import { book } from "../bookings/book.ts";
import { uuidFrom } from "../chance.ts";
import type { DueWork } from "../clock/business-clock.ts";
import { newYorkDay, nextSession, sessionAt, settlesOn } from "../clock/us-calendar.ts";
import { formatMoment } from "../http.ts";
import type { World } from "../world.ts";
import { type Execution, matchOrder } from "./match.ts";
import type { Order } from "./order.ts";
import { orderView } from "./order-view.ts";
import { nextOrderMoment, ordersDueAt, setOrder } from "./store.ts";

type OrderEvent = "accepted" | "pending_new" | "new" | "partial_fill" | "fill" | "canceled" | "expired" | "restated";

const REST_AFTER_MS = 1_000;
const LOOK_EVERY_MS = 60_000;

/** Work `carry on orders`: openings, rests of partial fills, looks at the price for limits, and closes. */
export function orderWork(world: World): DueWork {
  return {
    nextAtMs: () => nextOrderMoment(world.state),
    run(atMs) {
      for (const order of ordersDueAt(world.state, atMs)) carryOn(world, order, atMs);
    },
  };
}

/** Does to an order what this moment brings: it starts working, trades, waits, or ends with the session. */
export function carryOn(world: World, order: Order, atMs: number): void {
  const { state, market } = world;
  const session = sessionAt(atMs);
  if (!session) {
    sleepOrExpire(world, order, atMs);
    return;
  }
  const working = order.status === "accepted" || order.status === "pending_new" ? start(world, order, atMs) : order;
  const held = positionOf(state, order.accountId, order.symbol).qty;
  const execution = matchOrder(state.seed, working, market.quote(order.symbol, atMs), held, atMs);
  if (execution === null) {
    const lookAtMs = Math.floor(atMs / LOOK_EVERY_MS) * LOOK_EVERY_MS + LOOK_EVERY_MS;
    setOrder(state, { ...working, nextAtMs: Math.min(lookAtMs, session.closeMs) });
    return;
  }
  // Nothing is left to trade: dollars too few for a billionth of a share, or shares that are gone.
  if (execution.qty === 0n) {
    end(world, working, working.executions > 0 ? "filled" : "canceled", atMs);
    return;
  }
  execute(world, working, execution, atMs, Math.min(atMs + REST_AFTER_MS, session.closeMs));
}

/** The session is over: a day order expires with what it has, another waits for the next opening. */
function sleepOrExpire(world: World, order: Order, atMs: number): void {
  if (order.timeInForce === "day" || atMs >= order.expiresAtMs) end(world, order, "expired", atMs);
  else setOrder(world.state, { ...order, nextAtMs: nextSession(atMs).openMs });
}

function start(world: World, order: Order, atMs: number): Order {
  const working: Order = { ...order, status: "new", updatedAtMs: atMs };
  setOrder(world.state, working);
  announce(world, working, "new", atMs, { execution_id: uuidFrom(world.state.seed, "new", order.id) });
  return working;
}

const END_EVENTS = { filled: "fill", canceled: "canceled", expired: "expired" } as const;

/** Ends an order without another execution; `facts` are what its last event tells besides. */
export function end(
  world: World,
  order: Order,
  status: keyof typeof END_EVENTS,
  atMs: number,
  facts: { reason?: string } = {},
): void {
  const ended: Order = {
    ...order,
    status,
    updatedAtMs: atMs,
    canceledAtMs: status === "canceled" ? atMs : null,
    expiredAtMs: status === "expired" ? atMs : null,
    filledAtMs: status === "filled" ? atMs : order.filledAtMs,
    nextAtMs: null,
    reserved: 0n,
  };
  setOrder(world.state, ended);
  if (status === "filled") return; // Its last execution has been told of.
  const executionId = uuidFrom(world.state.seed, status, order.id);
  announce(world, ended, END_EVENTS[status], atMs, { execution_id: executionId, ...facts });
}

/** Books one execution: the order, the pool's shares and cash, and both streams. */
function execute(world: World, order: Order, execution: Execution, atMs: number, restAtMs: number): void {
  const { state } = world;
  const { qty, price, cash, last } = execution;
  const used = order.side === "buy" ? cash : qty;
  const traded: Order = {
    ...order,
    status: last ? "filled" : "partially_filled",
    updatedAtMs: atMs,
    filledAtMs: last ? atMs : null,
    nextAtMs: last ? null : restAtMs,
    filledQty: shares(order.filledQty + qty),
    filledValue: order.filledValue + qty * price,
    spent: cents(order.spent + cash),
    reserved: last || used > order.reserved ? 0n : order.reserved - used,
    executions: order.executions + 1,
  };
  setOrder(state, traded);
  const after = positionAfter(positionOf(state, order.accountId, order.symbol), order.side, qty, price);
  const net = cents(order.side === "buy" ? -cash : cash);

  const executionId = uuidFrom(state.seed, "execution", order.id, traded.executions);
  const settleDate = settlesOn(newYorkDay(atMs));
  announce(world, traded, last ? "fill" : "partial_fill", atMs, {
    execution_id: executionId,
    price: formatPrice(price),
    qty: formatShares(qty),
    position_qty: formatShares(after.qty),
    settle_date: settleDate,
  });
  bookExecution(world, traded, { executionId, settleDate, execution, net, after }, atMs);
}

/** Tells the stream of trades what happened to an order. */
export function announce(world: World, order: Order, event: OrderEvent, atMs: number, facts: object = {}): void {
  world.feed.publish("trades", { atMs, accountId: order.accountId }, (eventId) => ({
    event_id: eventId,
    event,
    account_id: order.accountId,
    at: formatMoment(atMs),
    timestamp: formatMoment(atMs),
    ...facts,
    order: orderView(world.market, order),
  }));
}

type Executed = { executionId: string; settleDate: string; execution: Execution; net: Cents; after: Position };

/** Moves the shares and the cash of an execution. */
function bookExecution(world: World, order: Order, executed: Executed, atMs: number): void {
  const { executionId, settleDate, execution, net, after } = executed;
  book(world, atMs, {
    accountId: order.accountId,
    type: "TRD",
    refId: executionId,
    net,
    qty: execution.qty,
    price: execution.price,
    position: after,
    executedAtMs: atMs,
    settlesOn: settleDate,
    unsettled: order.side === "sell",
    details: {
      order_id: order.id,
      client_order_id: order.clientOrderId,
      side: order.side,
      symbol: order.symbol,
      execution_type: "fill",
      order_status: order.status,
      cum_qty: formatShares(order.filledQty),
      leaves_qty: formatShares(shares(order.qty === null ? 0n : order.qty - order.filledQty)),
    },
  });
}
