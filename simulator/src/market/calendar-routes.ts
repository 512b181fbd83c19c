import { type BrokerRefusal, brokerAnswer, brokerRefuse, CODES } from "../broker-http.ts";
import {
  addDays,
  FIRST_DAY,
  LAST_DAY,
  nextTimes,
  type Session,
  sessionAt,
  sessionsBetween,
  settlesOn,
} from "../clock/us-calendar.ts";
import { type App, parseMoment } from "../http.ts";
import type { World } from "../world.ts";

type Query = Record<string, unknown>;

/** When the market is open: now, and on which days. */
export function calendarRoutes(app: App, { clock }: World, prefix: "/v1" | "/v2"): void {
  app.get(`${prefix}/clock`, (_request, reply) => {
    const nowMs = clock.nowMs();
    const next = nextTimes(nowMs);
    return brokerAnswer(reply, {
      timestamp: newYorkText(nowMs),
      is_open: sessionAt(nowMs) !== null,
      next_open: newYorkText(next.openMs),
      next_close: newYorkText(next.closeMs),
    });
  });
  app.get<{ Querystring: Query }>(`${prefix}/calendar`, (request, reply) =>
    brokerAnswer(reply, listCalendar(request.query)),
  );
}

/** A trade settles within a week and a half, even in the days when that took three days. */
const LONGEST_SETTLEMENT_DAYS = 12;

/** The calendar from one day to another, by trading day or by settlement day. */
function listCalendar(query: Query): object[] | BrokerRefusal {
  const { date_type: by = "TRADING" } = query;
  const start = readDay(query.start ?? FIRST_DAY);
  const end = readDay(query.end ?? LAST_DAY);
  if (by !== "TRADING" && by !== "SETTLEMENT") return brokerRefuse(422, CODES.invalid, "date_type is invalid");
  if (start === null) return brokerRefuse(422, CODES.invalid, "start is not a valid date");
  if (end === null) return brokerRefuse(422, CODES.invalid, "end is not a valid date");
  if (start > end) return brokerRefuse(422, CODES.invalid, "start must not be after end");
  const first = by === "SETTLEMENT" && start > FIRST_DAY ? addDays(start, -LONGEST_SETTLEMENT_DAYS) : start;
  const sessions = sessionsBetween(first > FIRST_DAY ? first : FIRST_DAY, end < LAST_DAY ? end : LAST_DAY);
  const days = sessions.map(calendarDay);
  return by === "SETTLEMENT" ? days.filter((day) => day.settlement_date >= start && day.settlement_date <= end) : days;
}

function calendarDay({ on, half }: Session) {
  return {
    date: on,
    open: "09:30",
    close: half ? "13:00" : "16:00",
    session_open: "0400",
    session_close: half ? "1700" : "2000",
    settlement_date: settlesOn(on),
  };
}

/** Reads a day, or the day that a whole timestamp is written with. */
function readDay(value: unknown): string | null {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}(T|$)/.test(value)) return null;
  return parseMoment(value) === null ? null : value.slice(0, 10);
}

/** A moment as the broker writes it: with New York's offset. */
function newYorkText(ms: number): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO("America/New_York");
  return zoned.toString({ timeZoneName: "never" });
}
