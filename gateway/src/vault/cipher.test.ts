import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fieldContext, KEY_BYTES, keyContext, SealBroken, seal, unseal } from "./cipher.ts";

const KEY = randomBytes(KEY_BYTES);
const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));

test("what was sealed opens in the same place, and only there", () => {
  fc.assert(
    fc.property(bytes, fc.string(), fc.string(), (plain, here, there) => {
      const sealed = seal(KEY, plain, here);
      expect(unseal(KEY, sealed, here)).toEqual(plain);
      if (there !== here) expect(() => unseal(KEY, sealed, there)).toThrow(SealBroken);
    }),
  );
});

test("a single changed byte anywhere is noticed", () => {
  fc.assert(
    fc.property(bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (plain, at, change) => {
      const sealed = seal(KEY, plain, "here");
      const index = at % sealed.length;
      sealed[index] = sealed[index]! ^ change;
      expect(() => unseal(KEY, sealed, "here")).toThrow(SealBroken);
    }),
  );
});

test("sealed bytes that were cut do not open", () => {
  const sealed = seal(KEY, Buffer.from("東京都"), "here");
  for (let length = 0; length < sealed.length; length += 1) {
    expect(() => unseal(KEY, sealed.subarray(0, length), "here")).toThrow(SealBroken);
  }
});

test("another key does not open it", () => {
  const sealed = seal(KEY, Buffer.from("東京都"), "here");
  expect(() => unseal(randomBytes(KEY_BYTES), sealed, "here")).toThrow(SealBroken);
});

test("the same text never looks the same twice", () => {
  const sealed = Array.from({ length: 50 }, () => seal(KEY, Buffer.from("same"), "here").toString("hex"));
  expect(new Set(sealed).size).toBe(50);
});

test("no two places share a context: record, field and key are told apart", () => {
  const contexts = ["a", "b"].flatMap((record) => [
    keyContext(record),
    ...["city", "street"].map((field) => fieldContext(record, field)),
  ]);
  expect(new Set(contexts).size).toBe(contexts.length);
});
