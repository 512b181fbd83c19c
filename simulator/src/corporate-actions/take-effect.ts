import { notional, shares } from "@kura/shared/money.ts";
import { listHolders, type Position, positionOf, setPosition } from "../accounts/position.ts";
import { book } from "../bookings/book.ts";
import { uuidFrom } from "../chance.ts";
import { newYorkDay } from "../clock/us-calendar.ts";
import type { World } from "../world.ts";
import type { Action, ActionKind } from "./action.ts";
import { cancelOpenOrders, splitWaitingOrders } from "./adjust-orders.ts";
import { dayBefore } from "./moments.ts";
import { groupOf } from "./pay.ts";
import { type Leg, planLegs, type Terms } from "./plan-legs.ts";
import { splitQuarterly } from "./quarterly.ts";
import { parseActionRate } from "./read-action.ts";
import { dropPending, insertEntitlement, renamePending } from "./store.ts";

type Exchange = Action & { kind: Exclude<ActionKind, "cash_dividend"> };

/** Type and subtype of the bookings, by the broker's names. */
const BOOKED_AS: Record<Exchange["kind"], readonly [string, string?]> = {
  forward_split: ["SPLIT", "FSPLIT"],
  reverse_split: ["SPLIT", "RSPLIT"],
  name_change: ["NC", "SNC"],
  cusip_change: ["NC", "CNC"],
  cash_merger: ["MA", "CMA"],
  stock_merger: ["MA", "SMA"],
  stock_and_cash_merger: ["MA", "SCMA"],
  spin_off: ["SPIN"],
};

/**
 * An action takes effect: open orders first, then the market, then everybody's position, as linked bookings.
 * Says whether fractions are still to be paid for.
 */
export function takeEffect(world: World, action: Exchange, atMs: number): boolean {
  changeOrders(world, action, atMs);
  const oldPrice = world.market.lastPrice(action.symbol, atMs);
  changeMarket(world, action, atMs);
  const newSymbol = action.newSymbol ?? action.symbol;
  const terms: Terms = {
    kind: action.kind,
    newSymbol,
    oldRate: parseActionRate(action.oldRate ?? "1"),
    newRate: parseActionRate(action.newRate ?? "1"),
    cashRate: parseActionRate(action.rate ?? "0"),
    newPrice: world.market.lastPrice(newSymbol, atMs),
    oldPrice,
  };
  let leavesFractions = false;
  for (const held of listHolders(world.state, action.symbol)) {
    const { legs, fraction, fractionPrice } = planLegs(held, terms);
    for (const [index, leg] of legs.entries()) bookLeg(world, action, held, leg, index, atMs);
    if (action.kind === "spin_off") lowerCost(world, held, legs);
    if (fraction === 0n) continue;
    const amount = notional(fractionPrice, fraction, "half_even");
    const { accountId } = held;
    insertEntitlement(world.state, { actionId: action.id, accountId, qty: fraction, amount, withheld: 0n });
    leavesFractions = true;
  }
  return leavesFractions;
}

function changeOrders(world: World, action: Exchange, atMs: number): void {
  const { kind, symbol } = action;
  if (kind === "spin_off" || kind === "cusip_change") return;
  if (kind === "forward_split") splitWaitingOrders(world, symbol, ratesOf(action), atMs);
  else cancelOpenOrders(world, symbol, atMs);
}

/** What the market knows afterwards, and under which name what is still ahead goes on. */
function changeMarket(world: World, action: Exchange, atMs: number): void {
  const { market, state } = world;
  const { kind, symbol, newSymbol, newCusip } = action;
  if (kind === "forward_split" || kind === "reverse_split") {
    market.split(symbol, ratesOf(action), atMs);
    splitQuarterly(world, symbol, ratesOf(action));
  }
  if (kind === "cash_merger" || kind === "stock_merger" || kind === "stock_and_cash_merger") {
    market.delist(symbol, atMs);
    dropPending(state, action);
    return;
  }
  if (kind === "spin_off") return;
  const name = kind === "name_change" && newSymbol !== null ? newSymbol : symbol;
  if (name !== symbol) market.rename(symbol, name, atMs);
  if (newCusip !== null) market.changeCusip(name, newCusip, atMs);
  renamePending(state, action, { symbol: name, cusip: newCusip ?? action.cusip });
}

function ratesOf(action: Exchange): { oldRate: bigint; newRate: bigint } {
  return { oldRate: parseActionRate(action.oldRate ?? "1"), newRate: parseActionRate(action.newRate ?? "1") };
}

function bookLeg(world: World, action: Exchange, held: Position, leg: Leg, index: number, atMs: number): void {
  const { accountId } = held;
  const [type, subtype] = BOOKED_AS[action.kind];
  const before = positionOf(world.state, accountId, leg.symbol);
  const position = { ...before, qty: shares(before.qty + leg.qty), cost: before.cost + leg.cost };
  const isOld = leg.qty <= 0n;
  const both = action.kind === "name_change" && action.newCusip !== null;
  book(world, atMs, {
    accountId,
    type,
    ...(subtype === undefined ? {} : { subtype: both ? "SCNC" : subtype }),
    refId: uuidFrom(world.state.seed, "leg", action.id, accountId, index),
    net: leg.net,
    qty: leg.qty,
    ...(leg.qty === 0n ? {} : { position }),
    executedAtMs: atMs,
    settlesOn: action.exOn,
    details: {
      symbol: leg.symbol,
      cusip: isOld ? action.cusip : (action.newCusip ?? action.cusip),
      ca_id: action.corporateActionId,
      group_id: groupOf(world, action, accountId),
      ...(action.oldRate === null || action.newRate === null
        ? {}
        : { old_rate: action.oldRate, new_rate: action.newRate }),
      ...(leg.net === 0n || action.rate === null ? {} : { rate: action.rate }),
      ex_date: action.exOn,
      record_date: action.recordOn,
      payable_date: action.payableOn,
      position_date: dayBefore(action.exOn),
      system_date: newYorkDay(atMs),
    },
  });
}

/** What was spun off takes its part of the cost with it; the shares that stay have the rest. */
function lowerCost({ state }: World, held: Position, legs: readonly Leg[]): void {
  const moved = legs.reduce((sum, leg) => sum + leg.cost, 0n);
  setPosition(state, { ...held, cost: held.cost - moved });
}
