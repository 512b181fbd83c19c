import fc from "fast-check";
import { expect, test } from "vitest";
import { ageOf, formatInstant, yearsBetween } from "./time.ts";

test("an instant is shown in Japan time, whatever the machine's own zone", () => {
  expect(formatInstant("2026-03-02T15:00:00Z", "ja")).toBe("2026/03/03 00:00");
  expect(formatInstant("2026-03-02T14:59:59Z", "en", true)).toBe("2026-03-02 23:59:59");
});

test("an age counts every whole minute once, and never less than nothing", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000, max: 10_000_000_000 }), (milliseconds) => {
      const { unit, count, rest } = ageOf(milliseconds);
      const minutes = { minutes: count, hours: count * 60 + rest, days: (count * 24 + rest) * 60 }[unit];
      const exact = Math.max(0, Math.floor(milliseconds / 60_000));
      expect(minutes).toBeLessThanOrEqual(exact);
      expect(exact - minutes).toBeLessThan(unit === "days" ? 60 : 1);
    }),
  );
});

test("somebody turns a year older when their birthday begins in Japan", () => {
  expect(yearsBetween("2008-03-03", "2026-03-02T14:59:59Z")).toBe(17);
  expect(yearsBetween("2008-03-03", "2026-03-02T15:00:00Z")).toBe(18);
});
