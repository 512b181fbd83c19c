import { expect, test } from "vitest";
import { accountingDayAt } from "./accounting-day.ts";

test.each([
  ["2026-03-02T00:00:00Z", "2026-03-02"],
  ["2026-03-02T12:59:59.999Z", "2026-03-02"], // a moment before 22:00 in Japan
  ["2026-03-02T13:00:00Z", "2026-03-03"],
  ["2026-03-02T16:00:00Z", "2026-03-03"], // 01:00 in Japan, the US session under way
  ["2026-12-31T13:00:00Z", "2027-01-01"],
  ["2028-02-28T14:00:00Z", "2028-02-29"],
])("a moment at %s belongs to the accounting day %s", (at, day) => {
  expect(accountingDayAt(Temporal.Instant.from(at))).toBe(day);
});
