import { formatDecimal } from "@kura/shared/money.ts";
import { Decimal as Imprecise } from "decimal.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readExactJson } from "./exact-json.ts";
import {
  CentsValue,
  DayValue,
  InstantValue,
  PriceValue,
  readRounded,
  SharesValue,
  WrittenCents,
  WrittenPrice,
} from "./wire-values.ts";

// The oracle computes with as many digits as the longest case has.
const Decimal = Imprecise.clone({ precision: 80 });
const decimals = fc.tuple(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), fc.integer({ min: 0, max: 20 }));

test("a JSON number is read to its last digit, and means the same as a string of it", () => {
  fc.assert(
    fc.property(decimals, ([value, scale]) => {
      const text = formatDecimal(value, scale);
      expect(readExactJson(`{"n":${text},"s":"${text}","list":[${text}]}`)).toEqual({ n: text, s: text, list: [text] });
    }),
  );
  expect(readExactJson('{"a":301.123456789012345678,"b":true,"c":null}')).toEqual({
    a: "301.123456789012345678",
    b: true,
    c: null,
  });
});

test("a decimal of any length is rounded half to even, as an exact calculation says", () => {
  fc.assert(
    fc.property(decimals, fc.integer({ min: 0, max: 9 }), ([value, scale], to) => {
      const text = formatDecimal(value, scale);
      const oracle = new Decimal(text).toDecimalPlaces(to, Decimal.ROUND_HALF_EVEN).mul(new Decimal(10).pow(to));
      expect(readRounded(text, to, "half_even").toString()).toBe(oracle.toFixed(0).replace(/^-0$/, "0"));
    }),
  );
});

test("a number with an exponent is the same number", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 ** 6 }), fc.integer({ min: -9, max: 9 }), (digits, exponent) => {
      const oracle = new Decimal(`${digits}e${exponent}`).mul(10 ** 9).toFixed(0);
      expect(readRounded(`${digits}e${exponent}`, 9, "down").toString()).toBe(oracle);
      expect(readRounded(`${digits}.0E${exponent < 0 ? exponent : `+${exponent}`}`, 9, "down").toString()).toBe(oracle);
    }),
  );
  expect(SharesValue.parse("1.5e-7")).toBe(150n);
  expect(SharesValue.parse("1.25e1")).toBe(12_500_000_000n);
});

test("prices keep the broker's own text beside ours", () => {
  expect(WrittenPrice.parse("288.4126783301")).toEqual({ price: 288_412_678n, text: "288.4126783301" });
  expect(WrittenPrice.parse("0.0000005")).toEqual({ price: 0n, text: "0.0000005" });
  expect(WrittenPrice.parse("0.0000015")).toEqual({ price: 2n, text: "0.0000015" });
  expect(WrittenCents.parse("-31.505")).toEqual({ cents: -3150n, text: "-31.505" });
});

test("money, quantities and quotes with more digits than the unit holds are not taken", () => {
  expect(CentsValue.safeParse("10.001").success).toBe(false);
  expect(SharesValue.safeParse("0.0000000001").success).toBe(false);
  expect(PriceValue.safeParse("1.0000001").success).toBe(false);
  expect([CentsValue.parse("105.010"), SharesValue.parse("5"), PriceValue.parse("301.2")]).toEqual([
    10_501n,
    5_000_000_000n,
    301_200_000n,
  ]);
  for (const text of ["", "abc", "1,5", "NaN", "Infinity", "1e999", "0x1"]) {
    expect(CentsValue.safeParse(text).success, text).toBe(false);
  }
});

test("moments come with any offset and nine digits of a second, days once in a while as timestamps", () => {
  expect(InstantValue.parse("2026-11-20T10:02:11.412345678-05:00").toString()).toBe("2026-11-20T15:02:11.412345678Z");
  expect(InstantValue.safeParse("2026-11-20").success).toBe(false);
  expect([DayValue.parse("2026-11-23"), DayValue.parse("2026-11-23T00:00:00Z")]).toEqual(["2026-11-23", "2026-11-23"]);
  for (const text of ["2026-02-30", "20261123", "", "2026-11-23x"])
    expect(DayValue.safeParse(text).success).toBe(false);
});
