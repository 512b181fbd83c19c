import { assert } from "@kura/shared/assert.ts";
import { bankHolidays, halfDays, holidays } from "./us-holidays.ts";

/**
 * One trading day of the US exchanges: the core session between `openMs` and `closeMs`, with trading before it from
 * `preOpenMs` and after it until `afterCloseMs`. Days are New York days, moments are milliseconds since 1970.
 */
export type Session = {
  on: string;
  openMs: number;
  closeMs: number;
  half: boolean;
  preOpenMs: number;
  afterCloseMs: number;
};

/** What a moment is to the market: `overnight` leads into a trading day, `closed` is everything else outside one. */
export type Phase = "pre" | "core" | "after" | "overnight" | "closed";

/**
 * The years that the rules cover. 2024 to 2028 were compared day by day with the exchanges' published calendars; the
 * others follow the same rules and the exceptions listed with them.
 */
export const FIRST_DAY = "2000-01-01";
export const LAST_DAY = "2029-12-31";

/** From a trade date on, how many settlement days later US stocks settle. */
const SETTLEMENT_LAGS = [
  ["2024-05-28", 1],
  ["2017-09-05", 2],
  ["", 3],
] as const;
const NEW_YORK = "America/New_York";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** New York's distance to UTC during one UTC day; it changes at most once in it. */
type Offset = { beforeMs: number; changesAtMs: number; afterMs: number };
const offsets = new Map<number, Offset>();

function offsetOn(utcDay: number): Offset {
  const known = offsets.get(utcDay);
  if (known) return known;
  const start = Temporal.Instant.fromEpochMilliseconds(utcDay * DAY_MS).toZonedDateTimeISO(NEW_YORK);
  const change = start.getTimeZoneTransition("next")?.epochMilliseconds ?? Number.POSITIVE_INFINITY;
  const end = start.add({ hours: 24 });
  const inMs = (at: Temporal.ZonedDateTime) => at.offsetNanoseconds / 1_000_000;
  const offset = { beforeMs: inMs(start), changesAtMs: change, afterMs: inMs(end) };
  offsets.set(utcDay, offset);
  return offset;
}

const dayTexts = new Map<number, string>();

/** The day with a number, counted from 1970-01-01. */
function dayText(number: number): string {
  const known = dayTexts.get(number);
  if (known !== undefined) return known;
  const text = new Date(number * DAY_MS).toISOString().slice(0, 10);
  dayTexts.set(number, text);
  return text;
}

/** The number of a day, counted from 1970-01-01. */
function dayNumber(on: string): number {
  return Date.parse(`${on}T00:00:00Z`) / DAY_MS;
}

/** The New York day of a moment. */
export function newYorkDay(ms: number): string {
  const { beforeMs, changesAtMs, afterMs } = offsetOn(Math.floor(ms / DAY_MS));
  return dayText(Math.floor((ms + (ms < changesAtMs ? beforeMs : afterMs)) / DAY_MS));
}

/** The moment of a New York wall-clock time such as `09:30`. */
export function newYorkMoment(on: string, time: string): number {
  return Temporal.PlainDate.from(on).toZonedDateTime({ timeZone: NEW_YORK, plainTime: time }).epochMilliseconds;
}

/** The day some days later. */
export function addDays(on: string, days: number): string {
  return dayText(dayNumber(on) + days);
}

/** The day of the week, from Monday (1) to Sunday (7). */
export function weekdayOf(on: string): number {
  return ((((dayNumber(on) + 3) % 7) + 7) % 7) + 1; // 1970-01-01 was a Thursday
}

type Year = { closed: ReadonlySet<string>; half: ReadonlySet<string>; banks: ReadonlySet<string> };
const years = new Map<number, Year>();
const sessions = new Map<string, Session | null>();

function yearOf(on: string): Year {
  const year = Number(on.slice(0, 4));
  let found = years.get(year);
  if (!found) {
    found = { closed: holidays(year), half: halfDays(year), banks: bankHolidays(year) };
    years.set(year, found);
  }
  return found;
}

