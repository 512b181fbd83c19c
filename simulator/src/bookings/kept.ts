import { formatCents, formatPrice, formatShares } from "@kura/shared/money.ts";
import { uuidFrom } from "../chance.ts";
import { newYorkDay } from "../clock/us-calendar.ts";
import { formatMoment } from "../http.ts";
import type { Row, State } from "../state.ts";
import type { Booking } from "./book.ts";
import { detailsOf } from "./details.ts";

/** Keeps a booking for the lists of activities, in the shape in which they show it. */
export function keepBooking(state: State, booking: Booking, atMs: number): void {
  const type = booking.type === "TRD" ? "FILL" : booking.type;
  const id = freeId(state, booking, atMs);
  const row = { id, account_id: booking.accountId, activity_type: type };
  const body = booking.type === "TRD" ? fillView(booking) : otherView(booking, atMs);
  state.run(
    "insert into booking (id, account_id, type, order_id, booked_at, body) values (?, ?, ?, ?, ?, ?)",
    id,
    booking.accountId,
    type,
    detailsOf(booking).order_id ?? null,
    atMs,
    JSON.stringify({ ...row, ...body }),
  );
}

/** `<17 digit New York time>::<uuid>`; where two accounts share one reference, the second gets a UUID of its own. */
function freeId(state: State, { refId, accountId }: Booking, atMs: number): string {
  const time = newYorkTime(atMs);
  const id = `${time}::${refId}`;
  const taken = state.find("select 1 as taken from booking where id = ?", id) !== null;
  return taken ? `${time}::${uuidFrom(state.seed, "activity", refId, accountId)}` : id;
}

/** A moment as seventeen digits of New York's wall clock, down to the millisecond. */
export function newYorkTime(ms: number): string {
  const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO("America/New_York");
  const text = local.toPlainDateTime().toString({ fractionalSecondDigits: 3 });
  return text.replaceAll(/\D/g, "");
}

function fillView(booking: Booking): object {
  const { qty, price, executedAtMs } = booking;
  const details = detailsOf(booking);
  const { execution_type: kind = "fill", order_status: status } = details;
  return {
    transaction_time: formatMoment(executedAtMs),
    type: kind === "fill" ? (status === "filled" ? "fill" : "partial_fill") : kind,
    price: formatPrice(price ?? 0n),
    qty: formatShares(qty ?? 0n),
    cum_qty: details.cum_qty,
    leaves_qty: details.leaves_qty,
    side: details.side,
    symbol: details.symbol,
    order_id: details.order_id,
    order_status: status,
  };
}

function otherView(booking: Booking, atMs: number): object {
  const { subtype } = booking;
  const details = detailsOf(booking);
  const { symbol, cusip, rate, group_id: groupId } = details;
  return {
    date: newYorkDay(atMs),
    created_at: formatMoment(atMs),
    net_amount: formatCents(booking.net),
    description: details.description ?? "",
    status: booking.status ?? "executed",
    currency: "USD",
    ...(subtype === undefined ? {} : { activity_sub_type: subtype }),
    ...(symbol === undefined ? {} : { symbol }),
    ...(cusip === undefined ? {} : { cusip }),
    ...(booking.qty === undefined ? {} : { qty: formatShares(booking.qty) }),
    ...(rate === undefined ? {} : { per_share_amount: rate }),
    ...(groupId === undefined ? {} : { group_id: groupId }),
  };
}

/** Which bookings a list shows. `afterMs` and `untilMs` are moments of booking; `after` itself is not included. */
export type BookingFilter = {
  accountId: string | null;
  types: readonly string[] | null;
  category: "trade_activity" | "non_trade_activity" | null;
  orderId: string | null;
  afterMs: number | null;
  untilMs: number | null;
  fromMs: number | null;
  descending: boolean;
  pageToken: string | null;
  /** Null where all are shown. */
  limit: number | null;
};

type BookingRow = Row & { body: string };

/** The bookings of a list in the order in which they were booked, as texts of JSON; null where its token is unknown. */
export function listBookings(state: State, filter: BookingFilter): string[] | null {
  const { pageToken, descending, limit } = filter;
  const last = pageToken === null ? null : findSequence(state, pageToken);
  if (pageToken !== null && last === null) return null;
  const where: string[] = [];
  const values: (string | number)[] = [];
  const only = (condition: string, value: string | number | null) => {
    if (value === null) return;
    where.push(condition);
    values.push(value);
  };
  only("account_id = ?", filter.accountId);
  only("type in (select value from json_each(?))", filter.types && JSON.stringify(filter.types));
  only("(type = 'FILL') = (? = 'trade_activity')", filter.category);
  only("order_id = ?", filter.orderId);
  only("booked_at > ?", filter.afterMs);
  only("booked_at >= ?", filter.fromMs);
  only("booked_at <= ?", filter.untilMs);
  only(descending ? "sequence < ?" : "sequence > ?", last);
  const all = where.length === 0 ? "" : `where ${where.join(" and ")}`;
  const sql = `select body from booking ${all} order by sequence ${descending ? "desc" : "asc"} limit ?`;
  return state.all<BookingRow>(sql, ...values, limit ?? -1).map(({ body }) => body);
}

function findSequence(state: State, id: string): number | null {
  const row = state.find<Row & { sequence: bigint }>("select sequence from booking where id = ?", id);
  return row && Number(row.sequence);
}
