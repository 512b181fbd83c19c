import { type Cents, cents, formatCents, formatShares, notional, type Price, type Shares } from "@kura/shared/money.ts";
import { type BrokerRefusal, brokerRefuse, CODES } from "../broker-http.ts";
import type { Phase } from "../clock/us-calendar.ts";
import type { Quote } from "../market/price.ts";
import { isFractional, sharesFor } from "./match.ts";
import type { OrderTerms } from "./order.ts";
import { limitOf, trailedStop } from "./stop.ts";

/** What the broker looks at before it takes an order. */
export type AccountFacts = {
  /** Cash that no open purchase keeps. */
  spendable: Cents;
  /** Shares of the symbol on the account, and how many of them open sales keep. */
  heldQty: Shares;
  reservedQty: Shares;
};

const ONE_DOLLAR = 100n;
const forbidden = (message: string, extra: object = {}) => brokerRefuse(403, CODES.forbidden, message, extra);

/** What the market says of a symbol when an order in it arrives. */
export type Prices = { phase: Phase; quote: Quote; last: Price };

/**
 * At which price an order is counted before it trades: its limit, and for one without the far side of the quote in the
 * session, the middle in extended hours, and the last trade while the market is closed.
 */
export function countedPrice(terms: OrderTerms, { phase, quote, last }: Prices): Price {
  const limit = limitOf(terms);
  if (limit !== null) return limit;
  if (terms.type === "trailing_stop" && terms.side === "buy") return trailedStop(terms, last);
  if (phase === "core") return terms.side === "buy" ? quote.ask : quote.bid;
  return phase === "pre" || phase === "after" ? quote.mid : last;
}

/** What an order is worth at a price. */
export function costBasis(terms: Pick<OrderTerms, "qty" | "notional">, at: Price, rounding: "up" | "down"): Cents {
  return terms.notional ?? notional(at, terms.qty ?? (0n as Shares), rounding);
}

/** Decides whether the account can do what is asked, and what the order keeps from others until it is over. */
export function checkAccount(terms: OrderTerms, at: Price, facts: AccountFacts): { reserved: bigint } | BrokerRefusal {
  return terms.side === "buy" ? checkPurchase(terms, at, facts) : checkSale(terms, at, facts);
}

function checkPurchase(
  terms: OrderTerms,
  at: Price,
  { spendable }: AccountFacts,
): { reserved: bigint } | BrokerRefusal {
  const cost = costBasis(terms, at, "up");
  if (costBasis(terms, at, "down") < ONE_DOLLAR) return forbidden("cost basis must be >= minimal amount of order 1");
  if (cost <= spendable) return { reserved: cost };
  return forbidden("insufficient buying power", {
    buying_power: formatCents(cents(spendable > 0n ? spendable : 0n)),
    cost_basis: formatCents(cost),
  });
}

function checkSale(terms: OrderTerms, at: Price, facts: AccountFacts): { reserved: bigint } | BrokerRefusal {
  const wanted = terms.qty ?? sharesFor(terms.notional ?? (0n as Cents), at);
  const available = facts.heldQty - facts.reservedQty;
  if (facts.heldQty === 0n && !isFractional(wanted)) return forbidden("account is not allowed to short");
  if (wanted <= available) return { reserved: wanted };
  const [requested, free] = [formatShares(wanted), formatShares(available)];
  return forbidden(`insufficient qty available for order (requested: ${requested}, available: ${free})`, {
    symbol: terms.symbol,
    existing_qty: formatShares(facts.heldQty),
    held_for_orders: formatShares(facts.reservedQty),
    available: free,
  });
}
