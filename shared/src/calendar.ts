import holidayJp from "@holiday-jp/holiday_jp";
import { assert, present } from "./assert.ts";

/** The zone of the exchange. Daylight saving is this zone's business and nobody else's. */
export const NEW_YORK = "America/New_York";
/** The zone of our customers and of the accounting day. */
export const TOKYO = "Asia/Tokyo";

/** One session of the US market, as the broker's calendar gives it. */
export type TradingDay = {
  /** The day in New York, such as `2026-03-02`: the US trade date of what trades in it. */
  readonly date: string;
  readonly openAt: Temporal.Instant;
  readonly closeAt: Temporal.Instant;
  /** When the broker's leg of that day's trades settles: T+1 since 2024-05-28, and never on a bank holiday. */
  readonly settlesOn: string;
};

/** The US sessions from the first day of a list to its last. To ask beyond the list is our bug, never "closed". */
export type UsCalendar = {
  readonly days: readonly TradingDay[];
  /** The session of a New York day, or null when the market is closed all day. */
  findDay(date: string): TradingDay | null;
  /** The first session that opens after a moment. At the very moment of an opening, that session is no longer next. */
  nextSession(after: Temporal.Instant): TradingDay;
  /** The session under way at a moment, from its opening until its close, or null. */
  findSession(at: Temporal.Instant): TradingDay | null;
  /** When the broker's leg settles of trades made on a day that has a session. */
  settlesOn(tradeOn: string): string;
};

/** Builds the calendar from the broker's list; the order of the list does not matter. */
export function usCalendar(list: readonly TradingDay[]): UsCalendar {
  const days = list.toSorted((a, b) => (a.date < b.date ? -1 : 1));
  const byDate = new Map(days.map((day) => [day.date, day]));
  assert(byDate.size === days.length, "usCalendar: each day is listed once");
  for (const day of days) checkDay(day);

  const findDay = (date: string) => {
    const [first, last] = [days.at(0)?.date ?? "", days.at(-1)?.date ?? ""];
    assert(isDay(date) && first <= date && date <= last, `usCalendar: ${date} is between ${first} and ${last}`);
    return byDate.get(date) ?? null;
  };
  return {
    days,
    findDay,
    nextSession(after) {
      const next = days[firstIndex(days, (day) => isBefore(after, day.openAt))];
      return present(next, `usCalendar: the list reaches beyond ${after}`);
    },
    findSession(at) {
      const day = findDay(newYorkDay(at));
      return day && !isBefore(at, day.openAt) && isBefore(at, day.closeAt) ? day : null;
    },
    settlesOn: (tradeOn) => present(findDay(tradeOn), `usCalendar: ${tradeOn} has a session`).settlesOn,
  };
}

/** One day on which Japan does not do what the rules below say, with who decided it and since when we know. */
export type JapaneseException = {
  readonly date: string;
  readonly open: boolean;
  readonly reason: string;
  readonly decidedOn: string;
};

/**
 * Our own table: it wins over every rule and over the package of holidays.
 *
 * A law that moves a holiday reaches us before a release of the package does, and the equinoxes are only final on the
 * first of February of the year before. None is known to differ today.
 */
export const JAPANESE_EXCEPTIONS: readonly JapaneseException[] = [];

/** The years for which the package lists holidays. A day outside them is not "open": we do not know. */
const [FIRST_YEAR, LAST_YEAR] = ["1970", "2050"];

/** The days on which banks and securities firms in Japan do business. */
export type JapaneseDays = {
  isOpen(date: string): boolean;
  /** The first business day after a day. */
  next(after: string): string;
};

/**
 * The Japanese business days: not Saturdays, Sundays and holidays, and not the year's end from December 31 to
 * January 3 (Banking Act enforcement order, article 5; the Tokyo exchange keeps the same days).
 */
export function japaneseBusinessDays(exceptions: readonly JapaneseException[] = JAPANESE_EXCEPTIONS): JapaneseDays {
  const decided = new Map(exceptions.map(({ date, open }) => [date, open]));
  assert(decided.size === exceptions.length, "japaneseBusinessDays: each day is decided once");

  const isOpen = (date: string) => decided.get(date) ?? isOpenByRule(date);
  const next = (after: string) => {
    let day = Temporal.PlainDate.from(after).add({ days: 1 });
    while (!isOpen(day.toString())) day = day.add({ days: 1 });
    return day.toString();
  };
  return { isOpen, next };
}

