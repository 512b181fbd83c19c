import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addDays,
  FIRST_DAY,
  halfDays,
  holidays,
  isSettlementDay,
  LAST_DAY,
  latestSession,
  nextSession,
  sessionAt,
  sessionOn,
  sessionsBetween,
  settlesOn,
} from "./us-calendar.ts";

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
  expect(settlesOn("2024-05-24")).toBe("2024-05-29"); // the last trade date of T+2
  expect(settlesOn("2024-05-28")).toBe("2024-05-29"); // the first of T+1
});

const days = sessionsBetween(FIRST_DAY, LAST_DAY);
const moments = fc.integer({ min: days[5]!.openMs, max: days.at(-5)!.openMs });

test("there are about 252 trading days in a year", () => {
  expect(days.length).toBe(252 + 250 + 251 + 251 + 251);
});

test("settlement comes after the trade, within five days, on a settlement day", () => {
  fc.assert(
    fc.property(fc.constantFrom(...days), (session) => {
      const on = settlesOn(session.on);
      expect(isSettlementDay(on)).toBe(true);
      expect(on > session.on && on <= addDays(session.on, 5)).toBe(true);
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
