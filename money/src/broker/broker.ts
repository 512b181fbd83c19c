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
 * What became of placing an order. The adapter has already looked wherever the answer left a doubt.
 *
 * - `accepted`: exactly our order is at the broker.
 * - `refused`: it is not, and the broker said why.
 * - `differs`: another symbol, side or size stands under our client order id. A person must look; ours is not there.
 * - `in_doubt`: nothing is there yet, or the broker cannot be asked (a time-out, 5xx, a key that is not accepted). The
 *   caller looks up the client order id again later, and only if it is not there places the same id again.
 *
 * `message` is the broker's own words, for people.
 */
export type Placed =
  | { readonly outcome: "accepted"; readonly order: BrokerOrder; readonly requestId: string | null }
  | {
      readonly outcome: "refused";
      readonly reason: OrderRefusal;
      readonly message: string;
      readonly requestId: string | null;
    }
  | {
      readonly outcome: "differs";
      readonly found: BrokerOrder;
      readonly message: string;
      readonly requestId: string | null;
    }
  | { readonly outcome: "in_doubt"; readonly message: string; readonly requestId: string | null };

/**
 * What became of asking for a cancellation. `requested` is not canceled: the end comes as an event, and may be a fill.
 * `not_cancelable`: the order is over, or being replaced; what it came to is in the order.
 */
export type Canceled =
  | { readonly outcome: "requested"; readonly requestId: string | null }
  | { readonly outcome: "not_cancelable"; readonly message: string; readonly requestId: string | null }
  | { readonly outcome: "not_found"; readonly requestId: string | null };

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
  /** The broker's settlement day; null where it left it out or unreadable, and the calendar's day holds. */
  readonly settlesOn: string | null;
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

/** Which order an event is about, and where it stood. What it came to in figures is asked for by its id. */
export type EventOrder = Pick<BrokerOrder, "id" | "clientOrderId" | "symbol" | "side" | "status" | "statusText">;

/** What happened to an order. Repeats are normal: an execution is known by its id, the rest by order and word. */
export type TradeEvent =
  | (Streamed & { readonly kind: "fill"; readonly order: EventOrder; readonly execution: BrokerExecution })
  | (Streamed & {
      /** An execution is taken back, or replaced by `corrected`. */
      readonly kind: "bust" | "correction";
      readonly order: EventOrder;
      readonly execution: null;
      readonly previousExecutionId: string;
      readonly corrected: BrokerExecution | null;
      readonly reason: string | null;
    })
  | (Streamed & {
      /** Anything else: `event` is the broker's word, such as `new`, `canceled`, or one we do not know. */
      readonly kind: "order";
      readonly event: string;
      readonly order: EventOrder;
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
  | (Booked & {
      readonly kind: "execution";
      readonly execution: BrokerExecution;
      /** What the broker moved for it, less than nothing for a purchase; rounded half to even. */
      readonly netAmount: Cents | null;
    })
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
 * The broker, in our words.
 *
 * What it cannot answer is thrown as a `PartnerError`: `refused` (it judged the question and said no; `problem` says
 * why), `outage` (no answer, or too much to ask at present) or `unreadable` (an answer not to be acted on). Looking up
 * and cancelling are asked again a few times before that; placing an order never is. Amounts are exact: one with more
 * digits than our unit holds makes its answer unreadable, by the name of its field. Fields, statuses and kinds that
 * we do not know never do.
 */
export type Broker = {
  /** Buys for an amount of dollars, at the market, in this session or at the next opening. Errors are `in_doubt`. */
  placeBuy(request: BuyRequest): Promise<Placed>;
  /** Sells a quantity, in the same way. */
  placeSell(request: SellRequest): Promise<Placed>;
  /** Asks for the rest of an order, by the broker's id, to be canceled. That it is over already is no error. */
  cancel(orderId: string): Promise<Canceled>;
  /** Null means that the broker has no such order, so far: one just placed may be missing for a while. */
  findByClientOrderId(clientOrderId: string): Promise<BrokerOrder | null>;
  /** The same, by the broker's own id. */
  findByOrderId(orderId: string): Promise<BrokerOrder | null>;
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
  /**
   * Follows what happens to orders, from an event on (null: from the very first) until stopped, in the batches in which
   * it arrives. A batch is applied when the next one is asked for. At least once: it begins some minutes before the
   * event, drops the repeats that it knows, resumes by itself, and ends with a `refused` only.
   */
  tradeEvents(from: Follow): AsyncIterable<readonly TradeEvent[]>;
  /**
   * The bookings after one (null: from the very first) up to now, in batches. None means that there is nothing new. It
   * begins some minutes earlier as well, for those that came late; what one connection has given, and more was asked
   * for after it, is not given again.
   */
  activities(from: { readonly afterId: string | null }): AsyncIterable<readonly BookedActivity[]>;
  close(): Promise<void>;
};

/** Where to begin, and until when. */
export type Follow = { readonly afterId: string | null; readonly signal: AbortSignal };
