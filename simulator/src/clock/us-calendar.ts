import { assert } from "@kura/shared/assert.ts";

/** One trading day of the US exchanges. Days are New York days, moments are milliseconds since 1970. */
export type Session = { on: string; openMs: number; closeMs: number; half: boolean };

/** The years for which the rules below were compared with the exchanges' published calendars. */
export const FIRST_DAY = "2024-01-01";
export const LAST_DAY = "2028-12-31";

/** Closures that no rule announces. */
const EXTRA_CLOSURES = new Set(["2025-01-09"]); // the day of mourning for President Carter

/** From this trade date on, US stocks settle on the next day instead of the second. */
const T_PLUS_1_SINCE = "2024-05-28";
const NEW_YORK = "America/New_York";

/** The New York day of a moment. */
export function newYorkDay(ms: number): string {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(NEW_YORK).toPlainDate().toString();
}

/** The moment of a New York wall-clock time such as `09:30`. */
export function newYorkMoment(on: string, time: string): number {
  return Temporal.PlainDate.from(on).toZonedDateTime({ timeZone: NEW_YORK, plainTime: time }).epochMilliseconds;
}

/** The day some days later. */
export function addDays(on: string, days: number): string {
  return Temporal.PlainDate.from(on).add({ days }).toString();
}

/** The nth weekday (1 = Monday) of a month; the last one for n = -1. */
function nthWeekday(year: number, month: number, weekday: number, n: number): string {
  const first = Temporal.PlainDate.from({ year, month, day: 1 });
  const offset = (weekday - first.dayOfWeek + 7) % 7;
  if (n > 0) return first.add({ days: offset + 7 * (n - 1) }).toString();
  const last = first.add({ months: 1 }).subtract({ days: 1 });
  return last.subtract({ days: (last.dayOfWeek - weekday + 7) % 7 }).toString();
}

/** Easter Sunday of the Western churches (the anonymous Gregorian rule). */
function easter(year: number): Temporal.PlainDate {
  const century = Math.floor(year / 100);
  const golden = year % 19;
  const lunar = century - Math.floor(century / 4) - Math.floor((8 * century + 13) / 25) + 19 * golden + 15;
  const epact = lunar % 30;
  const moon = epact - Math.floor(epact / 28) * (1 - Math.floor(29 / (epact + 1)) * Math.floor((21 - golden) / 11));
  const weekday = (year + Math.floor(year / 4) + moon + 2 - century + Math.floor(century / 4)) % 7;
  const offset = moon - weekday;
  const month = 3 + Math.floor((offset + 40) / 44);
  return Temporal.PlainDate.from({ year, month, day: offset + 28 - 31 * Math.floor(month / 4) });
}

/** A fixed-date holiday is kept on Friday when it falls on a Saturday, and on Monday when on a Sunday. */
function observed(year: number, month: number, day: number): string {
  const date = Temporal.PlainDate.from({ year, month, day });
  if (date.dayOfWeek === 6) return date.subtract({ days: 1 }).toString();
  if (date.dayOfWeek === 7) return date.add({ days: 1 }).toString();
  return date.toString();
}

/** The full-day closures of one year. */
export function holidays(year: number): ReadonlySet<string> {
  const newYear = Temporal.PlainDate.from({ year, month: 1, day: 1 });
  const closed = [
    nthWeekday(year, 1, 1, 3), // Martin Luther King Jr. Day
    nthWeekday(year, 2, 1, 3), // Washington's Birthday
    easter(year).subtract({ days: 2 }).toString(), // Good Friday
    nthWeekday(year, 5, 1, -1), // Memorial Day
    observed(year, 6, 19), // Juneteenth
    observed(year, 7, 4), // Independence Day
    nthWeekday(year, 9, 1, 1), // Labor Day
    nthWeekday(year, 11, 4, 4), // Thanksgiving
    observed(year, 12, 25), // Christmas
  ];
  // A New Year's Day on a Saturday is not kept: the Friday before closes the books of the old year.
  if (newYear.dayOfWeek !== 6) closed.push(observed(year, 1, 1));
  return new Set([...closed, ...[...EXTRA_CLOSURES].filter((on) => on.startsWith(`${year}-`))]);
}

/** The days of one year on which the exchanges close at 13:00. */
export function halfDays(year: number): ReadonlySet<string> {
  const closed = holidays(year);
  const days = [addDays(nthWeekday(year, 11, 4, 4), 1), `${year}-07-03`, `${year}-12-24`];
  return new Set(days.filter((on) => Temporal.PlainDate.from(on).dayOfWeek <= 5 && !closed.has(on)));
}

/** Days on which banks rest although the exchanges trade: nothing settles and no wire arrives. */
function bankHolidays(year: number): ReadonlySet<string> {
  return new Set([nthWeekday(year, 10, 1, 2), observed(year, 11, 11)]); // Columbus Day, Veterans Day
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
  let session: Session | null = null;
  if (Temporal.PlainDate.from(on).dayOfWeek <= 5 && !closed.has(on)) {
    const close = half.has(on) ? "13:00" : "16:00";
    session = { on, openMs: newYorkMoment(on, "09:30"), closeMs: newYorkMoment(on, close), half: half.has(on) };
  }
  sessions.set(on, session);
  return session;
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

/** The day on which a trade settles: the next settlement day (before 2024-05-28 the second). */
export function settlesOn(tradeOn: string): string {
  assert(sessionOn(tradeOn) !== null, "settlesOn: trades happen on trading days");
  const next = settlementDayFrom(addDays(tradeOn, 1));
  return tradeOn >= T_PLUS_1_SINCE ? next : settlementDayFrom(addDays(next, 1));
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
