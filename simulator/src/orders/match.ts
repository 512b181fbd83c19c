import { assert } from "@kura/shared/assert.ts";
import { type Cents, cents, divide, notional, type Price, type Shares, shares } from "@kura/shared/money.ts";
import { chance } from "../chance.ts";
import type { Quote } from "../market/price.ts";
import type { Order, OrderTerms } from "./order.ts";
import { limitOf } from "./stop.ts";

/** One execution: so many shares at a price, and the cash that moves for it. */
export type Execution = { qty: Shares; price: Price; cash: Cents; last: boolean };

const ONE_SHARE = 1_000_000_000n;
const SHARES_PER_CENT_AT_ONE = 10_000_000_000_000n; // billionths × millionths of a dollar in one cent
const PARTIAL_PERCENT = 10;

/** Whether a quantity is not whole shares. */
export function isFractional(qty: Shares): boolean {
  return qty % ONE_SHARE !== 0n;
}

/** What an order trades at: the far side of the quote. Null when its limit is not reached. */
export function tradesAt(
  order: Pick<OrderTerms, "type" | "side" | "limitPrice" | "stopPrice">,
  quote: Quote,
): Price | null {
  const at = order.side === "buy" ? quote.ask : quote.bid;
  const limit = limitOf(order);
  if (limit === null) return at;
  const reached = order.side === "buy" ? limit >= at : limit <= at;
  return reached ? at : null;
}

/** How many shares dollars make at a price, cut off after nine decimals. */
export function sharesFor(amount: Cents, at: Price): Shares {
  return shares(divide(amount * SHARES_PER_CENT_AT_ONE, at, "down"));
}

/** What of an order decides its next execution. */
export type Working = Pick<
  Order,
  "type" | "side" | "limitPrice" | "stopPrice" | "timeInForce" | "qty" | "notional" | "filledQty" | "spent"
> &
  Pick<Order, "executions" | "clientOrderId">;

/** How large the first execution is: as chance has it, all of it, or only a part. */
export type FirstSize = "chance" | "all" | "part";

/**
 * Decides the next execution of a working order at a price.
 *
 * One in ten first executions is only a part: which, and how large a part, is chance keyed by seed, client order id
 * and business time. The rest then trades whole. A sale never sells more than `held`.
 */
export function matchOrder(
  seed: number,
  order: Working,
  at: Price,
  held: Shares,
  atMs: number,
  firstSize: FirstSize = "chance",
): Execution {
  const open =
    order.qty === null ? sharesFor(cents((order.notional ?? 0n) - order.spent), at) : order.qty - order.filledQty;
  assert(open >= 0n, "matchOrder: no order is filled beyond its size");
  const rest = shares(order.side === "sell" && open > held ? held : open);
  const whole = order.executions > 0 || order.timeInForce === "fok" || firstSize === "all";
  const part = whole ? rest : partOf(seed, order, rest, atMs, firstSize === "part");
  const cash = notional(at, part, "half_even");
  return { qty: part, price: at, cash, last: part === rest };
}

/** The part of a first execution: mostly everything, sometimes between a tenth and nine tenths. */
function partOf(
  seed: number,
  order: Pick<Order, "clientOrderId" | "qty">,
  whole: Shares,
  atMs: number,
  certainly: boolean,
): Shares {
  if (!certainly && chance(seed, "partial", order.clientOrderId, atMs) % 100 >= PARTIAL_PERCENT) return whole;
  const percent = 10n + BigInt(chance(seed, "part", order.clientOrderId, atMs) % 81);
  const part = divide(whole * percent, 100n, "down");
  // Who orders whole shares gets whole shares at a time.
  const wholeShares = order.qty !== null && !isFractional(order.qty);
  const rounded = wholeShares ? divide(part, ONE_SHARE, "down") * ONE_SHARE : part;
  if (certainly && rounded === 0n && whole > ONE_SHARE) return shares(ONE_SHARE);
  return rounded > 0n ? shares(rounded) : whole;
}
