import { backOffMs, type Machine } from "./machine.ts";
import { type Answer, type Partner, PartnerError, type Question } from "./partner.ts";

const MOST_TRIES = 3;
const PAUSE = { firstMs: 200, mostMs: 2_000 };
/** Whoever has waited this long has waited enough. */
const LONGEST_MS = 20_000;

/**
 * A partner who is asked again, a few times and with pauses, when there is no answer or one of its failures, and only
 * where asking twice is the same as asking once: looking up, and cancelling. What places an order is never repeated.
 */
export function askAgain(partner: Partner, machine: Machine): Partner {
  const stopped = new AbortController();
  return {
    ...partner,
    async ask(question) {
      if (question.method === "POST") return partner.ask(question);
      const startedAt = machine.now();
      for (let tries = 1; ; tries += 1) {
        const enough = () => tries >= MOST_TRIES || machine.now() - startedAt > LONGEST_MS || stopped.signal.aborted;
        const answer = await askOnce(partner, question, enough);
        if (answer !== "again") return answer;
        await machine.pause(backOffMs(tries, PAUSE, machine.chance()), stopped.signal);
      }
    },
    close() {
      stopped.abort();
      return partner.close();
    },
  };
}

async function askOnce(partner: Partner, question: Question, enough: () => boolean): Promise<Answer | "again"> {
  try {
    const answer = await partner.ask(question);
    const failed = answer.status >= 500 || answer.status === 408;
    return failed && !enough() ? "again" : answer;
  } catch (error) {
    if (!(error instanceof PartnerError) || error.kind !== "outage" || enough()) throw error;
    return "again";
  }
}
