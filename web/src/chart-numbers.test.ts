import fc from "fast-check";
import { expect, test } from "vitest";
import { arcs, percentOfTrack, segments, waited } from "./chart-numbers.ts";

const weights = fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 50 });

test("arcs follow each other without gap or overlap, and never go round more than once", () => {
  fc.assert(
    fc.property(weights, (parts) => {
      let end = 0;
      for (const arc of arcs(parts)) {
        expect(arc.start).toBeCloseTo(end, 9);
        end = arc.start + arc.length;
      }
      expect(end).toBeLessThanOrEqual(1 + 1e-9);
    }),
  );
});

test("weights that sum to the whole fill the bar; less leaves a gap", () => {
  expect(segments([6_000, 4_000]).at(-1)).toEqual({ start: 60, length: 40 });
  expect(segments([2_500])).toEqual([{ start: 0, length: 25 }]);
});

test("a bar stays on its track", () => {
  expect(percentOfTrack(3_000, 6_000)).toBe(50);
  expect(percentOfTrack(7_000, 6_000)).toBe(100);
  expect(percentOfTrack(1, 0)).toBe(0);
});

test("waiting begins at nothing and ends full", () => {
  expect(waited(0, 10, -5)).toBe(0);
  expect(waited(0, 10, 5)).toBe(0.5);
  expect(waited(0, 10, 50)).toBe(1);
  expect(waited(10, 10, 10)).toBe(1);
});