/** The session of a day; null when the exchanges are closed all day. */
export function sessionOn(on: string): Session | null {
  const known = sessions.get(on);
  if (known !== undefined) return known;
  const { closed, half } = yearOf(on);
  const session = weekdayOf(on) <= 5 && !closed.has(on) ? openSession(on, half.has(on)) : null;
  sessions.set(on, session);
  return session;
}

/** The hours of a trading day. The clocks change on Sundays only, so the hours of a trading day are all as long. */
function openSession(on: string, half: boolean): Session {
  const midnightMs = newYorkMoment(on, "00:00");
  const at = (hours: number) => midnightMs + hours * HOUR_MS;
  const [closes, afterCloses] = half ? [13, 17] : [16, 20];
  const core = { on, openMs: at(9) + HOUR_MS / 2, closeMs: at(closes), half };
  return { ...core, preOpenMs: at(4), afterCloseMs: at(afterCloses) };
}

/** What a moment is to the market. Overnight trading leads from 20:00 into a trading day at 04:00. */
export function phaseAt(ms: number): Phase {
  const on = newYorkDay(ms);
  const session = sessionOn(on);
  if (session) {
    if (ms < session.preOpenMs) return "overnight";
    if (ms < session.openMs) return "pre";
    if (ms < session.closeMs) return "core";
    if (ms < session.afterCloseMs) return "after";
  }
  const next = sessionOn(addDays(on, 1));
  return next && ms >= next.preOpenMs - 8 * HOUR_MS ? "overnight" : "closed";
}

/** Whether trades settle and wires arrive on a day. */
export function isSettlementDay(on: string): boolean {
  return sessionOn(on) !== null && !yearOf(on).banks.has(on);
}

/** The first settlement day that is this day or later. */
export function settlementDayFrom(on: string): string {
  let day = on;
  while (!isSettlementDay(day)) day = addDays(day, 1);
  return day;
}

/**
 * The day on which a trade settles: the next settlement day,
 * or the second (before 2024-05-28) or third (before 2017-09-05).
 */
export function settlesOn(tradeOn: string): string {
  assert(sessionOn(tradeOn) !== null, "settlesOn: trades happen on trading days");
  const lag = SETTLEMENT_LAGS.find(([since]) => tradeOn >= since)?.[1] ?? 1;
  let day = tradeOn;
  for (let left = lag; left > 0; left -= 1) day = settlementDayFrom(addDays(day, 1));
  return day;
}

/** The session that is going on at a moment; null when the market is closed. */
export function sessionAt(ms: number): Session | null {
  const session = sessionOn(newYorkDay(ms));
  return session && ms >= session.openMs && ms < session.closeMs ? session : null;
}

/** The first session that opens after a moment. */
export function nextSession(ms: number): Session {
  for (let on = newYorkDay(ms); ; on = addDays(on, 1)) {
    const session = sessionOn(on);
    if (session && session.openMs > ms) return session;
  }
}

/** The last session that has opened by a moment. */
export function latestSession(ms: number): Session {
  for (let on = newYorkDay(ms); ; on = addDays(on, -1)) {
    const session = sessionOn(on);
    if (session && session.openMs <= ms) return session;
  }
}

/** The last trading day on which anything could be traded before a moment, before its core session too. */
export function latestTradingDay(beforeMs: number): Session {
  for (let on = newYorkDay(beforeMs); ; on = addDays(on, -1)) {
    const session = sessionOn(on);
    if (session && session.preOpenMs < beforeMs) return session;
  }
}

/** The last session on a day before that of a moment. */
export function previousSession(ms: number): Session {
  for (let on = addDays(newYorkDay(ms), -1); ; on = addDays(on, -1)) {
    const session = sessionOn(on);
    if (session) return session;
  }
}

/** When the market opens next, and when it closes next. */
export function nextTimes(ms: number): { openMs: number; closeMs: number } {
  const next = nextSession(ms);
  return { openMs: next.openMs, closeMs: sessionAt(ms)?.closeMs ?? next.closeMs };
}

/** All sessions from one day to another, both included. */
export function sessionsBetween(from: string, to: string): Session[] {
  const found: Session[] = [];
  for (let on = from; on <= to; on = addDays(on, 1)) {
    const session = sessionOn(on);
    if (session) found.push(session);
  }
  return found;
}
