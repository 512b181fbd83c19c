/** What is left of somebody's requests in the present minute, after one more. */
export type Allowance = { allowed: boolean; limit: number; remaining: number; resetsAtMs: number };

/** Counts requests. The counters live in memory: a restart begins a fresh minute. */
export type RateLimits = { take(who: string, nowMs: number): Allowance };

const WINDOW_MS = 60_000;

/** So many requests in each business minute, for each who is counted. */
export function createRateLimits(limit: number): RateLimits {
  const counts = new Map<string, number>();
  let window = 0;
  return {
    take(who, nowMs) {
      const present = Math.floor(nowMs / WINDOW_MS);
      if (present !== window) counts.clear();
      window = present;
      const count = (counts.get(who) ?? 0) + 1;
      counts.set(who, count);
      const resetsAtMs = (present + 1) * WINDOW_MS;
      return { allowed: count <= limit, limit, remaining: Math.max(0, limit - count), resetsAtMs };
    },
  };
}

/** The headers that every answer of the broker carries. Moments are unix seconds of business time. */
export function allowanceHeaders({ limit, remaining, resetsAtMs }: Allowance): Record<string, string> {
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": String(resetsAtMs / 1_000),
  };
}

/** After how many seconds of machine time to come again; while the clock stands, as if it ran in real time. */
export function retryAfter({ resetsAtMs }: Allowance, nowMs: number, speed: number): string {
  return String(Math.max(1, Math.ceil((resetsAtMs - nowMs) / 1_000 / Math.max(1, speed))));
}
