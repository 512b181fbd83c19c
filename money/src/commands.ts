import type { Command, KeyClaim, Outcome, Waiting } from "./command.ts";
import { type BatchParts, runBatch } from "./command-batch.ts";
import { isRefusal, type Refusal } from "./refusal.ts";

/** The most commands that one transaction takes. */
const BATCH_MOST = 512;
/** How often a transaction is tried again that the database broke off for no fault of its own. */
const TRIES = 5;

export type RunOptions = {
  /** The request's claim on the effect, with the HTTP status of its answer. */
  readonly claim?: KeyClaim & { readonly status: number };
  readonly traceparent?: string | null;
};

/** The one way in which customers' money changes. */
export type Commands = {
  run<Input, Answer, Loaded>(
    command: Command<Input, Answer, Loaded>,
    input: Input,
    options?: RunOptions,
  ): Promise<Answer | Refusal>;
};

type Queued = Waiting & { readonly settle: PromiseWithResolvers<unknown> };

/**
 * The command runner. Commands that wait while a transaction runs go together into the next one,
 * so that one commit serves many; each is still decided alone, in the order of arrival.
 */
export function createCommands(parts: BatchParts): Commands {
  const queue: Queued[] = [];
  let running = false;

  const drain = async () => {
    running = true;
    while (queue.length > 0) {
      // One turn of the event loop lets requests that are already read join the batch.
      await new Promise((resolve) => setImmediate(resolve));
      await runTogether(parts, takeBatch(queue));
    }
    running = false;
  };

  return {
    run(command, input, options = {}) {
      const settle = Promise.withResolvers<unknown>();
      const { claim = null, traceparent = null } = options;
      queue.push({
        // The queue holds commands of every kind; each meets only its own input again.
        command: command as unknown as Command<unknown, unknown, unknown>,
        input,
        claim,
        status: claim?.status ?? 200,
        traceparent,
        settle,
      });
      if (!running) void drain();
      return settle.promise as Promise<never>;
    },
  };
}

/** Takes the next batch off the queue, in the order of arrival: up to the second of a kind that goes one at a time. */
function takeBatch(queue: Queued[]): Queued[] {
  const kinds = new Set<Queued["command"]>();
  let count = 0;
  for (const { command } of queue.slice(0, BATCH_MOST)) {
    if (command.oneAtATime && kinds.has(command)) break;
    kinds.add(command);
    count += 1;
  }
  return queue.splice(0, count);
}

/** One batch; and where the statement as a whole fails, each of its commands alone. */
async function runTogether(parts: BatchParts, batch: readonly Queued[]): Promise<void> {
  let outcomes: Outcome[];
  try {
    outcomes = await runWithRetry(parts, batch);
  } catch (failed) {
    if (batch.length > 1) {
      for (const item of batch) await runTogether(parts, [item]);
      return;
    }
    outcomes = batch.map(() => ({ failed }));
  }
  batch.forEach(({ settle }, index) => {
    const outcome = outcomes[index] ?? { failed: new Error("runTogether: every command has an outcome") };
    if (isRefusal(outcome)) settle.resolve(outcome);
    else if ("failed" in outcome) settle.reject(outcome.failed);
    else settle.resolve(outcome.answer);
  });
}

/** Deadlocks and lost races are the database's way of saying "once more"; nothing was written. */
const AGAIN = new Set(["40001", "40P01"]);
/** Somebody else has inserted the same meanwhile: whoever is decided alone finds their row and is decided by it. */
const TAKEN = "23505";

async function runWithRetry(parts: BatchParts, batch: readonly Queued[]): Promise<Outcome[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runBatch(parts, batch);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      const again = AGAIN.has(code) || (code === TAKEN && batch.length === 1);
      if (!again || attempt === TRIES) throw error;
    }
  }
}
