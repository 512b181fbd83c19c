import fc from "fast-check";
import { expect, test } from "vitest";
import { FIRST_ID, LAST_ID, ulidBefore } from "./ulid.ts";

const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...DIGITS), minLength: length, maxLength: length });
/** Reads the moment another way: as one large number. */
const momentOf = (id: string) =>
  [...id.slice(0, 10)].reduce((sum, digit) => sum * 32n + BigInt(DIGITS.indexOf(digit)), 0n);

test("the id some time before an event is the very lowest of its moment, and never below the first of all", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 7 }), digits(9), digits(16), fc.nat(), (first, rest, random, ms) => {
      const id = `${first}${rest}${random}`;
      const before = ulidBefore(id, ms);
      const expected = momentOf(id) - BigInt(ms);
      expect(momentOf(before)).toBe(expected < 0n ? 0n : expected);
      expect(before.slice(10)).toBe("0".repeat(16));
      expect(before <= id).toBe(true);
    }),
  );
});

test("what is no ULID stays what it is", () => {
  for (const id of ["", "17", "01K9M3T4ZC6Q8R0V2X4A6D8F1", "01K9M3T4ZC6Q8R0V2X4A6D8F1U", "81K9M3T4ZC6Q8R0V2X4A6D8F1H"])
    expect(ulidBefore(id, 1_000)).toBe(id);
  expect([ulidBefore(FIRST_ID, 1_000), ulidBefore(LAST_ID, 0)]).toEqual([
    FIRST_ID,
    `7${"Z".repeat(9)}${"0".repeat(16)}`,
  ]);
});
