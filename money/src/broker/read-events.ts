import { z } from "zod";
import type { BookedActivity, BrokerExecution, TradeEvent } from "./broker.ts";
import type { StreamedEvent } from "./follow-stream.ts";
import { describeIssues } from "./partner.ts";
import { OrderValue } from "./read-order.ts";
import { CentsValue, DayValue, InstantValue, SharesValue, WrittenCents, WrittenPrice } from "./wire-values.ts";

const Side = z.enum(["buy", "sell"]);
const Id = z.string().min(1);

const TradeEnvelope = z.object({
  event: z.string(),
  account_id: z.string(),
  order: OrderValue,
  reason: z.string().nullish(),
});

/** What a fill says besides its order. A fill without its id, price, quantity or settlement day is not booked. */
const Fill = z.object({
  execution_id: Id,
  price: WrittenPrice,
  qty: SharesValue.refine((quantity) => quantity > 0n, "a fill has a quantity"),
  timestamp: InstantValue,
  settle_date: DayValue,
  order: z.object({ side: Side }),
});
const Previous = z.object({ previous_execution_id: Id });

/** Reads one trade event; null when it is about an account that is not ours (one stream carries all accounts). */
export function readTradeEvent(streamed: StreamedEvent, accountId: string): TradeEvent | null {
  const { eventId, raw, value } = streamed;
  const envelope = TradeEnvelope.safeParse(value);
  if (!envelope.success) return isForeign(value, accountId) ? null : unreadable(streamed, envelope.error);
  const { event, order, account_id, reason = null } = envelope.data;
  if (account_id !== accountId) return null;
  const place = { eventId, raw };

  if (event === "fill" || event === "partial_fill") {
    const fill = Fill.safeParse(value);
    if (!fill.success) return unreadable(streamed, fill.error);
    return { ...place, kind: "fill", order, execution: executionOf(fill.data, order) };
  }
  if (event === "trade_bust" || event === "trade_correct") {
    const previous = Previous.safeParse(value);
    if (!previous.success) return unreadable(streamed, previous.error);
    const facts = { order, execution: null, previousExecutionId: previous.data.previous_execution_id, reason };
    if (event === "trade_bust") return { ...place, ...facts, kind: "bust", corrected: null };
    const fill = Fill.safeParse(value);
    if (!fill.success) return unreadable(streamed, fill.error);
    return { ...place, ...facts, kind: "correction", corrected: executionOf(fill.data, order) };
  }
  return { ...place, kind: "order", event, order, execution: null, reason };
}

function executionOf(fill: z.output<typeof Fill>, order: z.output<typeof OrderValue>): BrokerExecution {
  return {
    id: fill.execution_id,
    orderId: order.id,
    clientOrderId: order.clientOrderId,
    symbol: order.symbol,
    side: fill.order.side,
    shares: fill.qty,
    price: fill.price.price,
    priceText: fill.price.text,
    executedAt: fill.timestamp,
    settlesOn: fill.settle_date,
  };
}

const ActivityEnvelope = z.object({
  ref_id: Id,
  previous_id: z.string().nullish(),
  account_id: z.string(),
  activity_type: z.string(),
  activity_subtype: z.string().nullish(),
  status: z.string(),
  at: InstantValue,
  net_amount: WrittenCents.nullish(),
});

const Trade = z.object({
  ref_id: Id,
  price: WrittenPrice,
  qty: SharesValue.refine((quantity) => quantity > 0n, "an execution has a quantity"),
  net_amount: WrittenCents,
  executed_at: InstantValue,
  settle_date: DayValue,
  details: z.object({ order_id: Id, client_order_id: Id, side: Side, symbol: Id, execution_type: z.string() }),
});

const CashIn = z.object({
  net_amount: CentsValue.refine((amount) => amount > 0n, "cash that came in is positive"),
  currency: z.literal("USD"),
  details: z.object({ reference: z.string().nullish() }).nullish(),
});

/** Reads one booking; null when it is on an account that is not ours. */
export function readActivity(streamed: StreamedEvent, accountId: string): BookedActivity | null {
  const { eventId, raw, value } = streamed;
  const envelope = ActivityEnvelope.safeParse(value);
  if (!envelope.success) return isForeign(value, accountId) ? null : unreadable(streamed, envelope.error);
  const { ref_id: id, account_id, activity_type: type, status, at, previous_id } = envelope.data;
  if (account_id !== accountId) return null;
  const booked = { eventId, raw, id, at };
  const correctsId = previous_id || null;
  // A correction or a reversal has the type of what it corrects: only a plain booking may be taken for one.
  const plain = status === "executed" && correctsId === null;

  if (plain && type === "TRD") {
    const trade = Trade.safeParse(value);
    if (!trade.success) return unreadable(streamed, trade.error);
    const { details, net_amount } = trade.data;
    if (details.execution_type === "fill") {
      return { ...booked, kind: "execution", execution: bookedExecution(trade.data), netAmount: net_amount.cents };
    }
  }
  if (plain && type === "CSD") {
    const cash = CashIn.safeParse(value);
    if (!cash.success) return unreadable(streamed, cash.error);
    const reference = cash.data.details?.reference ?? null;
    return { ...booked, kind: "cash_in", amount: cash.data.net_amount, reference, execution: null };
  }
  const { activity_subtype: subtype = null, net_amount } = envelope.data;
  const amount = { netAmount: net_amount?.cents ?? null, netAmountText: net_amount?.text ?? null };
  return { ...booked, kind: "other", type, subtype, status, correctsId, ...amount, execution: null };
}

function bookedExecution({ details, ...trade }: z.output<typeof Trade>): BrokerExecution {
  return {
    id: trade.ref_id,
    orderId: details.order_id,
    clientOrderId: details.client_order_id,
    symbol: details.symbol,
    side: details.side,
    shares: trade.qty,
    price: trade.price.price,
    priceText: trade.price.text,
    executedAt: trade.executed_at,
    settlesOn: trade.settle_date,
  };
}

/** Whether an event that we cannot read is plainly about another account. */
function isForeign(value: unknown, accountId: string): boolean {
  const account = (value as { account_id?: unknown } | null | undefined)?.account_id;
  return typeof account === "string" && account !== accountId;
}

function unreadable({ eventId, raw }: StreamedEvent, error: z.ZodError) {
  return { kind: "unreadable", eventId, raw, problem: describeIssues(error), execution: null } as const;
}
