import { type Cents, cents, formatPrice, formatShares, shares } from "@kura/shared/money.ts";
import { getCash } from "../accounts/account.ts";
import { type Position, positionAfter, positionOf } from "../accounts/position.ts";
import { reservedCash } from "../accounts/reserved.ts";
import { book } from "../bookings/book.ts";
import { uuidFrom } from "../chance.ts";
import type { DueWork } from "../clock/business-clock.ts";
import { newYorkDay, settlesOn } from "../clock/us-calendar.ts";
import { formatMoment } from "../http.ts";
import type { World } from "../world.ts";
import { type Circumstances, carryOn, end, type OrderEvent, type Progress, type Step } from "./life.ts";
import type { Execution } from "./match.ts";
import type { Order } from "./order.ts";
import { orderView } from "./order-view.ts";
import { findReplacement, insertOrder, nextOrderMoment, ordersDueAt, setNextMoment, setOrder } from "./store.ts";
import { planTakeBack } from "./take-back.ts";

/** Work `carry on orders`: openings, rests of partial fills, looks at the price, closes and expiries. */
export function orderWork(world: World): DueWork {
  return {
    nextAtMs: () => nextOrderMoment(world.state),
    run(atMs) {
      for (const order of ordersDueAt(world.state, atMs)) {
        const now = circumstancesOf(world, order, atMs);
        keepProgress(world, order, carryOn(order, now), atMs);
      }
    },
  };
}

/** What an order that is kept meets at a moment. */
export function circumstancesOf(world: World, order: Order, atMs: number): Circumstances {
  const { state, market } = world;
  const { accountId, symbol, clientOrderId, faults } = order;
  // The close deals at the last prices of the session, not at the first ones after it.
  const pricedAtMs = order.timeInForce === "cls" ? atMs - 1 : atMs;
  return {
    seed: state.seed,
    atMs,
    quote: () => {
      const { listedMs } = market.get(symbol);
      const quote = market.quote(symbol, pricedAtMs);
      return quote.atMs === pricedAtMs && (listedMs === null || pricedAtMs >= listedMs) ? quote : null;
    },
    lastPrice: () => market.lastPrice(symbol, atMs),
    held: () => positionOf(state, accountId, symbol).qty,
    spendable: () => cents(getCash(state, accountId) - reservedCash(state, accountId) + order.reserved),
    strikes: (fault) => world.faults.strikes(fault, { key: `${clientOrderId} ${atMs}`, symbol, named: faults }),
  };
}

/** Keeps what became of an order, and then tells of what happened and books it. `before` is null for a new order. */
export function keepProgress(world: World, before: Order | null, progress: Progress, atMs: number): void {
  const { order, steps } = progress;
  if (before === null) insertOrder(world.state, order);
  else if (steps.length > 0 || order.stopPrice !== before.stopPrice) setOrder(world.state, before, order);
  else setNextMoment(world.state, order.sequence, order.nextAtMs);
  for (const step of steps) takeStep(world, step, atMs);
  if (before?.status === "pending_replace") rejectReplacement(world, order, atMs);
}

function takeStep(world: World, step: Step, atMs: number): void {
  if (step.kind === "execution") execute(world, step, atMs);
  else announce(world, step.order, step.event, atMs, factsOf(world, step));
}

/** These events of an order have ids of an execution too, although nothing is traded. */
const WITH_EXECUTION_ID: ReadonlySet<OrderEvent> = new Set(["new", "canceled", "expired", "rejected", "replaced"]);

function factsOf({ state }: World, { event, order, reason }: Step & { kind: "event" }): object {
  return {
    ...(WITH_EXECUTION_ID.has(event) ? { execution_id: uuidFrom(state.seed, event, order.id) } : {}),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** The old order filled before it could be replaced: the one that was to continue it never works. */
function rejectReplacement(world: World, old: Order, atMs: number): void {
  const next = findReplacement(world.state, old.id);
  if (next) keepProgress(world, next, end(next, "rejected", atMs), atMs);
}

/** The one place where an execution is booked: the shares and the cash, and what both streams tell of it. */
function execute(world: World, { order, execution, repeat }: Step & { kind: "execution" }, atMs: number): void {
  const { state } = world;
  const { qty, price, last } = execution;
  const before = positionOf(state, order.accountId, order.symbol);
  const after = positionAfter(before, order.side, qty, price);
  const net = cents(order.side === "buy" ? -execution.cash : execution.cash);
  const executionId = uuidFrom(state.seed, "execution", order.id, order.executions);
  const settleDate = settlesOn(newYorkDay(atMs));
  const facts = {
    execution_id: executionId,
    price: formatPrice(price),
    qty: formatShares(qty),
    position_qty: formatShares(after.qty),
    settle_date: settleDate,
  };
  planTakeBack(
    world,
    order,
    { executionId, settlesOn: settleDate, qty, price, net, cost: after.cost - before.cost },
    atMs,
  );
  announce(world, order, last ? "fill" : "partial_fill", atMs, facts);
  bookExecution(world, order, { executionId, settleDate, execution, net, after }, atMs);
  for (let left = repeat ? 2 : 0; repeat && left > 0; left -= 1) {
    takeStep(world, { kind: "event", event: "new", order: repeat }, atMs);
    announce(world, order, "fill", atMs, facts);
  }
}

/** Tells the stream of trades what happened to an order. */
function announce(world: World, order: Order, event: OrderEvent, atMs: number, facts: object): void {
  const at = formatMoment(atMs);
  world.feed.publish("trades", { atMs, accountId: order.accountId, faults: order.faults }, (eventId) => ({
    event_id: eventId,
    event,
    account_id: order.accountId,
    at,
    timestamp: at,
    ...facts,
    order: orderView(world.market, order),
  }));
}

type Executed = { executionId: string; settleDate: string; execution: Execution; net: Cents; after: Position };

/** Moves the shares and the cash of an execution. */
function bookExecution(world: World, order: Order, executed: Executed, atMs: number): void {
  const { executionId, settleDate, execution, net, after } = executed;
  const { qty, price } = execution;
  book(world, atMs, {
    accountId: order.accountId,
    type: "TRD",
    refId: executionId,
    net,
    qty,
    price,
    position: after,
    executedAtMs: atMs,
    settlesOn: settleDate,
    unsettled: order.side === "sell",
    faults: order.faults,
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
