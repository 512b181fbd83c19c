import type { TradingDay } from "@kura/shared/calendar.ts";
import type { Cents, Price, Shares } from "@kura/shared/money.ts";

/** Where an order stands at the broker, in its own words. A word that it adds later is `unknown`, never an error. */
export const ORDER_STATUSES = [
  "accepted",
  "pending_new",
  "new",
  "accepted_for_bidding",
  "held",
  "stopped",
  "suspended",
  "calculated",
  "partially_filled",
  "pending_cancel",
  "pending_replace",
  "done_for_day",
  "filled",
  "canceled",
  "expired",
  "rejected",
  "replaced",
  "unknown",
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** An order as the broker shows it. What was filled is in `filled`, never in the status. */
export type BrokerOrder = {
  readonly id: string;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: "buy" | "sell" | "other";
  /** The one that was asked by is set, the other is null. */
  readonly notional: Cents | null;
  readonly quantity: Shares | null;
  readonly status: OrderStatus;
  readonly statusText: string;
  readonly filled: Shares;
  readonly averagePrice: Price | null;
  readonly averagePriceText: string | null;
  readonly submittedAt: Temporal.Instant | null;
  readonly updatedAt: Temporal.Instant | null;
};

export type BuyRequest = { readonly clientOrderId: string; readonly symbol: string; readonly notional: Cents };
export type SellRequest = { readonly clientOrderId: string; readonly symbol: string; readonly quantity: Shares };

/** Why the broker said no to an order. It has kept nothing, and the client order id is still free. */
export type OrderRefusal =
  | "insufficient_buying_power"
  | "insufficient_shares"
  /** An order on the other side of the symbol is open in our one account (its wash-trade rule). */
  | "opposite_order_open"
  | "below_minimum"
  | "not_fractionable"
  | "not_tradable"
  | "unknown_symbol"
  | "invalid_request"
  | "other";

/**
 * What became of placing an order.
 *
 * `in_doubt`: the order may exist, or the broker never looked at it (a time-out, 5xx, 429, an unreadable answer, an id
 * that is taken). The caller looks it up by its client order id, and only if it is not there places it again.
 */
export type Placed =
  | { readonly outcome: "accepted"; readonly order: BrokerOrder; readonly requestId: string | null }
  | {
      readonly outcome: "refused";
      readonly reason: OrderRefusal;
      readonly message: string;
      readonly requestId: string | null;
    }
  | { readonly outcome: "in_doubt"; readonly message: string; readonly requestId: string | null };

/** One execution. `id` is the same in the trade events and in the booked activities. */
export type BrokerExecution = {
  readonly id: string;
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly shares: Shares;
  /** Rounded half to even where the broker gave more than six decimals; `priceText` is what it gave. */
  readonly price: Price;
  readonly priceText: string;
  readonly executedAt: Temporal.Instant;
  readonly settlesOn: string;
};

type Streamed = {
  /** Where to resume after it. An event without an id of its own has that of the one before. */
  readonly eventId: string;
  readonly raw: string;
};

/** Something that the broker sent and that we cannot read: it goes to a person, and the stream goes on. */
export type Unreadable = Streamed & {
  readonly kind: "unreadable";
  readonly problem: string;
  readonly execution: null;
};

/** What happened to an order. Repeats are normal: an execution is known by its id, the rest by order and word. */
export type TradeEvent =
  | (Streamed & { readonly kind: "fill"; readonly order: BrokerOrder; readonly execution: BrokerExecution })
  | (Streamed & {
      /** An execution is taken back, or replaced by `corrected`. */
      readonly kind: "bust" | "correction";
      readonly order: BrokerOrder;
      readonly execution: null;
      readonly previousExecutionId: string;
      readonly corrected: BrokerExecution | null;
      readonly reason: string | null;
    })
  | (Streamed & {
      /** Anything else: `event` is the broker's word, such as `new`, `canceled`, or one we do not know. */
      readonly kind: "order";
      readonly event: string;
      readonly order: BrokerOrder;
      readonly execution: null;
      readonly reason: string | null;
    })
  | Unreadable;

type Booked = Streamed & {
  /** The broker's id of the booking: what repeats are known by. */
  readonly id: string;
  readonly at: Temporal.Instant;
};

/** One booking on the pool's account. */
export type BookedActivity =
  | (Booked & { readonly kind: "execution"; readonly execution: BrokerExecution; readonly netAmount: Cents })
  | (Booked & {
      /** Dollars have arrived; `reference` is what their sender wrote, if the broker passes it on. */
      readonly kind: "cash_in";
      readonly amount: Cents;
      readonly reference: string | null;
      readonly execution: null;
    })
  | (Booked & {
      /** All the rest: dividends, fees, cash out, corrections and reversals, and types that do not exist yet. */
      readonly kind: "other";
      readonly type: string;
      readonly subtype: string | null;
      readonly status: string;
      /** The booking that this one corrects or takes back. */
      readonly correctsId: string | null;
      readonly netAmount: Cents | null;
      readonly netAmountText: string | null;
      readonly execution: null;
    })
  | Unreadable;

/** The pool's money at the broker. `cash` is trade-date: it moves when a trade fills. */
export type BrokerAccount = {
  readonly cash: Cents;
  readonly cashText: string;
  readonly buyingPower: Cents;
  readonly status: string;
  /** The broker will take no orders. */
  readonly blocked: boolean;
};

/** Shares of one symbol in the pool, trade-date; less than none when short. */
export type BrokerPosition = { readonly symbol: string; readonly quantity: Shares; readonly available: Shares };

export type BrokerAsset = {
  readonly symbol: string;
  readonly name: string;
  readonly tradable: boolean;
  readonly fractionable: boolean;
};

export type Quote = { readonly bid: Price; readonly ask: Price; readonly at: Temporal.Instant };

/**
 * The broker, in our words. Every method asks once; what it cannot answer is thrown as a `PartnerError`, to be asked
 * again by whoever does the work.
 */
export type Broker = {
  /** Buys for an amount of dollars, at the market, in this session or at the next opening. */
  placeBuy(request: BuyRequest): Promise<Placed>;
  /** Sells a quantity, in the same way. */
  placeSell(request: SellRequest): Promise<Placed>;
  /** Null means that the broker has no such order. */
  findByClientOrderId(clientOrderId: string): Promise<BrokerOrder | null>;
  listOpenOrders(): Promise<BrokerOrder[]>;
  /** All orders submitted after a moment, in that order. One just placed may be missing for a while. */
  ordersSince(after: Temporal.Instant): Promise<BrokerOrder[]>;
  account(): Promise<BrokerAccount>;
  positions(): Promise<BrokerPosition[]>;
  /** Everything that can be held; what is not listed cannot be traded. */
  assets(): Promise<BrokerAsset[]>;
  /** The sessions of the days from one to another, both included. */
  calendar(days: { readonly from: string; readonly to: string }): Promise<TradingDay[]>;
  /** By symbol. One without a price on both sides is left out, and so is one the broker does not know. */
  latestQuotes(symbols: readonly string[]): Promise<Map<string, Quote>>;
  /** Follows what happens to orders, from after an event (null: from the very first) until stopped. At least once. */
  tradeEvents(from: { readonly afterId: string | null; readonly signal: AbortSignal }): AsyncIterable<TradeEvent>;
  /** The next bookings after one (null: from the very first), some hundreds at most. None means that is all so far. */
  activities(from: { readonly afterId: string | null }): Promise<BookedActivity[]>;
  close(): Promise<void>;
};
