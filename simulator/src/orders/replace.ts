import { cents, type Shares, shares } from "@kura/shared/money.ts";
import type { Account } from "../accounts/account.ts";
import { type BrokerRefusal, brokerRefuse, CODES, isBrokerRefusal } from "../broker-http.ts";
import type { World } from "../world.ts";
import { RACE_MS, racesFill } from "./cancel.ts";
import { checkAccount } from "./check-account.ts";
import { createOrder } from "./create-order.ts";
import { keepProgress } from "./keep-order.ts";
import { ended } from "./life.ts";
import { isFractional } from "./match.ts";
import { FINAL, type Order, type OrderRequest, TIMES_IN_FORCE } from "./order.ts";
import { beginOrder, priceNow } from "./place.ts";
import { type Fields, hasFields, invalid, isGiven, MALFORMED, readPrice, unprocessable } from "./read-field.ts";
import { isOneOf, readClientOrderId, readQty, readTrailPercent } from "./read-request.ts";
import { refuseAuction, refuseTerms } from "./refuse-terms.ts";
import { readStanding, type Standing } from "./standing.ts";
import { findWashTrade, refuseWashTrade } from "./wash-trade.ts";

/**
 * Replaces an order by another one with other terms. What it has filled stays with it: the new order is for the rest.
 *
 * The answer is the new order, and no proof: where the old one fills first, the new one is rejected.
 */
export function replaceOrder(
  world: World,
  nowMs: number,
  account: Account,
  old: Order,
  body: unknown,
): Order | BrokerRefusal {
  const closed = refuseReplacing(old);
  if (closed) return closed;
  const request = readPatch(old, body);
  if (isBrokerRefusal(request)) return request;
  const checked = checkReplacement(world, nowMs, account, old, request);
  if (isBrokerRefusal(checked)) return checked;

  const { standing, reserved } = checked;
  const { seed } = world.state;
  const { faults } = old;
  const beginning = {
    seed,
    sequence: standing.nextSequence,
    accountId: account.id,
    reserved,
    faults,
    replaces: old.id,
  };
  const next = createOrder(request, nowMs, beginning);
  if (racesFill(world, old, nowMs, "fill_after_replace")) letOldFill(world, old, next, nowMs);
  else continueBy(world, old, next, nowMs, standing);
  return next;
}

/** Says which orders cannot be replaced. */
function refuseReplacing({ status, notional, qty }: Order): BrokerRefusal | null {
  if (FINAL[status]) return unprocessable(`order is already in "${status}" state`);
  if (status === "accepted" || status === "pending_new") {
    return invalid("unable to replace order, order isn't sent to exchange yet");
  }
  if (status !== "new" && status !== "partially_filled") {
    return unprocessable("unable to replace order, order is not open");
  }
  if (notional !== null) return unprocessable("notional orders cannot be replaced");
  if (qty !== null && isFractional(qty)) return unprocessable("fractional orders cannot be replaced");
  return null;
}

/** Reads what is to change, and gives the request that the new order is taken by. */
function readPatch(old: Order, body: unknown): OrderRequest | BrokerRefusal {
  if (!hasFields(body)) return MALFORMED;
  const terms = readChanges(old, body);
  if (isBrokerRefusal(terms)) return terms;
  const clientOrderId = readClientOrderId(body);
  if (typeof clientOrderId === "object" && clientOrderId !== null) return clientOrderId;
  const names = ["qty", "limitPrice", "stopPrice", "trailPrice", "trailPercent", "timeInForce"] as const;
  if (names.every((name) => terms[name] === old[name])) {
    return brokerRefuse(403, CODES.forbidden, "order parameters are not changed");
  }
  if (terms.qty !== null && terms.qty <= old.filledQty) return unprocessable("qty must be > filled_qty");
  const rest = shares((terms.qty ?? 0n) - old.filledQty);
  // A trailing stop begins again to follow the price.
  const stopPrice = old.type === "trailing_stop" ? null : terms.stopPrice;
  const request = { ...old, ...terms, stopPrice, qty: rest, clientOrderId };
  return refuseTerms(request) ?? request;
}

type Changes = Pick<OrderRequest, "qty" | "limitPrice" | "stopPrice" | "trailPrice" | "trailPercent" | "timeInForce">;

