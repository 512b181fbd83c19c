import { cents, type Shares, shares, sum } from "@kura/shared/money.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allocateBuy, type FilledBuy, type Hold } from "./allocate.ts";

const holdOf = fc.oneof(
  fc.constantFrom(1n, 5_000n, 66_666n),
  fc.bigInt({ min: 1n, max: 50n }),
  fc.bigInt({ min: 1n, max: 10n ** 9n }),
);
const holdLists: fc.Arbitrary<Hold[]> = fc.uniqueArray(
  fc.record({ key: fc.string({ maxLength: 12 }), hold: holdOf.map(cents) }),
  { minLength: 1, maxLength: 40, selector: ({ key }) => key },
);
const fills: fc.Arbitrary<Shares> = fc
  .oneof(fc.bigInt({ min: 1n, max: 60n }), fc.bigInt({ min: 1n, max: 10n ** 15n }))
  .map(shares);

/** Blocks that cost less than was held, exactly as much, and (as no real one should) more, or less than nothing. */
const blocks: fc.Arbitrary<FilledBuy> = fc.tuple(holdLists, fills).chain(([holds, filled]) => {
  const held = sum(holds.map(({ hold }) => hold));
  const costs = fc.oneof(
    fc.constant(held),
    fc.bigInt({ min: 0n, max: held }),
    fc.bigInt({ min: held, max: held + 9n }),
    fc.bigInt({ min: -9n, max: -1n }),
  );
  return costs.map((cost) => ({ filled, cost: cents(cost), holds }));
});

const byKey = (block: FilledBuy) => new Map(allocateBuy(block).parts.map((part) => [part.key, part]));

describe("allocating a purchase block", () => {
  test("every billionth of a share and every cent belongs to someone", () => {
    fc.assert(
      fc.property(blocks, (block) => {
        const { parts, rounding } = allocateBuy(block);
        expect(parts.map(({ key }) => key)).toEqual(block.holds.map(({ key }) => key));
        expect(sum(parts.map((part) => part.shares))).toBe(block.filled);
        expect(sum(parts.map((part) => part.cost)) + rounding).toBe(block.cost);
      }),
    );
  });

  test("nobody pays more than was held, and the rest of the hold is free again", () => {
    fc.assert(
      fc.property(blocks, (block) => {
        allocateBuy(block).parts.forEach((part, index) => {
          const { hold } = block.holds[index]!;
          expect(part.cost >= 0n && part.cost <= hold && part.shares >= 0n).toBe(true);
          expect(part.cost + part.released).toBe(hold);
        });
      }),
    );
  });

  test("the firm bears exactly the cost beyond all holds, and keeps exactly what it was given for buying", () => {
    fc.assert(
      fc.property(blocks, (block) => {
        const held = sum(block.holds.map(({ hold }) => hold));
        const { parts, rounding } = allocateBuy(block);
        expect(rounding).toBe(block.cost > held ? block.cost - held : block.cost < 0n ? block.cost : 0n);
        if (rounding > 0n) expect(parts.every(({ released }) => released === 0n)).toBe(true);
      }),
    );
  });

  test("shares and cost are within one unit of pro rata, and a larger hold never gets or pays less", () => {
    fc.assert(
      fc.property(blocks, (block) => {
        const held = sum(block.holds.map(({ hold }) => hold));
        const paid = block.cost < 0n ? 0n : block.cost < held ? block.cost : held;
        const parts = allocateBuy(block).parts.map((part, index) => ({ ...part, hold: block.holds[index]!.hold }));
        for (const { shares: got, cost, hold } of parts) {
          const offShares = got * held - block.filled * hold;
          const offCost = cost * held - paid * hold;
          expect(-held < offShares && offShares < held && -held < offCost && offCost < held).toBe(true);
        }
        parts.sort((a, b) => (a.hold < b.hold ? -1 : 1));
        parts.forEach((part, index) => {
          const next = parts[index + 1];
          if (next && next.hold > part.hold) expect(next.shares >= part.shares && next.cost >= part.cost).toBe(true);
        });
      }),
    );
  });

  test("the order of the holds does not matter: the same keys get the same parts", () => {
    const shuffled = blocks.chain((block) =>
      fc.tuple(fc.constant(block), fc.shuffledSubarray([...block.holds], { minLength: block.holds.length })),
    );
    fc.assert(
      fc.property(shuffled, ([block, holds]) => {
        expect(byKey({ ...block, holds })).toEqual(byKey(block));
        expect(allocateBuy(block)).toEqual(allocateBuy(block));
      }),
    );
  });
});

