import { expect, test } from "vitest";
import { arrivalOf } from "./arrival.ts";

test("after signing in a customer only ever goes to a page of ours", () => {
  expect(arrivalOf({ from: "/deposit", why: "first" })).toEqual({ from: "/deposit", why: "first" });
  for (const from of ["//evil.example", "https://evil.example", "javascript:alert(1)", 7, null, undefined]) {
    expect(arrivalOf({ from }).from).toBeNull();
  }
  expect(arrivalOf(null)).toEqual({ from: null, why: null });
});
