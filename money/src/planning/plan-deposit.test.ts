import { bps, type Cents, cents, parseCents, split, sum, WHOLE_BPS } from "@kura/shared/money.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DepositPlan, type PlannedHolding, planDeposit } from "./plan-deposit.ts";

const SYMBOLS = ["AA", "BB", "CC", "DD", "EE", "FF", ...Array.from({ length: 44 }, (_, i) => `S${100 + i}`)];

/** `value@bps` for each symbol in turn. */
function portfolio(text: string): PlannedHolding[] {
  return text.split(" ").map((part, index) => {
    const [value = "", weight = ""] = part.split("@");
    return { symbol: SYMBOLS[index]!, value: parseCents(value), targetBps: bps(BigInt(weight)) };
  });
}

const amounts = (plan: DepositPlan, holdings: readonly PlannedHolding[]) =>
  holdings.map(({ symbol }) => plan.buys.find((buy) => buy.symbol === symbol)?.notional ?? 0n);

/** What is still missing after a plan, in 1/10,000 of a cent. */
function missing(deposit: bigint, holdings: readonly PlannedHolding[], bought: readonly bigint[]): bigint[] {
  const total = deposit + sum(holdings.map(({ value }) => value));
  return holdings.map(({ value, targetBps }, i) => total * targetBps - (value + bought[i]!) * WHOLE_BPS);
}

const distance = (deposit: bigint, holdings: readonly PlannedHolding[], bought: readonly bigint[]) =>
  sum(missing(deposit, holdings, bought).map((gap) => gap * gap));

/** Every way to spend a whole number of cents on some securities. */
function* waysToSpend(total: bigint, count: number): Generator<bigint[]> {
  if (count === 1) yield [total];
  else
    for (let first = 0n; first <= total; first++)
      for (const rest of waysToSpend(total - first, count - 1)) yield [first, ...rest];
}

/** The nearest of all ways; of equal ones, the one that gives symbols that sort first more. */
function bestByExhaustion(deposit: bigint, holdings: readonly PlannedHolding[]): bigint[] {
  let [best, least]: [bigint[], bigint | null] = [[], null];
  for (const way of waysToSpend(deposit, holdings.length)) {
    const far = distance(deposit, holdings, way);
    if (least === null || far < least || (far === least && isBefore(best, way))) [best, least] = [way, far];
  }
  return best;
}
const isBefore = (a: readonly bigint[], b: readonly bigint[]) => {
  const index = a.findIndex((value, i) => value !== b[i]);
  return index >= 0 && a[index]! < b[index]!;
};

/**
 * The exact parts by trying every set of securities that could be bought, and taking the one that satisfies the
 * conditions of Karush, Kuhn and Tucker. Parts are numerators over `10,000 × size`.
 */
function partsByActiveSets(
  deposit: bigint,
  holdings: readonly PlannedHolding[],
): { numerators: bigint[]; size: bigint } {
  const gaps = missing(
    deposit,
    holdings,
    holdings.map(() => 0n),
  );
  const found: { numerators: bigint[]; size: bigint }[] = [];
  for (let set = 1; set < 1 << gaps.length; set++) {
    const inSet = gaps.map((_, i) => (set & (1 << i)) !== 0);
    const size = BigInt(inSet.filter(Boolean).length);
    const excess = sum(gaps.filter((_, i) => inSet[i])) - deposit * WHOLE_BPS;
    if (!gaps.every((gap, i) => (inSet[i] ? gap * size > excess : gap * size <= excess))) continue;
    found.push({ numerators: gaps.map((gap, i) => (inSet[i] ? gap * size - excess : 0n)), size });
  }
  expect(found).toHaveLength(1);
  return found[0]!;
}

const weightsFor = (count: number) =>
  fc
    .oneof(
      fc.array(fc.bigInt({ min: 0n, max: 3n }), { minLength: count, maxLength: count }),
      fc.array(fc.bigInt({ min: 0n, max: 10_000n }), { minLength: count, maxLength: count }),
    )
    .filter((weights) => sum(weights) > 0n)
    .map((weights) => split(WHOLE_BPS, weights));

/** Portfolios whose levels are fractions and whose parts tie: few cents, few distinct values and weights. */
const portfolios = (least: number, most: number, value: fc.Arbitrary<bigint>): fc.Arbitrary<PlannedHolding[]> =>
  fc
    .integer({ min: least, max: most })
    .chain((count) =>
      fc
        .tuple(fc.array(value, { minLength: count, maxLength: count }), weightsFor(count))
        .map(([values, weights]) =>
          values.map((held, i) => ({ symbol: SYMBOLS[i]!, value: cents(held), targetBps: bps(weights[i]!) })),
        ),
    );
const tiny = fc.oneof(fc.constantFrom(0n, 0n, 5n), fc.bigInt({ min: 0n, max: 60n }));
const ordinary = fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 200n }), fc.bigInt({ min: 0n, max: 10n ** 12n }));
const deposits = fc.oneof(fc.bigInt({ min: 1n, max: 300n }), fc.bigInt({ min: 1n, max: 10n ** 12n })).map(cents);

