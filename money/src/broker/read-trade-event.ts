import { DecimalError } from "@kura/shared/money.ts";
import type { BrokerExecution, EventOrder, TradeEvent } from "./broker.ts";
import { readExactJson } from "./exact-json.ts";
import type { StreamedEvent } from "./follow-stream.ts";
import { readOrderStatus } from "./read-order.ts";
import { findDay, readExecutedShares, readExecutionPrice } from "./wire-values.ts";

// This runs for everything that happens to any order, so it reads by hand and only what is used of an event.

type Fields = Readonly<Record<string, unknown>>;

/** Something that an event lacks, by the name of its field. */
class UnfitEvent extends Error {}

/** Reads one trade event; null when it is about an account that is not ours (one stream carries all accounts). */
export function readTradeEvent(streamed: StreamedEvent, accountId: string): TradeEvent | null {
  const { eventId, raw } = streamed;
  try {
    const fields = exactFields(streamed);
    if (typeof fields.account_id === "string" && fields.account_id !== accountId) return null;
    text(fields, "account_id");
    return readOwn(fields, eventId, raw);
  } catch (error) {
    if (!(error instanceof UnfitEvent)) throw error;
    return { kind: "unreadable", eventId, raw, problem: error.message, execution: null };
  }
}

function readOwn(fields: Fields, eventId: string, raw: string): TradeEvent {
  const event = text(fields, "event");
  const order = readOrder(fields);
  if (event === "fill" || event === "partial_fill") {
    return { eventId, raw, kind: "fill", order, execution: readExecution(fields, order) };
  }
  const reason = typeof fields.reason === "string" ? fields.reason : null;
  if (event === "trade_bust" || event === "trade_correct") {
    const taken = { order, execution: null, previousExecutionId: text(fields, "previous_execution_id"), reason };
    if (event === "trade_bust") return { eventId, raw, ...taken, kind: "bust", corrected: null };
    return { eventId, raw, ...taken, kind: "correction", corrected: readExecution(fields, order) };
  }
  return { eventId, raw, kind: "order", event, order, execution: null, reason };
}

/** The event with exact amounts: only where one is written as a number is the text read again, number by number. */
function exactFields({ value, raw }: StreamedEvent): Fields {
  if (typeof value !== "object" || value === null) throw new UnfitEvent("the event is not a JSON object");
  const fields = value as Fields;
  const numbers = typeof fields.price === "number" || typeof fields.qty === "number";
  return numbers ? (readExactJson(raw) as Fields) : fields;
}

function readOrder(fields: Fields): EventOrder {
  const { order } = fields;
  if (typeof order !== "object" || order === null) throw new UnfitEvent("order: is missing");
  const of = order as Fields;
  const statusText = text(of, "status", "order.");
  return {
    id: text(of, "id", "order."),
    clientOrderId: text(of, "client_order_id", "order."),
    symbol: text(of, "symbol", "order."),
    side: of.side === "buy" || of.side === "sell" ? of.side : "other",
    status: readOrderStatus(statusText),
    statusText,
  };
}

/** A fill is bookable without its settlement day, which the calendar has too, and with only one of its two times. */
function readExecution(fields: Fields, { id, clientOrderId, symbol, side }: EventOrder): BrokerExecution {
  if (side === "other") throw new UnfitEvent("order.side: neither buy nor sell");
  const { price, text: priceText } = read(fields, "price", readExecutionPrice);
  return {
    id: text(fields, "execution_id"),
    orderId: id,
    clientOrderId,
    symbol,
    side,
    shares: read(fields, "qty", readExecutedShares),
    price,
    priceText,
    executedAt: read(fields, typeof fields.timestamp === "string" ? "timestamp" : "at", Temporal.Instant.from),
    settlesOn: findDay(fields.settle_date),
  };
}

function text(fields: Fields, name: string, prefix = ""): string {
  const value = fields[name];
  if (typeof value === "string" && value !== "") return value;
  throw new UnfitEvent(`${prefix}${name}: is missing`);
}

function read<Value>(fields: Fields, name: string, reading: (text: string) => Value): Value {
  const value = text(fields, name);
  try {
    return reading(value);
  } catch (error) {
    if (error instanceof DecimalError || error instanceof RangeError) throw new UnfitEvent(`${name}: ${error.message}`);
    throw error;
  }
}

/**
 * What else than its own id a repeat is known by: the broker has sent an execution again, as another event. One with
 * other figures is no repeat, and goes to whoever sees that they contradict each other.
 */
export function tradeKey(value: unknown): string | null {
  const { execution_id, event, order, price, qty } = (value ?? {}) as Fields;
  if (typeof execution_id !== "string" || execution_id === "") return null;
  return `${execution_id} ${event} ${(order as Fields | null | undefined)?.id} ${price} ${qty}`;
}
