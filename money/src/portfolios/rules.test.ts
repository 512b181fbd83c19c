import fc from "fast-check";
import { expect, test } from "vitest";
import { checkTarget } from "./rules.ts";

const tradable = { tradable: true, fractionable: true };
const symbols = new Map(Array.from({ length: 60 }, (_, n) => [`S${n}`, tradable]));
const target = (...weights: number[]) => weights.map((weight, n) => ({ symbol: `S${n}`, weightBps: BigInt(weight) }));

test("a target is right exactly when it has 1 to 50 known symbols whose weights sum to 100 %", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9_999 }), { maxLength: 55 }), fc.boolean(), (weights, whole) => {
      const sum = weights.reduce((total, weight) => total + weight, 0);
      const fitted = whole && sum < 10_000 ? [...weights, 10_000 - sum] : weights;
      const total = fitted.reduce((all, weight) => all + weight, 0);
      const right = fitted.length >= 1 && fitted.length <= 50 && total === 10_000;
      expect(checkTarget(target(...fitted), symbols) === null).toBe(right);
    }),
  );
});

test.each([
  ["no holdings", [], "holdings_out_of_range"],
  ["51 holdings", target(...Array(50).fill(196), 200), "holdings_out_of_range"],
  ["weights of 99.99 %", target(5_000, 4_999), "weights_not_whole"],
  ["weights of 100.01 %", target(5_000, 5_001), "weights_not_whole"],
  ["a weight of zero", target(10_000, 0), "weights_not_whole"],
  ["a negative weight", target(10_001, -1), "weights_not_whole"],
  ["a symbol twice", [...target(5_000), ...target(5_000)], "duplicate_symbol"],
  ["an unknown symbol", [{ symbol: "NOPE", weightBps: 10_000n }], "unknown_symbol"],
])("%s is refused", (_name, holdings, refused) => {
  expect(checkTarget(holdings, symbols)).toMatchObject({ refused });
});

test("a symbol that cannot be bought in fractions is refused, and named", () => {
  for (const state of [
    { tradable: false, fractionable: true },
    { tradable: true, fractionable: false },
  ]) {
    const refusal = checkTarget([{ symbol: "GONE", weightBps: 10_000n }], new Map([["GONE", state]]));
    expect(refusal).toMatchObject({
      refused: "symbol_not_tradable",
      facts: { "holdings.0.symbol": expect.stringContaining("GONE") },
    });
  }
});
