import { expect, test } from "vitest";
import { forgetKey, keyFor } from "./confirmation-key.ts";

test("the same wish tried again carries the same key; another wish, or the same once fulfilled, another", () => {
  const first = keyFor("VT 100%");
  expect(keyFor("VT 100%")).toBe(first);
  expect(keyFor("BND 100%")).not.toBe(first);
  forgetKey("VT 100%");
  expect(keyFor("VT 100%")).not.toBe(first);
  expect(first).toMatch(/^[\x21-\x7e]{1,200}$/);
});
