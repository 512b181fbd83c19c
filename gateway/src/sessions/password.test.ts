import fc from "fast-check";
import { expect, test } from "vitest";
import { checkPassword, hashPassword, verifyPassword } from "./password.ts";

test("the password that was hashed is recognised, and no other", async () => {
  const hash = await hashPassword("正しい馬の電池🐎");
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await verifyPassword("正しい馬の電池🐎", hash)).toBe(true);
  expect(await verifyPassword("正しい馬の電池", hash)).toBe(false);
  expect(await verifyPassword("", hash)).toBe(false);
});

test("one password hashed twice gives two hashes", async () => {
  expect(await hashPassword("correct horse")).not.toBe(await hashPassword("correct horse"));
});

test("the same characters in another width or composition are the same password", async () => {
  expect(await verifyPassword("ｐａｓｓｗｏｒｄ１", await hashPassword("password1"))).toBe(true);
  expect(await verifyPassword("cafe\u0301 au lait", await hashPassword("caf\u00e9 au lait"))).toBe(true);
});

test("a good password has 8 to 128 characters, at least four of them different", () => {
  const various = fc.string({ minLength: 4, maxLength: 124, unit: "grapheme-ascii" }).map((text) => `aB3$${text}`);
  fc.assert(
    fc.property(various, (password) => {
      expect(checkPassword(password, "a@example.com")).toEqual([]);
    }),
  );
  for (const bad of ["", "aB3$aB3", "aaaaaaaa", "abcabcabcabc", "aB3$".repeat(33)]) {
    expect(checkPassword(bad, "a@example.com"), bad).toHaveLength(1);
  }
});

test("the e-mail address is no password", () => {
  expect(checkPassword("Somebody@Example.com", "somebody@example.com")).toHaveLength(1);
});
