import type { Machine } from "./machine.ts";
import { type Partner, PartnerError, PRIORITIES, type Priority } from "./partner.ts";
import { createRateBudget, type Limited } from "./rate-budget.ts";

/** Lets questions to one host go in turn: never more than it takes, and the urgent first. */
export type Turns = {
  /** Sends when it is its turn. What was not sent in time is an outage; 429 means that it waits for its turn again. */
  take<Answer extends Limited>(priority: Priority, send: () => Promise<Answer>): Promise<Answer>;
  /** Whoever still waits is told that nothing was sent. */
  close(): void;
};

/** Longer than a window, so that whoever waits for the next one gets there. */
const LONGEST_WAIT_MS = 75_000;

type Waiting = {
  readonly priority: Priority;
  readonly send: () => Promise<Limited>;
  readonly until: number;
  readonly done: PromiseWithResolvers<Limited>;
};

/** Opens the queue of one host. */
export function createTurns(name: string, machine: Machine, longestMs = LONGEST_WAIT_MS): Turns {
  let waiting: Waiting[] = []; // in the order in which they go
  const budget = createRateBudget(machine.chance);
  const closed = new AbortController();
  let inFlight = 0;

  const place = (one: Waiting, before: boolean): void => {
    const rank = PRIORITIES.indexOf(one.priority) + (before ? 0 : 1);
    const at = waiting.findIndex(({ priority }) => PRIORITIES.indexOf(priority) >= rank);
    waiting.splice(at === -1 ? waiting.length : at, 0, one);
  };
  const giveUp = (isOver: (one: Waiting) => boolean): void => {
    const over = waiting.filter(isOver);
    waiting = waiting.filter((one) => !over.includes(one));
    for (const { done } of over) done.reject(new PartnerError("outage", `${name}: too much to ask`, { sent: false }));
  };
  const sendOne = async (one: Waiting): Promise<void> => {
    inFlight += 1;
    try {
      const answer = await one.send();
      budget.learn(answer, machine.now());
      // A question that was one too many was not looked at; it is the first of its kind again.
      if (answer.status === 429 && machine.now() < one.until && !closed.signal.aborted) place(one, true);
      else one.done.resolve(answer);
    } catch (error) {
      budget.learn(null, machine.now());
      one.done.reject(error);
    } finally {
      inFlight -= 1;
      go();
    }
  };
  const wake = createAlarm(machine, closed.signal, () => go());
  const go = (): void => {
    const now = machine.now();
    giveUp(({ until }) => until <= now);
    for (let [first] = waiting; first; [first] = waiting) {
      const at = budget.mayGoAt(first.priority, inFlight, now);
      if (at === null || at > now) {
        wake(Math.min(at ?? Number.POSITIVE_INFINITY, ...waiting.map(({ until }) => until)));
        return;
      }
      waiting.shift();
      void sendOne(first);
    }
  };

  return {
    async take<Answer extends Limited>(priority: Priority, send: () => Promise<Answer>): Promise<Answer> {
      const done = Promise.withResolvers<Limited>();
      place({ priority, send, until: machine.now() + longestMs, done }, false);
      go();
      return (await done.promise) as Answer;
    },
    close() {
      closed.abort();
      giveUp(() => true);
    },
  };
}

/** An alarm that goes off once at the earliest of the moments that it is set to. */
function createAlarm(machine: Machine, closed: AbortSignal, ring: () => void): (at: number) => void {
  let next = Number.POSITIVE_INFINITY;
  return (at) => {
    if (at >= next) return;
    next = at;
    void machine.pause(Math.max(0, at - machine.now()), closed).then(() => {
      if (next === at) next = Number.POSITIVE_INFINITY;
      if (!closed.aborted) ring();
    });
  };
}

/** A partner whose questions go in turn. Streams do not: they are few, and opened seldom. */
export function askInTurn(partner: Partner, turns: Turns): Partner {
  return {
    ...partner,
    ask: (question) => turns.take(question.priority ?? "rest", () => partner.ask(question)),
    close() {
      turns.close();
      return partner.close();
    },
  };
}
