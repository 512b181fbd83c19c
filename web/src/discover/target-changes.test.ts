import { expect, test } from "vitest";
import { changesAnything, targetChanges } from "./target-changes.ts";

const held = (symbol: string, weightBps: number) => ({ symbol, name: symbol, nameJa: symbol, weightBps });

test("the difference names what comes, what changes and what goes; what goes stands last", () => {
  const changes = targetChanges([held("VT", 6_000), held("BND", 4_000)], [held("VT", 7_000), held("GLD", 3_000)]);
  expect(changes.map(({ symbol, nowBps, afterBps }) => [symbol, nowBps, afterBps])).toEqual([
    ["VT", 6_000, 7_000],
    ["GLD", 0, 3_000],
    ["BND", 4_000, 0],
  ]);
});

test("the same target, in whatever order, changes nothing", () => {
  const now = [held("VT", 6_000), held("BND", 4_000)];
  expect(changesAnything(targetChanges(now, now.toReversed()))).toBe(false);
  expect(changesAnything(targetChanges([], now))).toBe(true);
});
