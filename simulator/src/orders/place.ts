import { cents, shares } from "@kura/shared/money.ts";
import { type Account, getCash } from "../accounts/account.ts";
import { positionOf } from "../accounts/position.ts";
import { reservedCash, reservedShares } from "../accounts/reserved.ts";
import { type BrokerRefusal, brokerRefuse, CODES, isBrokerRefusal } from "../broker-http.ts";
import { uuidFrom } from "../chance.ts";
import { nextSession, sessionAt } from "../clock/us-calendar.ts";
import type { FaultName } from "../faults/faults.ts";
import type { Listing } from "../market/market.ts";
import type { World } from "../world.ts";
import { type AccountView, checkAccount } from "./check-account.ts";
import { announce, carryOn, end } from "./life.ts";
import { FINAL, type Order, type OrderRequest } from "./order.ts";
import { findOpenOrder, findOrderByClientId, insertOrder, nextSequence } from "./store.ts";

const GTC_LASTS_MS = 90 * 86_400_000;

/**
 * Takes an order, or refuses it and keeps nothing. In the session it trades at once, at the far side of the quote;
 * otherwise it waits for the opening. The answer shows it as it was taken: news comes by the stream.
 */
export function placeOrder(
  world: World,
  nowMs: number,
  account: Account,
  request: OrderRequest,
  faults: readonly FaultName[],
): Order | BrokerRefusal {
  const { state, market } = world;
  const listed = market.find(request.symbol);
  if (!listed) return brokerRefuse(422, CODES.unprocessable, `asset "${request.symbol}" not found`);
  const asked = { ...request, symbol: listed.symbol };
  const taken = request.clientOrderId === null ? null : findOrderByClientId(state, account.id, request.clientOrderId);
  if (taken) {
    const code = FINAL[taken.status] ? CODES.invalid : CODES.unprocessable;
    return brokerRefuse(422, code, "client_order_id must be unique");
  }
  const session = sessionAt(nowMs);
  const { ask, bid, mid } = market.quote(listed.symbol, nowMs);
  const far = asked.side === "buy" ? ask : bid;
  const outcome = checkAccount(asked, session ? far : mid, viewAccount(world, account.id, asked, listed));
  if (isBrokerRefusal(outcome)) return outcome;

  const sequence = nextSequence(state);
  const clientOrderId = request.clientOrderId ?? uuidFrom(state.seed, "client order id", sequence);
  const works = session ?? nextSession(nowMs);
  const order: Order = {
    ...asked,
    sequence,
    accountId: account.id,
    id: uuidFrom(state.seed, "order", account.id, clientOrderId),
    clientOrderId,
    status: session ? "pending_new" : "accepted",
    submittedAtMs: nowMs,
    updatedAtMs: nowMs,
    filledAtMs: null,
    canceledAtMs: null,
    expiredAtMs: null,
    expiresAtMs: asked.timeInForce === "day" ? works.closeMs : nowMs + GTC_LASTS_MS,
    nextAtMs: session ? null : works.openMs,
    filledQty: shares(0n),
    filledValue: 0n,
    spent: cents(0n),
    reserved: outcome.reserved,
    executions: 0,
    faults,
  };
  insertOrder(state, order);
  announce(world, order, session ? "pending_new" : "accepted", nowMs);
  if (session) carryOn(world, order, nowMs);
  return order;
}

/** Asks for an order to end. One that is canceled already stays so; one that ended otherwise cannot be. */
export function cancelOrder(world: World, nowMs: number, order: Order): BrokerRefusal | null {
  if (order.status === "canceled") return null;
  if (FINAL[order.status]) {
    return brokerRefuse(422, CODES.unprocessable, `order is already in "${order.status}" state`);
  }
  end(world, order, "canceled", nowMs);
  return null;
}

function viewAccount(world: World, accountId: string, request: OrderRequest, listed: Listing): AccountView {
  const { state } = world;
  const otherSide = request.side === "buy" ? "sell" : "buy";
  return {
    buyingPower: cents(getCash(state, accountId) - reservedCash(state, accountId)),
    heldQty: positionOf(state, accountId, listed.symbol).qty,
    reservedQty: reservedShares(state, accountId, listed.symbol),
    opposite: world.washTradeCheck ? findOpenOrder(state, accountId, listed.symbol, otherSide) : null,
    fractionable: listed.fractionable,
  };
}
