import { TOTP } from "otpauth";
import { expect, test } from "vitest";
import { isLive, shouldNoteUse } from "./rules.ts";
import { matchTotpCode, newTotpSecret, totpUri } from "./totp.ts";

const at = (time: string) => Temporal.Instant.from(`2026-11-23T${time}Z`);

test("a session ends 30 minutes after its last use, to the second", () => {
  const session = { lastUsedAt: at("10:00:00"), expiresAt: at("22:00:00") };
  expect(isLive(session, at("10:29:59"))).toBe(true);
  expect(isLive(session, at("10:30:00"))).toBe(false);
});

test("a session ends at its absolute limit however recently it was used", () => {
  const session = { lastUsedAt: at("21:59:00"), expiresAt: at("22:00:00") };
  expect(isLive(session, at("21:59:59"))).toBe(true);
  expect(isLive(session, at("22:00:00"))).toBe(false);
});

test("use is noted often enough to matter and seldom enough not to write on every page", () => {
  expect(shouldNoteUse(at("10:00:00"), at("10:00:29"))).toBe(false);
  expect(shouldNoteUse(at("10:00:00"), at("10:00:30"))).toBe(true);
});

test("a code is good for its own 30 seconds and the step before and after", () => {
  const secret = newTotpSecret();
  const now = at("10:00:00");
  const counter = BigInt(now.epochMilliseconds / 30_000);
  const codeAt = (seconds: number) =>
    new TOTP({ secret }).generate({ timestamp: now.add({ seconds }).epochMilliseconds });
  expect(matchTotpCode(secret, codeAt(0), now)).toBe(counter);
  expect(matchTotpCode(secret, codeAt(-30), now)).toBe(counter - 1n);
  expect(matchTotpCode(secret, codeAt(30), now)).toBe(counter + 1n);
  expect(matchTotpCode(secret, codeAt(-90), now)).toBeNull();
  expect(matchTotpCode(secret, codeAt(90), now)).toBeNull();
});

test("an authenticator is set up with our name, the address and the secret", () => {
  const uri = new URL(totpUri("US3WHSG7X5KAPV27VANWKQHF3SH3HULL", "a@example.com"));
  expect(decodeURIComponent(uri.pathname)).toContain("Kura:a@example.com");
  expect(uri.searchParams.get("secret")).toBe("US3WHSG7X5KAPV27VANWKQHF3SH3HULL");
});
