import { divide, parseDecimal, type Shares, shares } from "@kura/shared/money.ts";
import type { Account } from "../accounts/account.ts";
import { findPosition, listPositions, type Position } from "../accounts/position.ts";
import { type BrokerRefusal, brokerRefuse, CODES, isBrokerRefusal } from "../broker-http.ts";
import type { FaultName } from "../faults/faults.ts";
import type { World } from "../world.ts";
import { cancelAllOrders } from "./cancel.ts";
import type { Query } from "./list-orders.ts";
import type { Order } from "./order.ts";
import { orderView } from "./order-view.ts";
import { placeOrder } from "./place.ts";
import { invalid, isGiven, readDecimal } from "./read-field.ts";
import { readQty } from "./read-request.ts";

const HUNDRED_PERCENT = 100_000_000_000n; // in billionths of a percent

/** Who closes what, when, and what is to go wrong with it. */
type Asked = { account: Account; nowMs: number; faults: readonly FaultName[] };

/** Sells a position at the market: all of it, some shares, or a part in a hundred. */
export function closePosition(world: World, asked: Asked, symbol: string, query: Query): Order | BrokerRefusal {
  const listing = world.market.find(symbol);
  const position = listing && findPosition(world.state, asked.account.id, listing.symbol);
  if (!position) return brokerRefuse(404, CODES.notFound, "position does not exist");
  const qty = readPart(position, query);
  return typeof qty === "object" ? qty : sell(world, asked, position, qty);
}

/** How much of a position is to be closed. */
function readPart(position: Position, query: Query): Shares | BrokerRefusal {
  const { qty, percentage } = query;
  if (isGiven(qty) && isGiven(percentage)) return invalid("only one of qty or percentage is accepted");
  if (isGiven(qty)) return readQty(query);
  if (!isGiven(percentage)) return position.qty;
  const tooFine = "percentage must be limited to 9 decimal places";
  const part = readDecimal(percentage, (text) => parseDecimal(text, 9), "percentage", tooFine);
  if (typeof part === "object") return part;
  if (part > HUNDRED_PERCENT) return invalid("percentage must be <= 100");
  const sold = shares(divide(position.qty * part, HUNDRED_PERCENT, "down"));
  return sold > 0n ? sold : invalid("percentage is too small");
}

function sell(world: World, { account, nowMs, faults }: Asked, { symbol }: Position, qty: Shares) {
  const terms = { symbol, side: "sell", type: "market", timeInForce: "day", extendedHours: false, qty } as const;
  const none = { notional: null, limitPrice: null, stopPrice: null, trailPrice: null, trailPercent: null };
  return placeOrder(world, nowMs, account, { ...terms, ...none, clientOrderId: null, subtag: null }, faults);
}

/** What became of one position of many: `body` is its order, or says why there is none. */
export type CloseOutcome = { symbol: string; status: number; body: object };

/** Sells all positions at the market, each for itself; first cancels all orders, if that is asked. */
export function closeAllPositions(world: World, asked: Asked, query: Query): CloseOutcome[] | BrokerRefusal {
  const { cancel_orders: cancelOrders = "false" } = query;
  if (cancelOrders !== "true" && cancelOrders !== "false") return invalid("cancel_orders is invalid");
  if (cancelOrders === "true") cancelAllOrders(world, asked.nowMs, asked.account.id);
  return listPositions(world.state, asked.account.id).map((position) => {
    const { symbol } = position;
    const outcome = sell(world, asked, position, position.qty);
    if (isBrokerRefusal(outcome)) return { symbol, status: outcome.refused.status, body: outcome.refused.body };
    return { symbol, status: 200, body: orderView(world.market, outcome) };
  });
}
