/** Full-day closures that no rule announces. */
const EXTRA_CLOSURES = [
  ...["2001-09-11", "2001-09-12", "2001-09-13", "2001-09-14"], // the attacks of September 11
  "2004-06-11", // the day of mourning for President Reagan
  "2007-01-02", // … for President Ford
  ...["2012-10-29", "2012-10-30"], // hurricane Sandy
  "2018-12-05", // … for President Bush
  "2025-01-09", // … for President Carter
];

/** Half days that no rule announces: the Fridays after an Independence Day and a Christmas on a Thursday. */
const EXTRA_HALF_DAYS = ["2002-07-05", "2003-12-26"];
/** The day before Independence Day that was a whole one, because the day after it was not. */
const NO_HALF_DAY = "2002-07-03";
const JUNETEENTH_SINCE = 2022;

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

/** The full-day closures of one year, from 2000 on. */
export function holidays(year: number): ReadonlySet<string> {
  const closed = [
    nthWeekday(year, 1, 1, 3), // Martin Luther King Jr. Day
    nthWeekday(year, 2, 1, 3), // Washington's Birthday
    easter(year).subtract({ days: 2 }).toString(), // Good Friday
    nthWeekday(year, 5, 1, -1), // Memorial Day
    observed(year, 7, 4), // Independence Day
    nthWeekday(year, 9, 1, 1), // Labor Day
    nthWeekday(year, 11, 4, 4), // Thanksgiving
    observed(year, 12, 25), // Christmas
  ];
  if (year >= JUNETEENTH_SINCE) closed.push(observed(year, 6, 19));
  // A New Year's Day on a Saturday is not kept: the Friday before closes the books of the old year.
  const newYear = Temporal.PlainDate.from({ year, month: 1, day: 1 });
  if (newYear.dayOfWeek !== 6) closed.push(observed(year, 1, 1));
  return new Set([...closed, ...EXTRA_CLOSURES.filter((on) => on.startsWith(`${year}-`))]);
}

/** The days of one year on which the exchanges close at 13:00. */
export function halfDays(year: number): ReadonlySet<string> {
  const closed = holidays(year);
  const afterThanksgiving = Temporal.PlainDate.from(nthWeekday(year, 11, 4, 4))
    .add({ days: 1 })
    .toString();
  const extra = EXTRA_HALF_DAYS.filter((on) => on.startsWith(`${year}-`));
  const days = [afterThanksgiving, `${year}-07-03`, `${year}-12-24`, ...extra].filter((on) => on !== NO_HALF_DAY);
  return new Set(days.filter((on) => Temporal.PlainDate.from(on).dayOfWeek <= 5 && !closed.has(on)));
}

/** Days on which banks rest although the exchanges trade: nothing settles and no wire arrives. */
export function bankHolidays(year: number): ReadonlySet<string> {
  return new Set([nthWeekday(year, 10, 1, 2), observed(year, 11, 11)]); // Columbus Day, Veterans Day
}
