import { assert } from "@kura/shared/assert.ts";
import { type Cents, cents, divide, type Price, type Shares, shares } from "@kura/shared/money.ts";
import type { ActionKind } from "./action.ts";

/** What an account holds, and what it cost in 10⁻¹⁵ dollars. */
export type Held = { symbol: string; qty: Shares; cost: bigint };

/** The terms of an action that changes positions; rates are whole billionths. */
export type Terms = {
  kind: Exclude<ActionKind, "cash_dividend">;
  /** What the old shares become, or bring with them: the same symbol in a split. */
  newSymbol: string;
  oldRate: bigint;
  newRate: bigint;
  /** Cash for one old share. */
  cashRate: bigint;
  /** What one share is worth as the action takes effect: a new one, and for a spin-off an old one too. */
  newPrice: Price;
  oldPrice: Price;
};

/** One booking: a position that changes, signed, with the cost that goes with it; or cash. */
export type Leg = { symbol: string; qty: Shares; cost: bigint; net: Cents };

/** What one account is booked, and what is left of a share to be paid for later. */
export type LegsPlan = { legs: Leg[]; fraction: Shares; fractionPrice: Price };

const ONE_SHARE = 1_000_000_000n;
const CASH_PER_CENT = 10_000_000_000_000_000n; // billionths of a share × billionths of a dollar in one cent

/**
 * Decides what an action does to one account's position: old shares out, new shares in, and cash.
 *
 * New quantities are cut off after nine decimals. After a reverse split only whole shares stay: the fraction is paid
 * for later, and its part of the cost leaves with it. The cost of the old shares is the cost of the new ones; a
 * spin-off divides it by what both are worth; cash alone takes it all.
 */
export function planLegs(held: Held, terms: Terms): LegsPlan {
  assert(held.qty > 0n, "planLegs: only who holds something is booked");
  const { kind, newSymbol, oldRate, newRate } = terms;
  const none = { fraction: shares(0n), fractionPrice: terms.newPrice };
  const out: Leg = { symbol: held.symbol, qty: shares(-held.qty), cost: -held.cost, net: cents(0n) };
  const cash: Leg = { symbol: held.symbol, qty: shares(0n), cost: 0n, net: cashFor(held.qty, terms.cashRate) };
  if (kind === "cash_merger") return { ...none, legs: [out, cash] };
  if (kind === "name_change" || kind === "cusip_change") {
    return { ...none, legs: [out, { ...held, symbol: newSymbol, net: cents(0n) }] };
  }

  const given = shares(divide(held.qty * newRate, oldRate, "down"));
  if (kind === "spin_off") return { ...none, legs: [spunOff(held, given, terms)].filter(isSomething) };
  if (kind === "reverse_split") {
    const fraction = shares(given % ONE_SHARE);
    const whole = shares(given - fraction);
    const cost = given === 0n ? 0n : divide(held.cost * whole, given, "half_even");
    const kept: Leg = { symbol: newSymbol, qty: whole, cost, net: cents(0n) };
    return { legs: [out, kept].filter(isSomething), fraction, fractionPrice: terms.newPrice };
  }
  const into: Leg = { symbol: newSymbol, qty: given, cost: held.cost, net: cents(0n) };
  if (kind === "stock_and_cash_merger") return { ...none, legs: [out, into, cash].filter(isSomething) };
  return { ...none, legs: [out, into].filter(isSomething) };
}

/** What some shares bring at a rate of dollars for one share, to the nearest cent. */
export function cashFor(qty: bigint, rate: bigint): Cents {
  return cents(divide(qty * rate, CASH_PER_CENT, "half_even"));
}

/** New shares beside the old ones, with their part of the cost. */
function spunOff(held: Held, given: Shares, { newSymbol, newPrice, oldPrice }: Terms): Leg {
  const [newValue, oldValue] = [given * newPrice, held.qty * oldPrice];
  const cost = divide(held.cost * newValue, newValue + oldValue, "half_even");
  return { symbol: newSymbol, qty: given, cost, net: cents(0n) };
}

function isSomething(leg: Leg): boolean {
  return leg.qty !== 0n || leg.net !== 0n;
}
