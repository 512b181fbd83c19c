import fc from "fast-check";
import { expect, test } from "vitest";
import { createRecent } from "./recent.ts";

test("a key is seen from its second time on, whatever came between", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 60 }), { maxLength: 200 }), (keys) => {
      const recent = createRecent();
      const before = new Set<string>();
      for (const key of keys) {
        expect(recent.seen(key)).toBe(before.has(key));
        before.add(key);
      }
    }),
  );
});

test("a hundred thousand different keys are all new, and the last tens of thousands are known", () => {
  const recent = createRecent();
  const key = (count: number) => `01K9M3T4ZC${String(count).padStart(16, "0")}`;
  let repeats = 0;
  for (let count = 0; count < 100_000; count += 1) if (recent.seen(key(count))) repeats += 1;
  expect(repeats).toBe(0);
  let known = 0;
  for (let count = 80_000; count < 100_000; count += 1) if (recent.seen(key(count))) known += 1;
  expect(known).toBeGreaterThan(19_900);
});

test("of too much the oldest is forgotten", () => {
  const recent = createRecent(1);
  for (const key of ["a", "b", "c", "d", "e"]) expect(recent.seen(key)).toBe(false);
  expect(recent.seen("e")).toBe(true);
  expect(recent.seen("a")).toBe(false);
});
