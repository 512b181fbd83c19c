import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  cents,
  centsToYen,
  DecimalError,
  divide,
  formatCents,
  formatDecimal,
  formatPrice,
  formatRate,
  formatShares,
  formatYen,
  notional,
  parseCents,
  parseDecimal,
  parsePrice,
  parseRate,
  parseShares,
  parseYen,
  price,
  type Rounding,
  rate,
  shares,
  split,
  sum,
  yen,
  yenToCents,
} from "./money.ts";

const amounts = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });
const divisors = amounts.filter((value) => value !== 0n);
const roundings = fc.constantFrom<Rounding>("down", "up", "half_even");
const magnitude = (value: bigint) => (value < 0n ? -value : value);

describe("divide", () => {
  test("no rounding moves a quotient by a whole unit, and an exact quotient by nothing", () => {
    fc.assert(
      fc.property(amounts, divisors, roundings, (top, bottom, rounding) => {
        const quotient = divide(top, bottom, rounding);
        expect(magnitude(top - quotient * bottom) < magnitude(bottom)).toBe(true);
        expect(divide(quotient * bottom, bottom, rounding)).toBe(quotient);
      }),
    );
  });

  test("down never exceeds the quotient, up is never below it, and they differ by at most one", () => {
    fc.assert(
      fc.property(amounts, divisors, (top, bottom) => {
        const [down, up] = [divide(top, bottom, "down"), divide(top, bottom, "up")];
        const sign = bottom > 0n ? 1n : -1n;
        expect(down * bottom * sign <= top * sign && top * sign <= up * bottom * sign).toBe(true);
        expect(up - down).toBe(top % bottom === 0n ? 0n : 1n);
        expect(divide(-top, bottom, "down") === -up).toBe(true);
      }),
    );
  });

  test("half even goes to the nearest, and from the middle to the even neighbour", () => {
    fc.assert(
      fc.property(amounts, divisors, (top, bottom) => {
        const quotient = divide(top, bottom, "half_even");
        const twiceOff = 2n * magnitude(top - quotient * bottom);
        expect(twiceOff <= magnitude(bottom)).toBe(true);
        if (twiceOff === magnitude(bottom)) expect(quotient % 2n).toBe(0n);
      }),
    );
    fc.assert(
      fc.property(amounts, (whole) => {
        expect(divide(2n * whole + 1n, 2n, "half_even") % 2n).toBe(0n);
      }),
    );
  });

  test("the sign of a divisor only says on which side of zero the quotient is", () => {
    fc.assert(
      fc.property(amounts, divisors, roundings, (top, bottom, rounding) => {
        expect(divide(-top, -bottom, rounding)).toBe(divide(top, bottom, rounding));
      }),
    );
  });

  test("nothing is divided by zero", () => {
    expect(() => divide(1n, 0n, "down")).toThrow(/not zero/);
  });
});

