import { assert } from "@kura/shared/assert.ts";
import {
  type Cents,
  cents,
  formatPrice,
  formatShares,
  notional,
  type Price,
  price,
  type Shares,
  shares,
} from "@kura/shared/money.ts";
import { type Position, positionOf } from "../accounts/position.ts";
import { book } from "../bookings/book.ts";
import { chance, uuidFrom } from "../chance.ts";
import type { DueWork } from "../clock/business-clock.ts";
import { newYorkDay, nextSession } from "../clock/us-calendar.ts";
import type { FaultName } from "../faults/faults.ts";
import { formatMoment } from "../http.ts";
import type { Row, State } from "../state.ts";
import type { World } from "../world.ts";
import type { Order } from "./order.ts";
import { orderView } from "./order-view.ts";
import { findOrder, setOrder } from "./store.ts";

const HOUR_MS = 3_600_000;
const CENT = 10_000n; // millionths of a dollar

/** When each fault takes an execution back; at the next opening it is another day. */
const DUE = {
  bust: (atMs: number) => atMs + HOUR_MS,
  bust_next_day: (atMs: number) => nextSession(atMs).openMs,
  correction: (atMs: number) => atMs + HOUR_MS,
  correction_next_day: (atMs: number) => nextSession(atMs).openMs,
} as const satisfies Partial<Record<FaultName, (atMs: number) => number>>;
type TakeBackFault = keyof typeof DUE;
const TAKE_BACK_FAULTS = Object.keys(DUE) as TakeBackFault[];

/** One execution as it was booked. `net` is what cash moved by, `cost` what the position's cost moved by. */
export type Booked = {
  executionId: string;
  settlesOn: string;
  qty: Shares;
  price: Price;
  net: Cents;
  cost: bigint;
};

type TakeBackRow = Row & {
  execution_id: string;
  fault: TakeBackFault;
  due_at: bigint;
  account_id: string;
  order_id: string;
  executed_at: bigint;
  settles_on: string;
  qty: bigint;
  price: bigint;
  net: bigint;
  cost: string;
};

/** When an execution is booked: where a fault strikes, plans that it is busted or corrected later. */
export function planTakeBack({ state, faults }: World, order: Order, booked: Booked, atMs: number): void {
  if (order.faults.length === 0 && !faults.any()) return;
  const key = `${order.accountId} ${order.clientOrderId} ${order.executions}`;
  const occasion = { key, symbol: order.symbol, named: order.faults };
  const fault = TAKE_BACK_FAULTS.find((each) => faults.strikes(each, occasion));
  if (fault === undefined) return;
  state.run(
    "insert into take_back values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    ...[booked.executionId, fault, DUE[fault](atMs), order.accountId, order.id, atMs, booked.settlesOn],
    ...[booked.qty, booked.price, booked.net, String(booked.cost)],
  );
}

const NEXT = "select * from take_back order by due_at, execution_id limit 1";

/** Work `take executions back`: what an exchange busts or corrects after the fact. */
export function takeBackWork(world: World): DueWork {
  const { state } = world;
  return {
    nextAtMs() {
      const next = state.find<TakeBackRow>(NEXT);
      return next && Number(next.due_at);
    },
    run(atMs) {
      const due = "select * from take_back where due_at <= ? order by due_at, execution_id";
      for (const row of state.all<TakeBackRow>(due, atMs)) {
        state.run("delete from take_back where execution_id = ?", row.execution_id);
        takeBack(world, row, atMs);
      }
    },
  };
}

/** An execution that is being taken back: the order as it is from now on, and what the account then holds. */
type Taken = { row: TakeBackRow; order: Order; qty: Shares; reversed: Position };
/** The same execution at another price. */
type Corrected = { price: Price; net: Cents; position: Position };

