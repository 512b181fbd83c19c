import { divide, notional, type Price, price, type Shares, shares } from "@kura/shared/money.ts";
import { announce, end } from "../orders/life.ts";
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
    end(world, order, "canceled", atMs, { reason: "CORPORATE_ACTION" });
  }
}

/** After a forward split purchases that wait below the market ask for as much as before, in new shares. */
export function splitWaitingOrders(world: World, symbol: string, rates: SplitRates, atMs: number): void {
  for (const order of listOpenOrders(world.state, symbol)) {
    if (!isWaitingPurchase(order)) continue;
    const { filledQty, limitPrice } = order;
    const qty = shares(filledQty + splitQty(shares(order.qty - filledQty), rates));
    const limit = onTick(divide(limitPrice * rates.oldRate, rates.newRate, "down"));
    restate(world, { ...order, qty, limitPrice: limit }, atMs);
  }
}

/** Purchases that wait below the market wait lower by a dividend: the price falls by it on its own. */
export function lowerWaitingOrders(world: World, symbol: string, rate: bigint, atMs: number): void {
  const { ask } = world.market.quote(symbol, atMs);
  for (const order of listOpenOrders(world.state, symbol)) {
    if (!isWaitingPurchase(order) || order.limitPrice >= ask) continue;
    const limit = onTick(divide(order.limitPrice * 1_000n - rate, 1_000n, "down"));
    restate(world, { ...order, limitPrice: limit }, atMs);
  }
}

type WaitingPurchase = Order & { qty: Shares; limitPrice: Price };

/** Good until canceled, to buy a quantity at a limit. */
function isWaitingPurchase(order: Order): order is WaitingPurchase {
  return order.timeInForce === "gtc" && order.side === "buy" && order.limitPrice !== null && order.qty !== null;
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
function restate(world: World, order: WaitingPurchase, atMs: number): void {
  const open = shares(order.qty - order.filledQty);
  const restated: Order = { ...order, updatedAtMs: atMs, reserved: notional(order.limitPrice, open, "up") };
  const sql = "update trade_order set qty = ?, limit_price = ?, reserved = ?, updated_at = ? where sequence = ?";
  world.state.run(sql, order.qty, order.limitPrice, restated.reserved, atMs, order.sequence);
  announce(world, restated, "restated", atMs, { reason: "CORPORATE_ACTION" });
}

function listOpenOrders(state: State, symbol: string): Order[] {
  const sql = `select * from trade_order where ${OPEN} and symbol = ? order by sequence`;
  return state.all<OrderRow>(sql, symbol).map(orderFrom);
}
