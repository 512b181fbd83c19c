import { z } from "zod";
import type { BookedActivity, BrokerExecution } from "./broker.ts";
import { readExactJson } from "./exact-json.ts";
import type { StreamedEvent } from "./follow-stream.ts";
import { describeIssues } from "./partner.ts";
import { CentsValue, ExecutedShares, ExecutionPrice, findDay, InstantValue, WrittenCents } from "./wire-values.ts";

const Side = z.enum(["buy", "sell"]);
const Id = z.string().min(1);

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

/** A correction and a bust are booked as trades too. */
const TradeKind = z.object({ details: z.object({ execution_type: z.string() }) });

/** An execution is bookable without its settlement day, which the calendar has too, and with only one of its times. */
const Trade = z.object({
  ref_id: Id,
  price: ExecutionPrice,
  qty: ExecutedShares,
  executed_at: InstantValue.nullish(),
  settle_date: z.unknown().optional(),
  details: z.object({ order_id: Id, client_order_id: Id, side: Side, symbol: Id }),
});

const CashIn = z.object({
  net_amount: CentsValue.refine((amount) => amount > 0n, "cash that came in is positive"),
  currency: z.literal("USD"),
  details: z.object({ reference: z.string().nullish() }).nullish(),
});

/** Reads one booking; null when it is on an account that is not ours. */
export function readActivity(streamed: StreamedEvent, accountId: string): BookedActivity | null {
  const { eventId, raw } = streamed;
  const value = streamed.value === undefined ? undefined : readExactJson(raw);
  const envelope = ActivityEnvelope.safeParse(value);
  if (!envelope.success) return isForeign(value, accountId) ? null : unreadable(streamed, envelope.error);
  const { ref_id: id, account_id, activity_type: type, status, at, previous_id } = envelope.data;
  if (account_id !== accountId) return null;
  const booked = { eventId, raw, id, at };
  const correctsId = previous_id || null;
  // A correction or a reversal has the type of what it corrects: only a plain booking may be taken for one.
  const plain = status === "executed" && correctsId === null;

  if (plain && type === "TRD" && TradeKind.safeParse(value).data?.details.execution_type === "fill") {
    const trade = Trade.safeParse(value);
    if (!trade.success) return unreadable(streamed, trade.error);
    const netAmount = envelope.data.net_amount?.cents ?? null;
    return { ...booked, kind: "execution", execution: bookedExecution(trade.data, at), netAmount };
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

function bookedExecution({ details, ...trade }: z.output<typeof Trade>, at: Temporal.Instant): BrokerExecution {
  return {
    id: trade.ref_id,
    orderId: details.order_id,
    clientOrderId: details.client_order_id,
    symbol: details.symbol,
    side: details.side,
    shares: trade.qty,
    price: trade.price.price,
    priceText: trade.price.text,
    executedAt: trade.executed_at ?? at,
    settlesOn: findDay(trade.settle_date),
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