/** Takes one execution back, and books it anew at another price where it is only corrected. */
function takeBack(world: World, row: TakeBackRow, atMs: number): void {
  const { state } = world;
  const order = findOrder(state, row.account_id, row.order_id);
  assert(order, "takeBack: an execution belongs to an order");
  const position = positionOf(state, order.accountId, order.symbol);
  const sign = order.side === "buy" ? 1n : -1n;
  const qty = shares(row.qty);
  const isBust = row.fault === "bust" || row.fault === "bust_next_day";
  // Shares that have been sold since cannot be given back; such a trade is left alone.
  if (isBust && position.qty < sign * qty) return;

  const at = price(row.price);
  const corrected = isBust ? null : correctExecution(state.seed, row, order, position);
  const changed: Order = {
    ...order,
    updatedAtMs: atMs,
    filledQty: isBust ? shares(order.filledQty - qty) : order.filledQty,
    filledValue: order.filledValue - row.qty * row.price + row.qty * (corrected?.price ?? 0n),
    spent: cents(order.spent + sign * (row.net - (corrected?.net ?? 0n))),
  };
  setOrder(state, order, changed);
  const reversed = { ...position, qty: shares(position.qty - sign * qty), cost: position.cost - BigInt(row.cost) };
  const taken = { row, order: changed, qty, reversed };
  if (corrected === null) {
    tell(world, taken, { event: "trade_bust", price: at, qty: shares(-qty), positionQty: reversed.qty }, atMs);
    reverse(world, taken, "trade_bust", atMs);
    return;
  }
  tell(world, taken, { event: "trade_correct", price: corrected.price, qty, positionQty: position.qty }, atMs);
  reverse(world, taken, "trade_correct", atMs);
  rebook(world, taken, corrected, atMs);
}

/** Another price for an execution, one to five cents away, and what it then moves; sold shares keep their cost. */
function correctExecution(seed: number, row: TakeBackRow, order: Order, position: Position): Corrected {
  const lot = chance(seed, "correction", row.execution_id);
  const step = BigInt(1 + (lot % 5)) * CENT;
  const isLower = (lot & 0x100) === 0 && row.price > step;
  const corrected = price(row.price + (isLower ? -step : step));
  const cash = notional(corrected, shares(row.qty), "half_even");
  if (order.side === "sell") return { price: corrected, net: cash, position };
  const still = position.qty < row.qty ? position.qty : row.qty;
  return {
    price: corrected,
    net: cents(-cash),
    position: { ...position, cost: position.cost + still * (corrected - row.price) },
  };
}

type Told = { event: "trade_bust" | "trade_correct"; price: Price; qty: Shares; positionQty: Shares };

/** The id under which both streams know what came in an execution's place. */
const newId = (state: State, executionId: string) => uuidFrom(state.seed, "taken back", executionId);

/** Tells the stream of trades; the order shows what it has filled now, and keeps its status. */
function tell(world: World, { row, order }: Taken, told: Told, atMs: number): void {
  world.feed.publish("trades", { atMs, accountId: order.accountId }, (eventId) => ({
    event_id: eventId,
    event: told.event,
    account_id: order.accountId,
    at: formatMoment(atMs),
    timestamp: formatMoment(atMs),
    execution_id: newId(world.state, row.execution_id),
    previous_execution_id: row.execution_id,
    price: formatPrice(told.price),
    qty: formatShares(told.qty),
    position_qty: formatShares(told.positionQty),
    settle_date: row.settles_on,
    ...(told.event === "trade_bust" ? { reason: "TRADE_BUST" } : {}),
    order: orderView(world.market, order),
  }));
}

/** Books the opposite of an execution: its shares and its cash go back where they came from. */
function reverse(world: World, taken: Taken, event: Told["event"], atMs: number): void {
  const { state } = world;
  const { row, qty, reversed } = taken;
  state.run("delete from unsettled where id = ?", row.execution_id);
  const isBust = event === "trade_bust";
  book(world, atMs, {
    ...common(taken, event),
    refId: isBust ? newId(state, row.execution_id) : uuidFrom(state.seed, "reversal", row.execution_id),
    status: "canceled",
    net: cents(-row.net),
    qty: shares(-qty),
    price: price(row.price),
    position: reversed,
  });
}

/** Books an execution again, at its right price. */
function rebook(world: World, taken: Taken, corrected: Corrected, atMs: number): void {
  const { row, order, qty } = taken;
  book(world, atMs, {
    ...common(taken, "trade_correct"),
    refId: newId(world.state, row.execution_id),
    status: "correct",
    net: corrected.net,
    qty,
    price: corrected.price,
    position: corrected.position,
    unsettled: order.side === "sell" && newYorkDay(atMs) < row.settles_on,
  });
}

/** What both bookings say alike. */
function common({ row, order }: Taken, event: Told["event"]) {
  return {
    accountId: order.accountId,
    type: "TRD",
    previousId: row.execution_id,
    executedAtMs: Number(row.executed_at),
    settlesOn: row.settles_on,
    details: {
      order_id: order.id,
      client_order_id: order.clientOrderId,
      side: order.side,
      symbol: order.symbol,
      execution_type: event,
      order_status: order.status,
      cum_qty: formatShares(order.filledQty),
      leaves_qty: formatShares(shares(order.qty === null ? 0n : order.qty - order.filledQty)),
    },
  };
}