/** The Japanese dates of a US trade. Statements, tax and the customer's settlement go by these. */
export type DomesticDates = {
  /** 国内約定日: the Japanese business day on which we confirm the US execution. */
  readonly domesticTradeOn: string;
  /** 国内受渡日: the day on which the customer's leg settles. */
  readonly domesticSettlesOn: string;
};

/**
 * Gives a US trade its Japanese dates.
 *
 * 国内約定日 is the next Japanese business day after the US trade date, whether or not the US market is open on it.
 * 国内受渡日 is the third business day counting 国内約定日 as the first, where only days count on which Japan and the
 * US market are both open (Monex, 2024-05-17; SMBC Nikko's table of New Year 2023/24). Both stayed as they were when
 * the US went to T+1, so the customer's leg never settles before the broker's.
 */
export function domesticDates(usTradeOn: string, us: UsCalendar, japan: JapaneseDays): DomesticDates {
  assert(us.findDay(usTradeOn) !== null, `domesticDates: ${usTradeOn} has a session`);
  const domesticTradeOn = japan.next(usTradeOn);
  const nextJoint = (after: string) => {
    let day = japan.next(after);
    while (us.findDay(day) === null) day = japan.next(day);
    return day;
  };
  return { domesticTradeOn, domesticSettlesOn: nextJoint(nextJoint(domesticTradeOn)) };
}

/** The moment of a wall-clock time in New York, such as `09:30`. */
export function newYorkMoment(date: string, time: string): Temporal.Instant {
  return zonedMoment(date, time, NEW_YORK);
}

/** The moment of a wall-clock time in Japan, which has no daylight saving. */
export function tokyoMoment(date: string, time: string): Temporal.Instant {
  return zonedMoment(date, time, TOKYO);
}

/** The calendar day in New York at a moment. */
export function newYorkDay(at: Temporal.Instant): string {
  return at.toZonedDateTimeISO(NEW_YORK).toPlainDate().toString();
}

/** The calendar day in Japan at a moment. */
export function tokyoDay(at: Temporal.Instant): string {
  return at.toZonedDateTimeISO(TOKYO).toPlainDate().toString();
}

/** The day some calendar days after another, or before it when `count` is negative. */
export function addDays(date: string, count: number): string {
  return Temporal.PlainDate.from(date).add({ days: count }).toString();
}

/** Whether one moment comes before another. */
export function isBefore(a: Temporal.Instant, b: Temporal.Instant): boolean {
  return Temporal.Instant.compare(a, b) < 0;
}

/** Whether a text is a day of the calendar in its one written form, such as `2028-02-29`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" }).toString() === text;
  } catch {
    return false;
  }
}

// A time that daylight saving skips or repeats is no time of a session or cut-off: then the data is wrong.
function zonedMoment(date: string, time: string, zone: string): Temporal.Instant {
  const local = Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(time));
  return local.toZonedDateTime(zone, { disambiguation: "reject" }).toInstant();
}

function checkDay(day: TradingDay): void {
  assert(isDay(day.date) && isDay(day.settlesOn), `usCalendar: ${day.date} is a day, and settles on one`);
  assert(newYorkDay(day.openAt) === day.date, `usCalendar: ${day.date} opens on that day in New York`);
  assert(isBefore(day.openAt, day.closeAt), `usCalendar: ${day.date} opens before it closes`);
  assert(day.date < day.settlesOn, `usCalendar: ${day.date} settles later`);
}

function isOpenByRule(date: string): boolean {
  const day = Temporal.PlainDate.from(date);
  const year = date.slice(0, 4);
  assert(
    year >= FIRST_YEAR && year <= LAST_YEAR,
    `japaneseBusinessDays: ${date} is from ${FIRST_YEAR} to ${LAST_YEAR}`,
  );
  if (day.dayOfWeek >= 6) return false;
  if ((day.month === 12 && day.day === 31) || (day.month === 1 && day.day <= 3)) return false;
  return !Object.hasOwn(holidayJp.holidays, date);
}

/** Where a rule first holds in a list that it splits in two: the length of the list when it never does. */
function firstIndex<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(items[middle] as Item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
