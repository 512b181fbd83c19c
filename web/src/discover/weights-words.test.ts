import { expect, test } from "vitest";
import { bySector, largestFirst, weightsInWords } from "./weights-words.ts";

test("holdings stand largest first, equal ones by symbol, whatever order they came in", () => {
  const holdings = ["B", "A", "C"].map((symbol) => ({ symbol, weightBps: symbol === "C" ? 4_000 : 3_000 }));
  expect(largestFirst(holdings).map((holding) => holding.symbol)).toEqual(["C", "A", "B"]);
  expect(largestFirst(holdings.toReversed())).toEqual(largestFirst(holdings));
});

test("a picture of weights says in words what it shows", () => {
  expect(
    weightsInWords([
      { symbol: "VT", weightBps: 6_000 },
      { symbol: "BND", weightBps: 4_000 },
    ]),
  ).toBe("VT 60%, BND 40%");
});

test("sectors sum to what their holdings sum to", () => {
  const of = (sector: string, weightBps: number) => ({ sector, weightBps });
  expect(bySector([of("bonds", 2_000), of("us_stocks", 5_000), of("bonds", 3_000)])).toEqual([
    ["bonds", 5_000],
    ["us_stocks", 5_000],
  ]);
});
