import { expect, test } from "vitest";
import { brokenFields, stepOfField } from "./personal-checks.ts";
import {
  birthDay,
  birthParts,
  birthProblem,
  isAdult,
  kanaProblem,
  personalForm,
  personalFrom,
  phoneProblem,
  postalCodeProblem,
  toKatakana,
  toPostalCode,
} from "./rules.ts";

const TODAY = "2026-03-03";

test("a name is taken in katakana, and in whatever the keyboard made of it", () => {
  expect(["ヤマダ", "やまだ", "ﾔﾏﾀﾞ", "ジョー", "アン・マリー"].map(kanaProblem)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
  expect(["yamada", "山田", "ヤマダ1"].map(kanaProblem)).toEqual(["kana", "kana", "kana"]);
  expect(kanaProblem(" ")).toBe("required");
  expect(["やまだ", "ﾔﾏﾀﾞ", " ヤマダ "].map(toKatakana)).toEqual(["ヤマダ", "ヤマダ", "ヤマダ"]);
});

test("a date of birth is a day that exists, in the past", () => {
  expect(birthDay({ year: "1990", month: "4", day: "1" })).toBe("1990-04-01");
  expect(birthDay({ year: "１９９０", month: "０４", day: "１" })).toBe("1990-04-01");
  expect(birthDay({ year: "2001", month: "2", day: "29" })).toBeNull();
  expect(birthDay({ year: "", month: "", day: "" })).toBeNull();
  expect(birthProblem({ year: "2030", month: "1", day: "1" }, TODAY)).toBe("birthOn");
});

test("one is an adult from the eighteenth birthday on", () => {
  expect(isAdult("2008-03-03", TODAY)).toBe(true);
  expect(isAdult("2008-03-04", TODAY)).toBe(false);
  expect(birthProblem({ year: "2008", month: "3", day: "4" }, TODAY)).toBe("adult");
});

test("postal codes and phone numbers are taken with and without hyphens, and in full width", () => {
  expect(["1000001", "100-0001", "１００－０００１"].map(toPostalCode)).toEqual(["100-0001", "100-0001", "100-0001"]);
  expect(postalCodeProblem("100-000")).toBe("postalCode");
  expect(["090-1234-5678", "0312345678"].map(phoneProblem)).toEqual([null, null]);
  expect(["12345", "+81 90 1234 5678"].map(phoneProblem)).toEqual(["phone", "phone"]);
});

test("each step names what is missing on it, and only that", () => {
  const empty = personalForm(null);
  expect(Object.keys(brokenFields(empty, 1, TODAY))).toEqual([
    "familyName",
    "givenName",
    "familyKana",
    "givenKana",
    "birth",
  ]);
  expect(brokenFields({ ...empty, usPerson: "yes", taxOnlyJapan: "no" }, 3, TODAY)).toEqual({
    occupation: "choose",
    usPerson: "usPerson",
    taxOnlyJapan: "taxResidence",
  });
  expect(["birth", "phone", "occupation"].map(stepOfField)).toEqual([1, 2, 3]);
});

test("what was saved fills the form, and the unchanged form says the same again", () => {
  const saved = {
    familyName: "山田",
    givenName: "花子",
    familyKana: "ヤマダ",
    givenKana: "ハナコ",
    birthOn: "1990-04-01",
    postalCode: "100-0001",
    prefecture: "東京都",
    city: "千代田区",
    street: "千代田1-1",
    phone: "09012345678",
    occupation: "employee",
    usPerson: false,
    taxResidence: "JP" as const,
  };
  expect(personalFrom(personalForm(saved))).toEqual(saved);
  expect(birthParts("1990-04-01")).toEqual({ year: "1990", month: "4", day: "1" });
});
