import { cents, sum } from "@kura/shared/money.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type HeldBuy, LEAST_BLOCK, planBlocks } from "./plan-blocks.ts";

const orders: fc.Arbitrary<HeldBuy[]> = fc.uniqueArray(
  fc.record({
    key: fc.string({ minLength: 1, maxLength: 6 }),
    symbol: fc.constantFrom("VT", "AGG", "BRK.B", "GLD"),
    hold: fc.bigInt({ min: 1n, max: 60n }).map(cents),
  }),
  { selector: (order) => order.key },
);

test("every purchase is in exactly one block, with all purchases of its symbol, and the block is their sum", () => {
  fc.assert(
    fc.property(orders, (given) => {
      const { blocks, unsent } = planBlocks(given);
      const all = [...blocks, ...unsent];
      expect(new Set(all.map(({ symbol }) => symbol)).size).toBe(all.length);
      expect(
        all
          .flatMap((block) => block.orders)
          .map(({ key }) => key)
          .toSorted(),
      ).toEqual(given.map(({ key }) => key).toSorted());
      for (const block of all) {
        expect(block.orders.every(({ symbol }) => symbol === block.symbol)).toBe(true);
        expect(sum(block.orders.map(({ hold }) => hold))).toBe(block.notional);
      }
    }),
  );
});

test("a block is sent from one dollar on; below, it is not, and says why", () => {
  fc.assert(
    fc.property(orders, (given) => {
      const { blocks, unsent } = planBlocks(given);
      expect(blocks.every(({ notional }) => notional >= LEAST_BLOCK)).toBe(true);
      expect(unsent.every(({ notional, reason }) => notional < 100n && reason === "block_below_minimum")).toBe(true);
    }),
  );
  const at = (hold: bigint) => planBlocks([{ key: "a", symbol: "VT", hold: cents(hold) }]);
  expect([at(99n).blocks.length, at(99n).unsent.length]).toEqual([0, 1]);
  expect([at(100n).blocks.length, at(100n).unsent.length]).toEqual([1, 0]);
});

test("the order in which purchases are given does not matter", () => {
  const shuffled = orders.chain((given) =>
    fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
  );
  fc.assert(
    fc.property(shuffled, ([given, other]) => {
      expect(planBlocks(other)).toEqual(planBlocks(given));
    }),
  );
});

test("a purchase without money, or given twice, is our bug", () => {
  expect(() => planBlocks([{ key: "a", symbol: "VT", hold: cents(0n) }])).toThrow(/money held/);
  const order = { key: "a", symbol: "VT", hold: cents(5n) };
  expect(() => planBlocks([order, order])).toThrow(/once/);
});
