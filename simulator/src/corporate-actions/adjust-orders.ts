import { divide, notional, type Price, price, type Shares, shares } from "@kura/shared/money.ts";
import { keepProgress } from "../orders/keep-order.ts";
import { ended, type OrderEvent } from "../orders/life.ts";
import { OPEN, type Order, type OrderRow, orderFrom } from "../orders/order.ts";
import type { State } from "../state.ts";
import type { World } from "../world.ts";

/** How many shares become how many, in whole billionths of a rate. */
export type SplitRates = { oldRate: bigint; newRate: bigint };

const CENT = 10_000n; // in millionths of a dollar
const SUB_CENT = 100n;
const ONE_DOLLAR = 1_000_000n;
const ONE_SHARE = 1_000_000_000n;

/** Ends every open order for a symbol: what was asked for in old shares cannot be meant in new ones. */
export function cancelOpenOrders(world: World, symbol: string, atMs: number): void {
  for (const order of listOpenOrders(world.state, symbol)) {
    keep(world, order, ended(order, "canceled", atMs), "canceled", atMs);
  }
}

/** After a forward split purchases that wait below the market, and sale stops, ask for as much, in new shares. */
export function splitWaitingOrders(world: World, symbol: string, rates: SplitRates, atMs: number): void {
  const split = (at: Price) => onTick(divide(at * rates.oldRate, rates.newRate, "down"));
  for (const order of listOpenOrders(world.state, symbol)) {
    if (order.qty === null) continue;
    const qty = shares(order.filledQty + splitQty(shares(order.qty - order.filledQty), rates));
    if (isWaitingPurchase(order)) restate(world, order, { ...order, qty, limitPrice: split(order.limitPrice) }, atMs);
    else if (isSaleStop(order)) restate(world, order, { ...order, qty, stopPrice: split(order.stopPrice) }, atMs);
  }
}

/** Purchases that wait below the market wait lower by a dividend: the price falls by it on its own. */
export function lowerWaitingOrders(world: World, symbol: string, rate: bigint, atMs: number): void {
  const { ask } = world.market.quote(symbol, atMs);
  for (const order of listOpenOrders(world.state, symbol)) {
    if (!isWaitingPurchase(order) || order.limitPrice >= ask) continue;
    const limit = onTick(divide(order.limitPrice * 1_000n - rate, 1_000n, "down"));
    restate(world, order, { ...order, limitPrice: limit }, atMs);
  }
}

type WaitingPurchase = Order & { qty: Shares; limitPrice: Price };

/** Good until canceled, to buy a quantity at a limit. */
function isWaitingPurchase(order: Order): order is WaitingPurchase {
  return order.timeInForce === "gtc" && order.side === "buy" && order.limitPrice !== null && order.qty !== null;
}

/** Good until canceled, to sell a quantity once the price has fallen so far. */
function isSaleStop(order: Order): order is Order & { qty: Shares; stopPrice: Price } {
  const { timeInForce, side, type, stopPrice, qty } = order;
  return timeInForce === "gtc" && side === "sell" && type === "stop" && stopPrice !== null && qty !== null;
}

/** Whole shares stay whole: what a split makes of a quantity is cut off there. */
function splitQty(qty: Shares, { oldRate, newRate }: SplitRates): Shares {
  const unit = qty % ONE_SHARE === 0n ? ONE_SHARE : 1n;
  return shares(divide(qty * newRate, oldRate * unit, "down") * unit);
}

/** The next price down that can be dealt at: whole cents, below one dollar hundredths of a cent; never nothing. */
function onTick(at: bigint): Price {
  const tick = at >= ONE_DOLLAR ? CENT : SUB_CENT;
  const down = divide(at, tick, "down") * tick;
  return price(down > 0n ? down : SUB_CENT);
}

/** Changes the terms of an open order and says so. */
function restate(world: World, before: Order, order: Order & { qty: Shares }, atMs: number): void {
  const open = shares(order.qty - order.filledQty);
  const reserved = order.side === "buy" && order.limitPrice !== null ? notional(order.limitPrice, open, "up") : open;
  keep(world, before, { ...order, updatedAtMs: atMs, reserved }, "restated", atMs);
}

function keep(world: World, before: Order, order: Order, event: OrderEvent, atMs: number): void {
  keepProgress(world, before, { order, steps: [{ kind: "event", event, order, reason: "CORPORATE_ACTION" }] }, atMs);
}

function listOpenOrders(state: State, symbol: string): Order[] {
  const sql = `select * from trade_order where ${OPEN} and symbol = ? order by sequence`;
  return state.all<OrderRow>(sql, symbol).map(orderFrom);
}