describe("examples", () => {
  const START = "120000@6400 60000@2800 20000@800";
  test("a deposit that fills every gap reaches the target exactly", () => {
    expect(planDeposit(parseCents("50000"), portfolio(START))).toEqual({
      buys: [
        { symbol: "AA", notional: parseCents("40000") },
        { symbol: "BB", notional: parseCents("10000") },
      ],
      notMade: [{ symbol: "CC", reason: "near_enough" }],
    });
  });

  test("a small deposit goes to what is furthest from its target", () => {
    const plan = planDeposit(parseCents("10000"), portfolio(START));
    expect(plan.buys).toEqual([{ symbol: "AA", notional: parseCents("10000") }]);
  });

  test("a level between two cents is not rounded", () => {
    const holdings = portfolio("0.10@7154 0.00@463 0.04@559 1.16@1824");
    expect(amounts(planDeposit(parseCents("2.81"), holdings), holdings)).toEqual([271n, 5n, 5n, 0n]);
  });

  test("a first deposit is split by weight, the last cent to the largest fraction, then to the first symbol", () => {
    const thirds = portfolio("0@3333 0@3333 0@3334");
    expect(amounts(planDeposit(cents(100n), thirds), thirds)).toEqual([33n, 33n, 34n]);
    const halves = portfolio("0@5000 0@5000");
    expect(amounts(planDeposit(cents(101n), halves), halves)).toEqual([51n, 50n]);
  });

  test("one cent is spent whole, and who gets none of it learns why", () => {
    expect(planDeposit(cents(1n), portfolio("0@5000 0@3000 9@2000"))).toEqual({
      buys: [{ symbol: "AA", notional: 1n }],
      notMade: [
        { symbol: "BB", reason: "near_enough" },
        { symbol: "CC", reason: "near_enough" },
      ],
    });
    const plan = planDeposit(cents(100n), portfolio("0@9999 0@1"));
    expect(plan).toEqual({
      buys: [{ symbol: "AA", notional: 100n }],
      notMade: [{ symbol: "BB", reason: "below_one_cent" }],
    });
  });
});

describe("rules", () => {
  test("no plan that spends the same deposit ends nearer the target (every plan tried)", () => {
    const cases = fc.tuple(fc.bigInt({ min: 1n, max: 24n }), portfolios(1, 4, tiny));
    fc.assert(
      fc.property(cases, ([deposit, holdings]) => {
        const plan = amounts(planDeposit(cents(deposit), holdings), holdings);
        expect(plan).toEqual(bestByExhaustion(deposit, holdings));
      }),
      { numRuns: 300 },
    );
  });

  test("each purchase is within a cent of the exact solution found by active sets", () => {
    fc.assert(
      fc.property(deposits, portfolios(1, 6, ordinary), (deposit, holdings) => {
        const plan = amounts(planDeposit(deposit, holdings), holdings);
        const { numerators, size } = partsByActiveSets(deposit, holdings);
        plan.forEach((bought, i) => {
          const [exact, whole] = [numerators[i]!, WHOLE_BPS * size];
          expect(bought * whole > exact - whole && bought * whole < exact + whole).toBe(true);
        });
      }),
      { numRuns: 300 },
    );
  });

  // The distance is a sum of convex functions of one purchase each, so a plan that no single cent improves is the best.
  test("moving one cent from any purchase to any other never ends nearer the target", () => {
    fc.assert(
      fc.property(deposits, portfolios(1, 50, ordinary), (deposit, holdings) => {
        const bought = amounts(planDeposit(deposit, holdings), holdings);
        const left = missing(deposit, holdings, bought);
        const furthest = left.reduce((a, b) => (a > b ? a : b));
        // Taking a cent from i leaves left[i] + 10,000 missing; it helps only where more than that is missing.
        bought.forEach((cent, i) => {
          if (cent > 0n) expect(left[i]! + WHOLE_BPS >= furthest).toBe(true);
        });
      }),
      { numRuns: 300 },
    );
  });

  test("the purchases sum to exactly the deposit, none is a sale, and nothing outside the target is bought", () => {
    fc.assert(
      fc.property(deposits, portfolios(1, 50, ordinary), (deposit, holdings) => {
        const { buys, notMade } = planDeposit(deposit, holdings);
        expect(sum(buys.map((buy) => buy.notional))).toBe(deposit);
        expect(buys.every((buy) => buy.notional > 0n)).toBe(true);
        const wanted = holdings.filter((holding) => holding.targetBps > 0n).map(({ symbol }) => symbol);
        expect([...buys, ...notMade].map(({ symbol }) => symbol).toSorted()).toEqual(wanted.toSorted());
      }),
    );
  });

  test("the order in which holdings are given does not matter", () => {
    const shuffled = portfolios(2, 20, tiny).chain((holdings) =>
      fc.tuple(fc.constant(holdings), fc.shuffledSubarray(holdings, { minLength: holdings.length })),
    );
    fc.assert(
      fc.property(deposits, shuffled, (deposit, [holdings, other]) => {
        expect(planDeposit(deposit, other)).toEqual(planDeposit(deposit, holdings));
      }),
    );
  });

  test("a larger deposit never buys less of anything, beyond the rounding of a cent", () => {
    fc.assert(
      fc.property(deposits, deposits, portfolios(1, 8, ordinary), (a, b, holdings) => {
        const [less, more]: Cents[] = a < b ? [a, b] : [b, a];
        const small = amounts(planDeposit(less!, holdings), holdings);
        const large = amounts(planDeposit(more!, holdings), holdings);
        small.forEach((bought, i) => {
          expect(large[i]! >= bought - 1n).toBe(true);
        });
      }),
    );
  });

  test("what cannot be planned is our bug: no deposit, weights that are not the whole, a symbol twice", () => {
    const one = portfolio("1.00@10000");
    expect(() => planDeposit(cents(0n), one)).toThrow(/positive/);
    expect(() => planDeposit(cents(1n), portfolio("0@9999"))).toThrow(/100%/);
    expect(() => planDeposit(cents(1n), [])).toThrow(/100%/);
    expect(() => planDeposit(cents(1n), [...one, { ...one[0]!, targetBps: bps(0n) }])).toThrow(/once/);
    expect(() => planDeposit(cents(1n), portfolio("-0.01@10000"))).toThrow(/negative/);
  });
});
