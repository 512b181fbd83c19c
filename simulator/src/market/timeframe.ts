import {
  addDays,
  FIRST_DAY,
  LAST_DAY,
  newYorkDay,
  newYorkMoment,
  type Session,
  sessionOn,
  weekdayOf,
} from "../clock/us-calendar.ts";

/** How long a bar is. */
export type Timeframe = { unit: "minute" | "day" | "week" | "month"; count: number };

/** One bar's time: its trading days, and the moments between which it counts their prints. */
export type Bucket = { atMs: number; sessions: readonly Session[]; fromMs: number; toMs: number };

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 1_440;

const UNITS = [
  {
    written: /^(\d{1,2})(?:Min|T)$/,
    unit: "minute",
    minutes: 1,
    allowed: (count: number) => count >= 1 && count <= 59,
  },
  {
    written: /^(\d{1,2})(?:Hour|H)$/,
    unit: "minute",
    minutes: HOUR_MINUTES,
    allowed: (count: number) => count >= 1 && count <= 23,
  },
  { written: /^(\d{1,2})(?:Day|D)$/, unit: "day", minutes: 1, allowed: (count: number) => count === 1 },
  { written: /^(\d{1,2})(?:Week|W)$/, unit: "week", minutes: 1, allowed: (count: number) => count === 1 },
  {
    written: /^(\d{1,2})(?:Month|M)$/,
    unit: "month",
    minutes: 1,
    allowed: (count: number) => [1, 2, 3, 4, 6, 12].includes(count),
  },
] as const;

/** Reads a timeframe such as `15Min`, `1Hour`, `1Day`, `1Week` or `3Month`; null where there is none of that name. */
export function parseTimeframe(text: string): Timeframe | null {
  for (const { written, unit, minutes, allowed } of UNITS) {
    const count = Number(written.exec(text)?.[1] ?? 0);
    if (allowed(count)) return { unit, count: count * minutes };
  }
  return null;
}

/**
 * The bars of a timeframe whose beginnings lie between two moments, both included, in order of time or against it.
 *
 * Minutes and hours are counted from midnight in New York; a day, a week (from Monday) and months (from January) begin
 * there at midnight too.
 */
export function* bucketsBetween(
  timeframe: Timeframe,
  fromMs: number,
  toMs: number,
  descending: boolean,
): Generator<Bucket> {
  const first = beginOf(timeframe, later(newYorkDay(fromMs), FIRST_DAY));
  const last = beginOf(timeframe, earlier(newYorkDay(toMs), LAST_DAY));
  const step = descending ? -1 : 1;
  for (let on = descending ? last : first; first <= on && on <= last; on = moved(timeframe, on, step)) {
    for (const bucket of descending ? bucketsOf(timeframe, on).toReversed() : bucketsOf(timeframe, on)) {
      if (bucket.atMs >= fromMs && bucket.atMs <= toMs) yield bucket;
    }
  }
}

const later = (left: string, right: string) => (left > right ? left : right);
const earlier = (left: string, right: string) => (left < right ? left : right);

/** The first day of the time that a day belongs to. */
function beginOf({ unit, count }: Timeframe, on: string): string {
  if (unit === "week") return addDays(on, 1 - weekdayOf(on));
  if (unit !== "month") return on;
  const month = Number(on.slice(5, 7)) - 1;
  return `${on.slice(0, 5)}${String(month - (month % count) + 1).padStart(2, "0")}-01`;
}

/** The first day of the next such time, or of the one before. */
function moved({ unit, count }: Timeframe, on: string, step: 1 | -1): string {
  if (unit === "week") return addDays(on, 7 * step);
  if (unit !== "month") return addDays(on, step);
  return Temporal.PlainDate.from(on)
    .add({ months: count * step })
    .toString();
}

/** The bars that begin on the first day of such a time: many on one day, or one for it or more days. */
function bucketsOf(timeframe: Timeframe, on: string): Bucket[] {
  if (timeframe.unit === "minute") return minutesOf(timeframe.count, sessionOn(on));
  const end = moved(timeframe, on, 1);
  const sessions: Session[] = [];
  for (let day = on; day < end; day = addDays(day, 1)) {
    const session = sessionOn(day);
    if (session) sessions.push(session);
  }
  const [first, last] = [sessions[0], sessions.at(-1)];
  if (!first || !last) return [];
  const atMs = timeframe.unit === "day" ? midnightOf(first) : newYorkMoment(on, "00:00");
  return [{ atMs, sessions, fromMs: first.preOpenMs, toMs: last.afterCloseMs }];
}

/** Trading begins at 04:00, and the clocks never change on a trading day. */
function midnightOf({ preOpenMs }: Session): number {
  return preOpenMs - 4 * HOUR_MINUTES * MINUTE_MS;
}

function minutesOf(count: number, session: Session | null): Bucket[] {
  if (!session) return [];
  const midnightMs = midnightOf(session);
  const buckets: Bucket[] = [];
  for (let minute = 0; minute < DAY_MINUTES; minute += count) {
    const fromMs = midnightMs + minute * MINUTE_MS;
    const toMs = midnightMs + Math.min(minute + count, DAY_MINUTES) * MINUTE_MS;
    if (toMs <= session.preOpenMs || fromMs >= session.afterCloseMs) continue;
    buckets.push({ atMs: fromMs, sessions: [session], fromMs, toMs });
  }
  return buckets;
}
