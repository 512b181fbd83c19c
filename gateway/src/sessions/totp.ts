import { Secret, TOTP } from "otpauth";

const ISSUER = "Kura";
const PERIOD_SECONDS = 30;
const SECRET_BYTES = 20;
/** One step early or late: clocks of phones are not exact. */
const WINDOW_STEPS = 1;

/** A new secret for an authenticator, in base 32. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** What an authenticator scans. */
export function totpUri(secret: string, email: string): string {
  return totp(secret, email).toString();
}

/** The counter whose code this is, near the given moment of machine time; null when it is no valid code. */
export function matchTotpCode(secret: string, code: string, now: Temporal.Instant): bigint | null {
  const timestamp = now.epochMilliseconds;
  const delta = totp(secret, "").validate({ token: code, timestamp, window: WINDOW_STEPS });
  if (delta === null) return null;
  return BigInt(Math.floor(timestamp / 1000 / PERIOD_SECONDS) + delta);
}

function totp(secret: string, label: string): TOTP {
  return new TOTP({
    issuer: ISSUER,
    label: label === "" ? ISSUER : label,
    secret: Secret.fromBase32(secret),
    period: PERIOD_SECONDS,
  });
}