function readChanges(old: Order, fields: Fields): Changes | BrokerRefusal {
  if (isGiven(fields.notional)) return unprocessable("notional cannot be replaced");
  const qty = isGiven(fields.qty) ? readWholeQty(fields) : old.qty;
  if (typeof qty === "object" && qty !== null) return qty;
  const timeInForce = isGiven(fields.time_in_force) ? fields.time_in_force : old.timeInForce;
  if (!isOneOf(TIMES_IN_FORCE, timeInForce)) return invalid("invalid time_in_force");
  const limits = old.type === "limit" || old.type === "stop_limit";
  const stops = old.type === "stop" || old.type === "stop_limit";
  if (isGiven(fields.limit_price) && !limits) return invalid(`${old.type} orders have no limit price`);
  if (isGiven(fields.stop_price) && !stops) return invalid(`${old.type} orders have no stop price`);
  const limitPrice = readPrice(fields, "limit_price") ?? old.limitPrice;
  if (typeof limitPrice === "object" && limitPrice !== null) return limitPrice;
  const stopPrice = readPrice(fields, "stop_price") ?? old.stopPrice;
  if (typeof stopPrice === "object" && stopPrice !== null) return stopPrice;
  const trail = readTrail(old, fields);
  return isBrokerRefusal(trail) ? trail : { qty, timeInForce, limitPrice, stopPrice, ...trail };
}

function readWholeQty(fields: Fields): Shares | BrokerRefusal {
  const qty = readQty(fields);
  if (typeof qty === "object" || !isFractional(qty)) return qty;
  return unprocessable("qty must be a whole number of shares in a replacement");
}

function readTrail(old: Order, fields: Fields): Pick<OrderRequest, "trailPrice" | "trailPercent"> | BrokerRefusal {
  const { trailPrice, trailPercent } = old;
  if (!isGiven(fields.trail)) return { trailPrice, trailPercent };
  if (old.type !== "trailing_stop") return invalid(`${old.type} orders have no trail`);
  if (trailPrice !== null) {
    const read = readPrice(fields, "trail");
    return typeof read === "object" && read !== null ? read : { trailPrice: read, trailPercent };
  }
  const percent = readTrailPercent(fields.trail);
  return typeof percent === "object" ? percent : { trailPrice, trailPercent: percent };
}

/** Looks at what the new order needs beyond what the old one keeps already. */
function checkReplacement(
  world: World,
  nowMs: number,
  { id: accountId }: Account,
  old: Order,
  request: OrderRequest,
): { standing: Standing; reserved: bigint } | BrokerRefusal {
  const { state } = world;
  const read = readStanding(state, accountId, request);
  if (read.taken) {
    return brokerRefuse(422, FINAL[read.taken] ? CODES.invalid : CODES.unprocessable, "client_order_id must be unique");
  }
  const own = { buy: old.side === "buy" ? old.reserved : 0n, sell: old.side === "sell" ? old.reserved : 0n };
  const standing: Standing = {
    ...read,
    spendable: cents(read.spendable + own.buy),
    reservedQty: shares(read.reservedQty - own.sell),
  };
  const opposite = read.opposed && world.washTradeCheck ? findWashTrade(state, accountId, request) : null;
  const refusal = refuseAuction(request, nowMs) ?? (opposite && refuseWashTrade(opposite));
  if (refusal) return refusal;
  const outcome = checkAccount(request, priceNow(world, request, old, nowMs), standing);
  return isBrokerRefusal(outcome) ? outcome : { standing, reserved: outcome.reserved };
}

/** The old order ends as replaced, and the new one begins. */
function continueBy(world: World, old: Order, next: Order, nowMs: number, standing: Standing): void {
  const pending: Order = { ...old, status: "pending_replace", updatedAtMs: nowMs };
  const replaced: Order = { ...ended(old, "replaced", nowMs), replacedBy: next.id };
  const told = [
    { kind: "event", event: "pending_replace", order: pending },
    { kind: "event", event: "replaced", order: replaced },
  ] as const;
  keepProgress(world, old, { order: replaced, steps: [...told] }, nowMs);
  // A stop that the market has reached stays reached.
  const begun: Order = old.type === "trailing_stop" ? next : { ...next, triggeredAtMs: old.triggeredAtMs };
  beginOrder(world, begun, nowMs, standing);
}

/** A fill was on its way: the old order keeps what the larger of both needs until then, and the new one waits. */
function letOldFill(world: World, old: Order, next: Order, nowMs: number): void {
  const reserved = next.reserved > old.reserved ? next.reserved : old.reserved;
  const pending: Order = {
    ...old,
    status: "pending_replace",
    updatedAtMs: nowMs,
    fate: "fill",
    nextAtMs: nowMs + RACE_MS,
    reserved,
  };
  const told = { kind: "event", event: "pending_replace", order: pending } as const;
  keepProgress(world, old, { order: pending, steps: [told] }, nowMs);
  const taken = { kind: "event", event: "pending_new", order: next } as const;
  keepProgress(world, null, { order: { ...next, reserved: 0n, nextAtMs: null }, steps: [taken] }, nowMs);
}
