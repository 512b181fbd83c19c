import { expect, test } from "vitest";
import { SECURITY_HEADERS } from "./security-headers.ts";

const policy = SECURITY_HEADERS["Content-Security-Policy"] ?? "";

test("no script runs that we do not serve ourselves as a file", () => {
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(
    policy
      .split("; ")
      .filter((rule) => !rule.startsWith("style-src"))
      .join(),
  ).not.toContain("unsafe");
});

test("no other site can frame the app or learn where a customer came from", () => {
  expect(policy).toContain("frame-ancestors 'none'");
  expect(SECURITY_HEADERS["Referrer-Policy"]).toBe("no-referrer");
});
