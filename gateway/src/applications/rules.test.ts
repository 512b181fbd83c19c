import fc from "fast-check";
import { expect, test } from "vitest";
import { PERSONAL } from "../test-world.ts";
import { type Personal, readPersonal, writePersonal } from "./personal.ts";
import {
  ageOn,
  checkPersonal,
  findIneligibility,
  findMissing,
  maskEmail,
  maskName,
  normalizePersonal,
  PREFECTURES,
} from "./rules.ts";

const good = PERSONAL as Personal;
const today = Temporal.PlainDate.from("2026-03-02");
const fieldsOf = (personal: Personal) => checkPersonal(normalizePersonal(personal), today).map(({ field }) => field);

test("a well filled form has nothing wrong with it", () => {
  expect(fieldsOf(good)).toEqual([]);
});

test("each field that is wrong is named, and no other", () => {
  const wrong: Partial<Record<keyof Personal, string[]>> = {
    familyName: [" ", "あ".repeat(51), "a\u0007"],
    givenName: [""],
    familyKana: ["やまだ", "YAMADA", "山田", ""],
    givenKana: ["たろう", " "],
    birthOn: ["1990-02-30", "1990/04/01", "1890-01-01", "2090-01-01", ""],
    postalCode: ["1000", "abc-defg", "12345678"],
    prefecture: ["Tokyo", "東京", "江戸"],
    city: [" "],
    street: ["\u0000"],
    phone: ["1234567890", "090-1234", "09012345678901"],
    occupation: [""],
  };
  for (const [field, values] of Object.entries(wrong)) {
    for (const value of values) expect(fieldsOf({ ...good, [field]: value }), `${field} ${value}`).toEqual([field]);
  }
});

test("widths, blanks and hyphens are as people type them", () => {
  const typed = {
    ...good,
    familyKana: "ﾔﾏﾀﾞ",
    postalCode: "１００ー０００１",
    phone: "090-1234-5678",
    city: "  千代田区　",
  };
  const normal = normalizePersonal(typed);
  expect(checkPersonal(normal, today)).toEqual([]);
  expect(normal).toEqual(good);
});

test("normalizing twice is normalizing once", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 30 });
  fc.assert(
    fc.property(text, text, text, (familyName, postalCode, phone) => {
      const once = normalizePersonal({ ...good, familyName, postalCode, phone });
      expect(normalizePersonal(once)).toEqual(once);
    }),
  );
});

test("somebody is 18 on their birthday and not the day before", () => {
  expect(ageOn("2008-03-02", today)).toBe(18);
  expect(ageOn("2008-03-03", today)).toBe(17);
  expect(findIneligibility({ ...good, birthOn: "2008-03-02" }, today)).toBeNull();
  expect(findIneligibility({ ...good, birthOn: "2008-03-03" }, today)).toBe("under_age");
});

test("US persons are not served, whatever their age", () => {
  expect(findIneligibility({ ...good, usPerson: true }, today)).toBe("us_person_not_served");
});

test("there are 47 prefectures", () => {
  expect(new Set(PREFECTURES).size).toBe(47);
});

test("what is missing is named until it is there; an agreement to an older version does not count", () => {
  const documents = [{ id: "terms", version: 2 }];
  const nothing = { personalSaved: false, identityPassed: false };
  const everything = { personalSaved: true, identityPassed: true };
  expect(findMissing(nothing, documents, [])).toEqual(["personal", "consents", "identity"]);
  expect(findMissing(everything, documents, [{ documentId: "terms", version: 1 }])).toEqual(["consents"]);
  expect(findMissing(everything, documents, [{ documentId: "terms", version: 2 }])).toEqual([]);
});

test("the vault gives back what was told it, and nothing before anything was", () => {
  expect(readPersonal(writePersonal(good))).toEqual(good);
  expect(readPersonal({})).toBeNull();
});

test("masked, a name and an address show their first character and little else", () => {
  expect(maskName("ヤマダ タロウ")).toBe("ヤ*** タ***");
  expect(maskEmail("taro@example.com")).toBe("t***@example.com");
  expect(maskEmail("")).toBe("***");
});