describe("ties", () => {
  const equal = (window: string): Hold[] =>
    ["1001", "1002", "1003"].map((customer) => ({ key: `${window}/VT/buy/1/${customer}`, hold: cents(100n) }));
  const luckyIn = (window: string) => {
    const { parts } = allocateBuy({ filled: shares(1n), cost: cents(1n), holds: equal(window) });
    return parts.findIndex((part) => part.shares === 1n);
  };

  test("are drawn anew in each block: over many windows, nobody is always first or always last", () => {
    const wins = [0, 0, 0];
    for (let window = 0; window < 3_000; window++) wins[luckyIn(`2026-03-02#${window}`)]! += 1;
    for (const count of wins) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  test("are the same again from the same keys", () => {
    // Written down once: a change here changes who gets what when a day is repeated from its seed.
    expect(["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"].map(luckyIn)).toEqual([2, 1, 1, 2]);
  });

  test("who is first for the billionth is first for the cent", () => {
    const { parts } = allocateBuy({ filled: shares(1n), cost: cents(1n), holds: equal("2026-03-02") });
    expect(parts.find((part) => part.shares === 1n)?.cost).toBe(1n);
  });
});

describe("edges", () => {
  test("a block that did not fill gives everything back", () => {
    const holds = [{ key: "a", hold: cents(150n) }];
    expect(allocateBuy({ filled: shares(0n), cost: cents(0n), holds })).toEqual({
      parts: [{ key: "a", shares: 0n, cost: 0n, released: 150n }],
      rounding: 0n,
    });
  });

  test("a partial fill is shared by everyone, not by who came first", () => {
    const holds = [
      { key: "a", hold: cents(10_000n) },
      { key: "b", hold: cents(30_000n) },
    ];
    const { parts } = allocateBuy({ filled: shares(400_000_000n), cost: cents(12_000n), holds });
    expect(parts).toEqual([
      { key: "a", shares: 100_000_000n, cost: 3_000n, released: 7_000n },
      { key: "b", shares: 300_000_000n, cost: 9_000n, released: 21_000n },
    ]);
  });

  test("thousands of customers in one block still sum exactly", () => {
    const holds = Array.from({ length: 5_000 }, (_, i) => ({ key: `VT/${i}`, hold: cents(BigInt(3_000 + (i % 7))) }));
    const held = sum(holds.map(({ hold }) => hold));
    const { parts, rounding } = allocateBuy({ filled: shares(123_456_789_013n), cost: cents(held - 1n), holds });
    expect(sum(parts.map((part) => part.shares))).toBe(123_456_789_013n);
    expect([sum(parts.map((part) => part.released)), rounding]).toEqual([1n, 0n]);
  });

  test("what cannot be allocated is our bug", () => {
    const holds = [{ key: "a", hold: cents(100n) }];
    const block = { filled: shares(1n), cost: cents(1n), holds };
    expect(() => allocateBuy({ ...block, holds: [] })).toThrow(/for someone/);
    expect(() => allocateBuy({ ...block, holds: [...holds, ...holds] })).toThrow(/once/);
    expect(() => allocateBuy({ ...block, holds: [{ key: "a", hold: cents(0n) }] })).toThrow(/positive/);
    expect(() => allocateBuy({ ...block, filled: shares(0n) })).toThrow(/costs nothing/);
    expect(() => allocateBuy({ ...block, filled: shares(-1n) })).toThrow(/not negative/);
  });
});