describe("split", () => {
  const totals = fc.bigInt({ min: 0n, max: 10n ** 20n });
  const weights = fc
    .array(fc.oneof(fc.bigInt({ min: 0n, max: 10n }), fc.bigInt({ min: 0n, max: 10n ** 15n })), { minLength: 1 })
    .filter((list) => sum(list) > 0n);

  test("the parts sum to exactly the whole, each within one unit of its exact share", () => {
    fc.assert(
      fc.property(totals, weights, (total, list) => {
        const parts = split(total, list);
        const whole = sum(list);
        expect(sum(parts)).toBe(total);
        parts.forEach((part, index) => {
          const off = part * whole - total * (list[index] ?? 0n);
          expect(-whole < off && off < whole).toBe(true);
          if (list[index] === 0n) expect(part).toBe(0n);
        });
      }),
    );
  });

  test("what is left goes to the largest remainders, and of equal ones to those given first", () => {
    fc.assert(
      fc.property(totals, weights, (total, list) => {
        const whole = sum(list);
        const parts = split(total, list);
        const extra = parts.map((part, index) => part - (total * (list[index] ?? 0n)) / whole);
        const remainder = (index: number) => (total * (list[index] ?? 0n)) % whole;
        for (const [lucky, got] of extra.entries()) {
          for (const [unlucky, gotNot] of extra.entries()) {
            if (got !== 1n || gotNot !== 0n) continue;
            const before = remainder(lucky) === remainder(unlucky) && lucky < unlucky;
            expect(remainder(lucky) > remainder(unlucky) || before).toBe(true);
          }
        }
      }),
      { numRuns: 50 },
    );
    expect(split(2n, [1n, 1n, 1n])).toEqual([1n, 1n, 0n]);
    expect(split(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
  });

  test("more weight is never a smaller part, and the unit of the weights does not matter", () => {
    fc.assert(
      fc.property(totals, weights, fc.bigInt({ min: 1n, max: 10n ** 9n }), (total, list, factor) => {
        const parts = split(total, list);
        list.forEach((weight, a) => {
          list.forEach((other, b) => {
            if (weight > other) expect((parts[a] ?? 0n) >= (parts[b] ?? 0n)).toBe(true);
          });
        });
        const scaled = list.map((weight) => weight * factor);
        expect(split(total, scaled)).toEqual(parts);
      }),
      { numRuns: 50 },
    );
  });

  test("there is nothing to split by no weight, and no negative total or weight", () => {
    expect(() => split(1n, [0n, 0n])).toThrow(/some weight/);
    expect(() => split(1n, [])).toThrow(/some weight/);
    expect(() => split(-1n, [1n])).toThrow(/not negative/);
    expect(() => split(1n, [2n, -1n])).toThrow(/no weight is negative/);
    expect(split(0n, [])).toEqual([]);
    expect(split(0n, [0n, 3n])).toEqual([0n, 0n]);
  });
});

describe("decimal text", () => {
  const values = fc.oneof(amounts, fc.bigInt({ min: -2000n, max: 2000n }));
  const scales = fc.integer({ min: 0, max: 12 });

  test("what is written is read back, whatever the number of decimals shown", () => {
    fc.assert(
      fc.property(values, scales, fc.integer({ min: 0, max: 12 }), (value, scale, least) => {
        const text = formatDecimal(value, scale, Math.min(least, scale));
        expect(parseDecimal(text, scale)).toBe(value);
        expect(text).toMatch(/^-?(0|[1-9]\d*)(\.\d+)?$/);
        expect((text.split(".")[1] ?? "").length).toBeGreaterThanOrEqual(Math.min(least, scale));
      }),
    );
  });

  test("each unit is read and written with its own number of decimals", () => {
    expect([parseYen("100000"), formatYen(100000n)]).toEqual([100000n, "100000"]);
    expect([parseCents("650.12"), formatCents(65012n), formatCents(-5n)]).toEqual([65012n, "650.12", "-0.05"]);
    expect([parseCents("650"), parseCents("650.1"), parseCents("650.10000")]).toEqual([65000n, 65010n, 65010n]);
    expect([parseShares("0.123456789"), formatShares(1_500_000_000n)]).toEqual([123456789n, "1.5"]);
    expect([formatShares(0n), formatShares(2_000_000_000n)]).toEqual(["0", "2"]);
    expect([parsePrice("301.2"), formatPrice(301_200_000n)]).toEqual([301_200_000n, "301.20"]);
    expect([parseRate("152.020001"), formatRate(152_020_001n)]).toEqual([152_020_001n, "152.020001"]);
  });

  test("more decimals than the unit holds are refused, never rounded; trailing zeros are no decimals", () => {
    fc.assert(
      fc.property(values, scales, fc.integer({ min: 1, max: 9 }), (value, scale, digit) => {
        const text = formatDecimal(value, scale);
        const point = scale === 0 ? "." : "";
        expect(() => parseDecimal(`${text}${point}${digit}`, scale)).toThrow(DecimalError);
        expect(parseDecimal(`${text}${point}000`, scale)).toBe(value);
      }),
    );
    expect(() => parseYen("100.5")).toThrow(DecimalError);
    expect(() => parseCents("0.001")).toThrow(DecimalError);
  });

  test("only plain decimals are numbers", () => {
    const wrong = [
      "",
      " ",
      "1.",
      ".5",
      "+1",
      "1e3",
      "1,000",
      "0x10",
      "1 ",
      "\n1",
      "1\n",
      "--1",
      "-",
      "NaN",
      "１",
      "1.2.3",
    ];
    for (const text of wrong) expect(() => parseCents(text), JSON.stringify(text)).toThrow(DecimalError);
    expect(() => parseCents("9".repeat(31))).toThrow(DecimalError);
    expect(parseCents("-0.00")).toBe(0n);
    expect(parseCents("007")).toBe(700n);
  });
});

describe("what things are worth", () => {
  const prices = fc.bigInt({ min: 1n, max: 10n ** 12n }).map(price);
  const quantities = fc.bigInt({ min: 0n, max: 10n ** 15n }).map(shares);
  const rates = fc.bigInt({ min: 50_000_000n, max: 500_000_000n }).map(rate);

  test("a trade is worth its price times its quantity", () => {
    expect(notional(parsePrice("301.2"), parseShares("5"), "half_even")).toBe(parseCents("1506"));
    expect(notional(parsePrice("0.01"), parseShares("0.5"), "half_even")).toBe(0n);
    expect(notional(parsePrice("0.01"), parseShares("1.5"), "half_even")).toBe(2n);
    expect(notional(parsePrice("0.01"), parseShares("0.5"), "up")).toBe(1n);
    fc.assert(
      fc.property(prices, quantities, quantities, (at, a, b) => {
        const together = notional(at, shares(a + b), "down");
        const apart = notional(at, a, "down") + notional(at, b, "down");
        expect(apart <= together && together <= apart + 1n).toBe(true);
      }),
    );
  });

  test("yen turned into dollars and back are never more than they were", () => {
    expect(yenToCents(yen(100_000n), parseRate("150"), "down")).toBe(parseCents("666.66"));
    expect(centsToYen(parseCents("666.66"), parseRate("150"), "up")).toBe(99_999n);
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }).map(yen), rates, (amount, at) => {
        expect(centsToYen(yenToCents(amount, at, "down"), at, "down") <= amount).toBe(true);
      }),
    );
  });

  test("the dealer's price rounded up always covers the dollars bought", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }).map(cents), rates, (usd, at) => {
        expect(yenToCents(centsToYen(usd, at, "up"), at, "down") >= usd).toBe(true);
      }),
    );
  });
});
