import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addDays,
  FIRST_DAY,
  isSettlementDay,
  LAST_DAY,
  latestSession,
  newYorkDay,
  nextSession,
  phaseAt,
  sessionAt,
  sessionOn,
  sessionsBetween,
  settlesOn,
  weekdayOf,
} from "./us-calendar.ts";
import { halfDays, holidays } from "./us-holidays.ts";

const sorted = (days: ReadonlySet<string>) => [...days].sort();

test("the exchanges are closed on the days they published", () => {
  expect(sorted(holidays(2024))).toEqual(
    ["01-01", "01-15", "02-19", "03-29", "05-27", "06-19", "07-04", "09-02", "11-28", "12-25"].map((d) => `2024-${d}`),
  );
  expect(sorted(holidays(2025))).toEqual(
    ["01-01", "01-09", "01-20", "02-17", "04-18", "05-26", "06-19", "07-04", "09-01", "11-27", "12-25"].map(
      (d) => `2025-${d}`,
    ),
  );
  expect(sorted(holidays(2026))).toEqual(
    ["01-01", "01-19", "02-16", "04-03", "05-25", "06-19", "07-03", "09-07", "11-26", "12-25"].map((d) => `2026-${d}`),
  );
  expect(sorted(holidays(2027))).toEqual(
    ["01-01", "01-18", "02-15", "03-26", "05-31", "06-18", "07-05", "09-06", "11-25", "12-24"].map((d) => `2027-${d}`),
  );
  expect(sorted(holidays(2028))).toEqual(
    ["01-17", "02-21", "04-14", "05-29", "06-19", "07-04", "09-04", "11-23", "12-25"].map((d) => `2028-${d}`),
  );
});

test("the exchanges close early on the days they published", () => {
  expect([2024, 2025, 2026, 2027, 2028].map((year) => sorted(halfDays(year)))).toEqual([
    ["2024-07-03", "2024-11-29", "2024-12-24"],
    ["2025-07-03", "2025-11-28", "2025-12-24"],
    ["2026-11-27", "2026-12-24"],
    ["2027-11-26"],
    ["2028-07-03", "2028-11-24"],
  ]);
});

test("a session is 09:30 to 16:00 in New York, whatever the season, and to 13:00 on a half day", () => {
  const text = (on: string) => {
    const session = sessionOn(on);
    return session && [new Date(session.openMs).toISOString(), new Date(session.closeMs).toISOString()];
  };
  expect(text("2026-03-06")).toEqual(["2026-03-06T14:30:00.000Z", "2026-03-06T21:00:00.000Z"]);
  expect(text("2026-03-09")).toEqual(["2026-03-09T13:30:00.000Z", "2026-03-09T20:00:00.000Z"]);
  expect(text("2026-11-27")).toEqual(["2026-11-27T14:30:00.000Z", "2026-11-27T18:00:00.000Z"]);
  expect(text("2026-03-07")).toBeNull();
});

test("trades settle on the next day that is neither a weekend, a holiday nor a bank holiday", () => {
  expect(settlesOn("2026-03-02")).toBe("2026-03-03");
  expect(settlesOn("2026-03-06")).toBe("2026-03-09");
  expect(settlesOn("2026-04-02")).toBe("2026-04-06");
  expect(settlesOn("2026-10-09")).toBe("2026-10-13"); // Columbus Day is traded but not settled
  expect(settlesOn("2017-09-01")).toBe("2017-09-07"); // the last trade date of T+3, over Labor Day
  expect(settlesOn("2017-09-05")).toBe("2017-09-07"); // the first of T+2
  expect(settlesOn("2024-05-24")).toBe("2024-05-29"); // the last trade date of T+2
  expect(settlesOn("2024-05-28")).toBe("2024-05-29"); // the first of T+1
});

const days = sessionsBetween(FIRST_DAY, LAST_DAY);
const moments = fc.integer({ min: days[5]!.openMs, max: days.at(-5)!.openMs });

test("each year has its number of trading days", () => {
  const years = new Map<string, number>();
  for (const { on } of days) years.set(on.slice(0, 4), (years.get(on.slice(0, 4)) ?? 0) + 1);
  expect([...years.values()]).toEqual([
    ...[252, 248, 252, 252, 252, 252, 251, 251, 253, 252], // 2000 to 2009
    ...[252, 252, 250, 252, 252, 252, 252, 251, 251, 252], // 2010 to 2019
    ...[253, 252, 251, 250, 252, 250, 251, 251, 251, 251], // 2020 to 2029
  ]);
});

test("the days that no rule announces are kept", () => {
  for (const on of ["2001-09-11", "2004-06-11", "2007-01-02", "2012-10-29", "2018-12-05"]) {
    expect(sessionOn(on), on).toBeNull();
  }
  expect(["2002-07-03", "2002-07-05", "2003-12-26", "2021-06-18"].map((on) => sessionOn(on)?.half)).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test("a day goes from overnight over pre, core and after to closed; after hours of a half day end at 17:00", () => {
  const phase = (text: string) => phaseAt(Temporal.Instant.from(text).epochMilliseconds);
  const phases = (on: string, times: string[]) => times.map((time) => phase(`${on}T${time}-05:00`));
  const times = ["03:59:59", "04:00", "09:29:59", "09:30", "15:59:59", "16:00", "19:59:59", "20:00"];
  expect(phases("2026-03-02", times)).toEqual([
    ...["overnight", "pre", "pre", "core", "core", "after", "after", "overnight"],
  ]);
  expect(phases("2026-11-27", ["12:59:59", "13:00", "16:59:59", "17:00", "20:00"])).toEqual([
    ...["core", "after", "after", "closed", "closed"],
  ]);
  expect(phase("2026-03-06T20:00-05:00")).toBe("closed"); // Friday evening
  expect(phase("2026-03-08T19:59-04:00")).toBe("closed"); // Sunday, the clocks have changed
  expect(phase("2026-03-08T20:00-04:00")).toBe("overnight");
});

test("settlement comes after the trade, within eight days, on a settlement day", () => {
  fc.assert(
    fc.property(fc.constantFrom(...days), (session) => {
      const on = settlesOn(session.on);
      expect(isSettlementDay(on)).toBe(true);
      expect(on > session.on && on <= addDays(session.on, 8)).toBe(true);
    }),
  );
});

test("every moment is in a session or between the latest one and the next", () => {
  fc.assert(
    fc.property(moments, (ms) => {
      const latest = latestSession(ms);
      const next = nextSession(ms);
      expect(latest.openMs <= ms && ms < next.openMs).toBe(true);
      expect(sessionAt(ms)).toEqual(ms < latest.closeMs ? latest : null);
      expect(days.indexOf(next) - days.indexOf(latest)).toBe(1);
    }),
  );
});

test("a moment has the New York day and the phase that its wall clock says, in every hour of the year", () => {
  fc.assert(
    fc.property(moments, (ms) => {
      const zoned = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO("America/New_York");
      const on = zoned.toPlainDate().toString();
      expect(newYorkDay(ms)).toBe(on);
      expect(weekdayOf(on)).toBe(zoned.dayOfWeek);
      const phase = phaseAt(ms);
      expect(phase === "core").toBe(sessionAt(ms) !== null);
      if (phase === "pre") expect(zoned.hour >= 4 && zoned.hour <= 9 && sessionOn(on) !== null).toBe(true);
      if (phase === "after") expect(zoned.hour >= 13 && zoned.hour < 20 && sessionOn(on) !== null).toBe(true);
      if (phase === "overnight") expect(zoned.hour >= 20 || zoned.hour < 4).toBe(true);
    }),
    { numRuns: 500 },
  );
});
