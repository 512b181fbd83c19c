import { expect, test } from "vitest";
import { byDay } from "./by-day.ts";

test("what happened is grouped by the Japanese day, in the order it came", () => {
  const items = ["2026-03-02T15:01:00Z", "2026-03-02T14:59:00Z", "2026-03-02T01:00:00Z"].map((at) => ({ at }));
  expect(byDay(items).map(({ day, items: of }) => [day, of.length])).toEqual([
    ["2026-03-03", 1],
    ["2026-03-02", 2],
  ]);
  expect(byDay([])).toEqual([]);
});
