import { uuidFrom } from "../chance.ts";
import type { Occasion } from "../faults/faults.ts";

/** What is looked at in an event's body; each stream has some of it. */
type Body = {
  event_id?: unknown;
  event_ulid?: unknown;
  event?: string;
  execution_id?: string;
  ref_id?: string;
  journal_id?: string;
  entity_id?: string;
  status?: string;
  status_to?: string;
  type?: string;
  system_date?: string;
  symbol?: string;
  order?: { client_order_id?: string; symbol?: string };
  details?: { symbol?: string };
};

/** The words by which chance knows an event: what it tells of, never when it came or what its id is. */
export function eventOccasion(stream: string, accountId: string | null, event: object): Occasion {
  const body: Body = event;
  const subject = body.order?.client_order_id ?? body.ref_id ?? body.journal_id ?? body.entity_id ?? body.type ?? "";
  const happened = body.event ?? body.status_to ?? body.status ?? body.system_date ?? "";
  return {
    key: [stream, accountId ?? "", subject, happened, body.execution_id ?? ""].join(" "),
    symbol: body.order?.symbol ?? body.details?.symbol ?? body.symbol,
  };
}

/** An event as it was told before it was published, now with its id; the accounts' stream has a number as well. */
export function withId(event: object, id: string, sequence: number): object {
  const body: Body = event;
  return body.event_ulid === undefined ? { ...body, event_id: id } : { ...body, event_ulid: id, event_id: sequence };
}

/** An order's event of a name that no list has: it says nothing of a trade. */
export function unknownEvent(event: object): object {
  const { execution_id, price, qty, position_qty, settle_date, reason, ...rest } = event as Record<string, unknown>;
  return { ...rest, event: "order_reviewed" };
}

/** A booking of a type that no list has: it moves nothing. */
export function unknownActivity(seed: number, event: object): object {
  const { previous_id, activity_subtype, ...rest } = event as Record<string, unknown>;
  const nothing = { qty: "0", price: "0", net_amount: "0.00", details: {} };
  return { ...rest, ref_id: uuidFrom(seed, "unknown activity", String(rest.ref_id)), activity_type: "QRX", ...nothing };
}
