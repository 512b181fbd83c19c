import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Bar, describeVerdicts, judge, median, type Side, takeRounds } from "./bench-rounds.ts";

const FAST: Bar = { id: "create", unit: "orders/s", better: "higher", goal: 0.5 };
const SMALL: Bar = { id: "replay", unit: "MB", better: "lower", goal: 1 };
const numbers = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 9 });

test("both sides run once in each round, and take turns at going first", async () => {
  const order: Side[] = [];
  const rounds = await takeRounds(3, async (side) => order.push(side));
  expect(order).toEqual(["ours", "baseline", "baseline", "ours", "ours", "baseline"]);
  expect(rounds).toEqual([
    { ours: 1, baseline: 2 },
    { ours: 4, baseline: 3 },
    { ours: 5, baseline: 6 },
  ]);
});

test("as many numbers are at most the median as are at least the median", () => {
  fc.assert(
    fc.property(numbers, (values) => {
      const middle = median(values);
      const below = values.filter((value) => value <= middle).length;
      const above = values.filter((value) => value >= middle).length;
      expect(Math.min(below, above)).toBeGreaterThanOrEqual(Math.floor(values.length / 2));
      expect(median(values.toReversed())).toBe(middle);
    }),
  );
  expect(median([1, 100, 3])).toBe(3);
  expect(median([1, 2, 3, 100])).toBe(2.5);
  expect(() => median([])).toThrow(RangeError);
});

describe("the verdict", () => {
  test("is on the median of the rounds' ratios: one bad round changes only the worst", () => {
    const rounds = [
      { ours: 60, baseline: 100 },
      { ours: 10, baseline: 100 },
      { ours: 70, baseline: 100 },
    ];
    expect(judge(FAST, rounds)).toEqual({
      ...{ id: "create", ours: 60, baseline: 100, unit: "orders/s", ratio: 0.6, ratioWorst: 0.1 },
      ...{ better: "higher", goal: 0.5, met: true },
    });
  });

  test("compares within a round, so that a machine that gets slower for both changes nothing", () => {
    const rounds = [1, 0.5, 0.1, 0.02].map((speed) => ({ ours: 60 * speed, baseline: 100 * speed }));
    expect(judge(FAST, rounds)).toMatchObject({ ratio: 0.6, ratioWorst: 0.6, met: true });
  });

  test("of a measure that should be small is met at its goal and below, and its worst is the largest", () => {
    const at = (...ours: number[]) =>
      judge(
        SMALL,
        ours.map((one) => ({ ours: one, baseline: 300 })),
      );
    expect(at(290, 300, 310)).toMatchObject({ ratio: 1, ratioWorst: 1.033, met: true });
    expect(at(301)).toMatchObject({ met: false });
    expect(judge(FAST, [{ ours: 50, baseline: 100 }]).met).toBe(true);
    expect(judge(FAST, [{ ours: 49.99, baseline: 100 }]).met).toBe(false);
  });
});

test("a missed goal is marked in the table, and every measure has its line in the order given", () => {
  const missed = judge(FAST, [{ ours: 1234, baseline: 10_000 }]);
  const met = judge(SMALL, [{ ours: 250, baseline: 300 }]);
  const lines = describeVerdicts("broker", 1, [missed, met]).split("\n");
  expect(lines[0]).toBe("broker, 1 round");
  expect(lines[2]).toMatch(/^ {2}create +1,234 +10,000 +orders\/s +0\.123 +0\.123 +≥ 0\.5 +MISSED$/);
  expect(lines[3]).toMatch(/^ {2}replay +250 +300 +MB +0\.833 +0\.833 +≤ 1 +met$/);
});
