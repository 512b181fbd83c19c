/** What an answer says of how often we may ask. */
export type RateLimit = {
  /** How many questions a window takes. */
  readonly limit: number;
  /** How many are left of it. */
  readonly remaining: number;
  /** How long until the next window, in milliseconds from the answer on. */
  readonly resetInMs: number;
};

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** A window is a minute; whatever a header says, nobody waits longer for the next. */
const WINDOW_MS = 60_000;

/**
 * Reads the headers that tell how many questions are left.
 *
 * The end of the window is a moment on the partner's clock, so it is compared with the answer's own date: ours may be
 * wrong, and on a desk time runs differently. Without a date there is only our clock.
 */
export function readRateLimit(headers: Headers, machineMs: number): RateLimit | null {
  const limit = count(headers["x-ratelimit-limit"]);
  const remaining = count(headers["x-ratelimit-remaining"]);
  if (limit === null || remaining === null) return null;
  return { limit, remaining, resetInMs: resetInMs(headers, machineMs) };
}

function resetInMs(headers: Headers, machineMs: number): number {
  const resetAt = count(headers["x-ratelimit-reset"]);
  if (resetAt === null) return WINDOW_MS;
  const date = one(headers.date);
  const dated = date === undefined ? Number.NaN : Date.parse(date);
  const now = Number.isNaN(dated) ? machineMs : dated;
  return Math.min(WINDOW_MS, Math.max(0, resetAt * 1000 - now));
}

const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

function count(value: string | string[] | undefined): number | null {
  const text = one(value) ?? "";
  return /^\d{1,12}$/.test(text) ? Number.parseInt(text, 10) : null;
}
