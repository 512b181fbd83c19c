import fc from "fast-check";
import { expect, test } from "vitest";
import { sortKeys } from "./api.ts";

test("the text of a document does not depend on the order in which its keys were added", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (document) => {
      const reversed = Object.fromEntries(Object.entries(document).toReversed());
      expect(JSON.stringify(sortKeys(reversed))).toBe(JSON.stringify(sortKeys(document)));
      expect(sortKeys(document)).toEqual(document);
    }),
  );
});

test("lists keep their order", () => {
  expect(sortKeys({ required: ["b", "a"] })).toEqual({ required: ["b", "a"] });
});
