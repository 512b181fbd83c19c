import { expect, test } from "vitest";
import { calendarDayOf, dayText, longDayOf, longDayText, momentText, remaining, timeText } from "./moments.ts";

// 00:00 in Japan is still the day before in New York and in London.
const MIDNIGHT_IN_JAPAN = "2026-03-03T15:00:00Z";

test("moments are told in Japanese time, wherever the phone is", () => {
  expect(momentText(MIDNIGHT_IN_JAPAN, "ja")).toBe("3月4日(水) 00:00");
  expect(momentText(MIDNIGHT_IN_JAPAN, "en")).toBe("Wed 4 Mar 00:00");
  expect(timeText("2026-03-03T13:30:00Z", "ja")).toBe("22:30");
  expect(longDayOf(MIDNIGHT_IN_JAPAN, "ja")).toBe("2026年3月4日(水)");
  expect(calendarDayOf(MIDNIGHT_IN_JAPAN)).toBe("2026-03-04");
});

test("a calendar day has no time zone and stays itself", () => {
  expect(dayText("2026-03-02", "ja")).toBe("3月2日(月)");
  expect(dayText("2026-03-02", "en")).toBe("Mon 2 Mar");
  expect(longDayText("2026-01-01", "ja")).toBe("2026年1月1日");
});

test("what remains is counted in whole parts, and ends", () => {
  const hour = 3_600_000;
  expect(remaining(26 * hour + 61_000, 0)).toEqual({ days: 1, hours: 2, minutes: 1, seconds: 1 });
  expect(remaining(hour, hour)).toBeNull();
  expect(remaining(0, hour)).toBeNull();
});
