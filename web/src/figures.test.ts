import { formatCents, formatYen } from "@kura/shared/money.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  aboutSharesText,
  alignedPercentText,
  byDollarsDown,
  changeText,
  dollarText,
  isNothing,
  percentText,
  priceText,
  rateText,
  sharesText,
  yenText,
} from "./figures.ts";

const amounts = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });

test("yen are written without decimals and dollars with two, in groups of three", () => {
  expect(yenText("0")).toBe("¥0");
  expect(yenText("12345678")).toBe("¥12,345,678");
  expect(yenText("-500")).toBe("−¥500");
  expect(dollarText("0.00")).toBe("$0.00");
  expect(dollarText("1650.1")).toBe("$1,650.10");
  expect(dollarText("-1234567.89")).toBe("−$1,234,567.89");
});

test("no digit of an amount is lost or changed on the way to the eye, however large", () => {
  const bare = (text: string) => text.replace(/[¥$,]/g, "").replace("−", "-");
  fc.assert(
    fc.property(amounts, (amount) => {
      expect(bare(yenText(formatYen(amount)))).toBe(formatYen(amount));
      expect(bare(dollarText(formatCents(amount)))).toBe(formatCents(amount));
    }),
  );
});

test("what is not known is a dash, not a zero", () => {
  expect(yenText(null)).toBe("—");
  expect(dollarText(null)).toBe("—");
});

test("shares are trimmed of zeros, and keep every billionth that is there", () => {
  expect(sharesText("0.123456789")).toBe("0.123456789");
  expect(sharesText("2.210300000")).toBe("2.2103");
  expect(sharesText("1234")).toBe("1,234");
});

test("estimated shares are shown to the ten-thousandth, and never as nothing", () => {
  expect(aboutSharesText("3.284726224")).toBe("3.2847");
  expect(aboutSharesText("0.000012345")).toBe("0.000012345");
});

test("prices are rounded to the cent and rates to the hundredth of a sen", () => {
  expect(priceText("291.333333")).toBe("$291.33");
  expect(priceText("301.2")).toBe("$301.20");
  expect(rateText("150.02")).toBe("¥150.02");
  expect(rateText("150.398649")).toBe("¥150.3986");
});

test("weights are written as percent, with as many decimals as they need", () => {
  expect(percentText(10_000)).toBe("100%");
  expect(percentText(1_250)).toBe("12.5%");
  expect(percentText(1)).toBe("0.01%");
  expect(alignedPercentText(4_000)).toBe("40.0%");
});

test("a change of weight carries its sign", () => {
  expect(changeText(200)).toBe("+2%");
  expect(changeText(-150)).toBe("−1.5%");
  expect(changeText(0)).toBe("±0%");
});

test("amounts stand in order of size, not of their letters", () => {
  expect(["9.00", "100.00", "20.00"].toSorted(byDollarsDown)).toEqual(["100.00", "20.00", "9.00"]);
});

test("nothing is nothing, however it is written", () => {
  expect(["0", "0.00", "0.000000000"].every(isNothing)).toBe(true);
  expect(["1", "0.01", "-1"].some(isNothing)).toBe(false);
});
