import { backOffMs } from "./machine.ts";
import type { Priority } from "./partner.ts";
import type { RateLimit } from "./rate-limit.ts";

/** What is to be known of an answer. */
export type Limited = { readonly status: number; readonly limit: RateLimit | null };

/** How many questions a host still takes, as far as its answers tell. All moments are the machine's. */
export type RateBudget = {
  /** When one more may go: a moment, or null for not before an answer has come. */
  mayGoAt(priority: Priority, inFlight: number, now: number): number | null;
  /** Takes over what an answer says, or that there was none. */
  learn(answer: Limited | null, now: number): void;
};

const SIDE_BY_SIDE = 16;
/** The part of a window that the less urgent leave to the more urgent, in hundredths. */
const LEFT_OVER: Readonly<Record<Priority, number>> = { urgent: 0, order: 5, rest: 20 };
const REFUSED = { firstMs: 250, mostMs: 60_000 };
/** Moments are told in whole seconds: ends of one window that are this near are the same. */
const SAME_WINDOW_MS = 1_500;

export function createRateBudget(chance: () => number): RateBudget {
  let window: { limit: number; remaining: number; endsAt: number } | null = null;
  let heard = false; // Until the first answer nobody knows how many questions the host takes.
  let refusals = 0; // 429, one after the other
  let pausedUntil = 0;

  const learnLimit = ({ limit, remaining, resetInMs }: RateLimit, now: number): void => {
    const endsAt = now + resetInMs;
    if (window === null || endsAt > window.endsAt + SAME_WINDOW_MS) window = { limit, remaining, endsAt };
    // Answers overtake one another: within one window the least that was heard holds, and what is told of an earlier
    // window says nothing of this one. A refusal with an end of its own pauses until then, and not until this one's.
    else if (endsAt >= window.endsAt - SAME_WINDOW_MS) window.remaining = Math.min(window.remaining, remaining);
  };

  return {
    mayGoAt(priority, inFlight, now) {
      if (inFlight >= SIDE_BY_SIDE || (!heard && inFlight > 0)) return null;
      if (pausedUntil > now) return pausedUntil;
      if (window === null) return now;
      const over = now >= window.endsAt;
      // Those on their way may not be counted yet. A host that takes very few takes at least one.
      const left = (over ? window.limit : window.remaining) - inFlight;
      const kept = Math.min(Math.floor((window.limit * LEFT_OVER[priority]) / 100), Math.max(0, window.limit - 1));
      if (left > kept) return now;
      return over ? null : window.endsAt;
    },
    learn(answer, now) {
      heard = true;
      if (answer === null) {
        if (window) window.remaining -= 1; // Whether it was counted is not known.
        return;
      }
      if (answer.limit !== null) learnLimit(answer.limit, now);
      refusals = answer.status === 429 ? refusals + 1 : 0;
      if (answer.status !== 429) return;
      const waitMs = Math.max(answer.limit?.resetInMs ?? 0, backOffMs(refusals, REFUSED, chance()));
      pausedUntil = Math.max(pausedUntil, now + Math.min(REFUSED.mostMs, waitMs));
    },
  };
}
