import { bps, type Cents, cents, formatShares } from "@kura/shared/money.ts";
import { listHolders } from "../accounts/position.ts";
import { book } from "../bookings/book.ts";
import { uuidFrom } from "../chance.ts";
import { newYorkDay, settlementDayFrom } from "../clock/us-calendar.ts";
import type { World } from "../world.ts";
import type { Action, Entitlement } from "./action.ts";
import { lowerWaitingOrders } from "./adjust-orders.ts";
import { dayBefore } from "./moments.ts";
import { planDividend } from "./plan-dividend.ts";
import { parseActionRate } from "./read-action.ts";
import { insertEntitlement, listEntitlements, setWithheld } from "./store.ts";

/** Writes down who holds a symbol as its day without dividend begins: they are paid, whatever they do later. */
export function entitle(world: World, action: Action, atMs: number): void {
  for (const { accountId, qty } of listHolders(world.state, action.symbol)) {
    insertEntitlement(world.state, { actionId: action.id, accountId, qty, amount: 0n, withheld: 0n });
  }
  lowerWaitingOrders(world, action.symbol, rateOf(action), atMs);
}

/** Pays a dividend to everybody entitled, and writes down what is to be withheld; says whether anything is. */
export function payDividend(world: World, action: Action, atMs: number): boolean {
  const withholding = action.foreign ? bps(0n) : world.withholding;
  let withholds = false;
  for (const entitlement of listEntitlements(world.state, action.id)) {
    const plan = planDividend(entitlement.qty, rateOf(action), withholding);
    if (plan.gross === 0n) continue;
    bookDividend(world, action, entitlement, plan, atMs);
    const occasion = { key: `${action.id} ${entitlement.accountId}`, symbol: action.symbol };
    if (plan.withheld === 0n || world.faults.strikes("dividend_without_withholding", occasion)) continue;
    setWithheld(world.state, { ...entitlement, withheld: plan.withheld });
    withholds = true;
  }
  return withholds;
}

function bookDividend(
  world: World,
  action: Action,
  { accountId, qty }: Entitlement,
  { payout, gross }: { payout: string; gross: Cents },
  atMs: number,
): void {
  book(world, atMs, {
    accountId,
    type: "DIV",
    subtype: "CDIV",
    refId: dividendRef(world, action, accountId),
    net: gross,
    executedAtMs: atMs,
    settlesOn: settlementDayFrom(action.payableOn),
    details: {
      symbol: action.symbol,
      cusip: action.cusip,
      ca_id: action.corporateActionId,
      entitled_qty: formatShares(qty),
      rate: action.rate ?? "",
      cash_payout: payout,
      foreign: String(action.foreign),
      special: String(action.special),
      ex_date: action.exOn,
      record_date: action.recordOn,
      payable_date: action.payableOn,
      position_date: dayBefore(action.exOn),
      system_date: newYorkDay(atMs),
    },
  });
}

/** Takes what is withheld from a dividend, each booking naming the payment it belongs to. */
export function withhold(world: World, action: Action, atMs: number): void {
  for (const { accountId, withheld } of listEntitlements(world.state, action.id)) {
    if (withheld === 0n) continue;
    book(world, atMs, {
      accountId,
      type: "DIVNRA",
      refId: uuidFrom(world.state.seed, "withholding", action.id, accountId),
      net: cents(-withheld),
      executedAtMs: atMs,
      settlesOn: settlementDayFrom(action.payableOn),
      details: {
        symbol: action.symbol,
        cusip: action.cusip,
        parent_id: dividendRef(world, action, accountId),
        system_date: newYorkDay(atMs),
      },
    });
  }
}

/** Pays for the fractions that a reverse split left. */
export function payFractions(world: World, action: Action, atMs: number): void {
  for (const { accountId, amount, qty } of listEntitlements(world.state, action.id)) {
    if (amount === 0n) continue;
    book(world, atMs, {
      accountId,
      type: "CIL",
      refId: uuidFrom(world.state.seed, "cash in lieu", action.id, accountId),
      net: cents(amount),
      executedAtMs: atMs,
      settlesOn: settlementDayFrom(action.payableOn),
      details: {
        symbol: action.symbol,
        cusip: action.newCusip ?? action.cusip,
        ca_id: action.corporateActionId,
        group_id: groupOf(world, action, accountId),
        fraction: formatShares(qty),
        ex_date: action.exOn,
        payable_date: action.payableOn,
        system_date: newYorkDay(atMs),
      },
    });
  }
}

/** What links all bookings that one action makes on one account. */
export function groupOf(world: World, action: Action, accountId: string): string {
  return uuidFrom(world.state.seed, "group", action.id, accountId);
}

function dividendRef(world: World, action: Action, accountId: string): string {
  return uuidFrom(world.state.seed, "dividend", action.id, accountId);
}

function rateOf(action: Action): bigint {
  return parseActionRate(action.rate ?? "0");
}
