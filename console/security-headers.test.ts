import { expect, test } from "vitest";
import { SECURITY_HEADERS } from "./security-headers.ts";

const policy = new Map(
  SECURITY_HEADERS["Content-Security-Policy"].split("; ").map((directive) => {
    const [name = "", ...sources] = directive.split(" ");
    return [name, sources];
  }),
);

test("only scripts from our own files run: nothing inline, nothing evaluated, nothing from elsewhere", () => {
  expect(policy.get("script-src")).toEqual(["'self'"]);
  expect(policy.get("default-src")).toEqual(["'none'"]);
});

test("the console speaks only with its own origin, and no other page may frame it", () => {
  expect(policy.get("connect-src")).toEqual(["'self'"]);
  expect(policy.get("frame-ancestors")).toEqual(["'none'"]);
});
