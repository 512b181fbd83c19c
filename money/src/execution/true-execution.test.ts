import { cents, divide, parseDecimal, price, shares } from "@kura/shared/money.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { costOf } from "./book-execution.ts";
import { roundingSlack } from "./true-execution.ts";

const written = fc.bigInt({ min: 0n, max: 10n ** 18n }).map((value) => {
  const digits = value.toString().padStart(13, "0");
  return `${digits.slice(0, -12)}.${digits.slice(-12)}`;
});
const quantities = fc.oneof(
  fc.bigInt({ min: 1n, max: 10n ** 10n }),
  fc.bigInt({ min: 1n, max: 10n ** 15n }),
  fc.bigInt({ min: 1n, max: 10n ** 18n }),
);

test("however the broker rounds a price of twelve decimals times a quantity, we are within the slack of it", () => {
  fc.assert(
    fc.property(written, quantities, fc.constantFrom("up", "down", "half_even"), (text, quantity, rounding) => {
      const exact = parseDecimal(text, 12);
      const ours = costOf({ price: price(divide(exact, 1_000_000n, "half_even")), shares: shares(quantity) });
      const theirs = divide(exact * quantity, 10n ** 19n, rounding);
      const slack = roundingSlack(shares(quantity));
      expect([text, quantity, -slack <= theirs - ours && theirs - ours <= slack]).toEqual([text, quantity, true]);
    }),
  );
});

test("the slack is one cent for an ordinary quantity, and more only where our price is too coarse for cents", () => {
  expect(roundingSlack(shares(1n))).toBe(cents(1n));
  expect(roundingSlack(shares(9_999_999_999_999n))).toBe(cents(1n)); // just below ten thousand shares
  expect(roundingSlack(shares(10n ** 15n))).toBe(cents(51n)); // a million shares
});
