import { machineMsUntil } from "@kura/shared/clock.ts";
import { listen } from "./db.ts";
import { claimWork, findWorkState, type Jobs, runWork } from "./jobs.ts";
import type { World } from "./money.ts";

/** A clock that may be somebody else's, who waits for us to say that everything due is done. */
export type WorkerClock = {
  readonly version?: number;
  speed?(): number;
  idle?(nextDueAt: Temporal.Instant | null, version?: number): Promise<void>;
};

export type WorkerOptions = {
  readonly jobs: Jobs;
  /** Looks at the bank and the broker, and says whether anything there was new. */
  readonly lookOutside: (world: World) => Promise<boolean>;
  readonly clock: WorkerClock;
  /** Where to listen for wake-ups. */
  readonly databaseUrl: string;
};

export type Worker = {
  /** Called after every change of the clock. */
  readonly nudge: () => void;
  readonly stop: () => Promise<void>;
};

/** How much work one worker runs side by side. */
const SIDE_BY_SIDE = 4;
/** The sweep that finds what no wake-up reached, and looks outside, in machine time. */
const SWEEP_MS = 2_000;
const RETRY_MS = 100;

/**
 * Runs due work until nothing is left, then says so and sleeps until the next moment.
 *
 * Any number of workers may run on one database: each claims rows that the others skip.
 */
export function startWorker(world: World, options: WorkerOptions): Worker {
  let stopping = false;
  let wanted = true;
  let wakeUp = () => {};
  const nudge = () => {
    wanted = true;
    wakeUp();
  };

  const wakeUps = listen(options.databaseUrl, "work", nudge);

  const loop = async () => {
    while (!stopping) {
      wanted = false;
      const sleepMs = await passSafely(world, options);
      if (wanted || stopping) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, sleepMs);
        wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
        if (wanted || stopping) wakeUp();
      });
    }
  };
  const running = loop();
  return {
    nudge,
    async stop() {
      stopping = true;
      nudge();
      await running;
      await wakeUps.stop();
    },
  };
}

/** One pass; an outage anywhere is tried again soon, and the clock does not pass meanwhile. */
async function passSafely(world: World, options: WorkerOptions): Promise<number> {
  try {
    return await pass(world, options);
  } catch (error) {
    world.log.error({ error }, "a pass of the worker failed; it is tried again");
    return RETRY_MS * 5;
  }
}

async function pass(world: World, options: WorkerOptions): Promise<number> {
  const version = options.clock.version;
  // The bank or the broker may be out of reach; whatever does not need them is done all the same.
  const outages: unknown[] = [];
  for (;;) {
    const news = await options.lookOutside(world).catch((outage: unknown) => {
      outages.push(outage);
      return false;
    });
    const done = await runDueWork(world, options.jobs);
    if (!news && done === 0) break;
  }
  if (outages.length > 0) throw outages[0];
  const now = world.clock.now();
  const { due, nextDueAt } = await findWorkState(world.pool, now);
  if (due > 0n) return RETRY_MS; // another worker has it, or it backs off
  await options.clock.idle?.(nextDueAt, version);
  const untilDue = nextDueAt === null ? null : machineMsUntil({ ...options.clock, now: () => now }, nextDueAt);
  return Math.min(SWEEP_MS, Math.max(1, untilDue ?? SWEEP_MS));
}

async function runDueWork(world: World, jobs: Jobs): Promise<number> {
  let done = 0;
  for (;;) {
    const claimed = await claimWork(world, SIDE_BY_SIDE);
    if (claimed.length === 0) return done;
    await Promise.all(claimed.map((work) => runWork(world, jobs, work)));
    done += claimed.length;
  }
}
