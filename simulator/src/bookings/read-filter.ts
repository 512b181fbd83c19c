import { type BrokerRefusal, brokerRefuse, CODES, isBrokerRefusal } from "../broker-http.ts";
import { addDays, newYorkMoment } from "../clock/us-calendar.ts";
import { parseMoment } from "../http.ts";
import type { BookingFilter } from "./kept.ts";

export type ActivityQuery = Readonly<Record<string, string | string[] | undefined>>;

const MOST_ROWS = 100;
const invalid = (message: string) => brokerRefuse(422, CODES.invalid, message);

/** Reads which bookings somebody wants to see. `only` is the one type that the path names, if it does. */
export function readFilter(query: ActivityQuery, only: string | null): BookingFilter | BrokerRefusal {
  const types = readTypes(query, only);
  if (types !== null && isBrokerRefusal(types)) return types;
  const category = textOf(query.category);
  if (category !== null && !isCategory(category)) return invalid("category is invalid");
  if (category !== null && types !== null) return invalid("category and activity_types cannot be combined");
  const direction = textOf(query.direction) ?? "desc";
  if (direction !== "asc" && direction !== "desc") return invalid("direction is invalid");
  const span = readSpan(query);
  if (isBrokerRefusal(span)) return span;
  const size = readSize(query);
  if (size !== null && typeof size === "object") return size;
  return {
    accountId: textOf(query.account_id),
    types,
    category,
    orderId: textOf(query.order_id),
    ...span,
    descending: direction === "desc",
    pageToken: textOf(query.page_token),
    limit: size ?? (textOf(query.date) === null ? MOST_ROWS : Number.MAX_SAFE_INTEGER),
  };
}

function readTypes(query: ActivityQuery, only: string | null): readonly string[] | null | BrokerRefusal {
  const given = only ?? textOf(query.activity_types);
  if (given === null) return null;
  const types = given.split(",").map((type) => type.trim());
  return types.every((type) => /^[A-Z_]{2,16}$/.test(type)) ? types : invalid("activity_types is invalid");
}

function isCategory(text: string): text is "trade_activity" | "non_trade_activity" {
  return text === "trade_activity" || text === "non_trade_activity";
}

type Span = Pick<BookingFilter, "afterMs" | "untilMs" | "fromMs">;

/** From when to when: one New York day, or after one moment and until another. */
function readSpan(query: ActivityQuery): Span | BrokerRefusal {
  const [date, after, until] = [textOf(query.date), textOf(query.after), textOf(query.until)];
  if (date === null) {
    const [afterMs, untilMs] = [momentOf(after), momentOf(until)];
    if (Number.isNaN(afterMs)) return invalid("after is not a valid time");
    if (Number.isNaN(untilMs)) return invalid("until is not a valid time");
    return { afterMs, untilMs, fromMs: null };
  }
  if (after !== null || until !== null) return invalid("date cannot be combined with after and until");
  if (parseMoment(date) === null) return invalid("date is not a valid date");
  const on = date.slice(0, 10);
  return {
    fromMs: newYorkMoment(on, "00:00"),
    untilMs: newYorkMoment(addDays(on, 1), "00:00") - 1,
    afterMs: null,
  };
}

function readSize(query: ActivityQuery): number | null | BrokerRefusal {
  const text = textOf(query.page_size);
  if (text === null) return null;
  const size = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (size < 1) return invalid("page_size is invalid");
  if (size > MOST_ROWS && textOf(query.date) === null) return invalid(`page_size must be from 1 to ${MOST_ROWS}`);
  return size;
}

/** A moment, null where none is given, or NaN where what is given is none. */
function momentOf(text: string | null): number | null {
  return text === null ? null : (parseMoment(text) ?? Number.NaN);
}

function textOf(value: string | string[] | undefined): string | null {
  if (value === undefined || value === "") return null;
  return Array.isArray(value) ? value.join(",") : value;
}
