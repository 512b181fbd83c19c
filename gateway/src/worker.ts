import type { FollowedClock } from "@kura/shared/clock.ts";
import pg from "pg";
import { AccountNotOpened, openMoneyAccount } from "./applications/open-account.ts";
import { takeIdentityResult } from "./applications/prove-identity.ts";
import type { WorkKind } from "./db.ts";
import { claimWork, finishWork, postponeWork, retryAt, type Work } from "./outbox.ts";
import type { Parts } from "./parts.ts";
import { Refusal } from "./refusal.ts";
import { sweepSessions } from "./sessions/resolve.ts";
import { sweepReceipts } from "./webhook.ts";

/** What came of a piece of work: done, or nothing to take yet and asked again later. */
type Outcome = "done" | { askAgainAt: Temporal.Instant };

const BATCH = 10;
const SWEEP_MS = 2_000;
const CLEAN_MS = 600_000;
const RECONNECT_MS = 1_000;
const LONGEST_PATIENCE_MINUTES = 60;

const HANDLERS: Record<WorkKind, (parts: Parts, work: Work) => Promise<Outcome>> = {
  async open_money_account(parts, work) {
    await openMoneyAccount(parts, work);
    return "done";
  },
  /** Asks the vendor itself, for webhooks can be lost. People take their time, so we ask less and less often. */
  async pull_identity_check(parts, work) {
    if ((await takeIdentityResult(parts, { id: work.subjectId }, null)) !== "pending") return "done";
    const minutes = Math.min(2 ** work.attempts, LONGEST_PATIENCE_MINUTES);
    return { askAgainAt: parts.machine.now().add({ minutes }) };
  },
};

/** Does everything that is due, batch by batch, until nothing is. Returns how many pieces of work it took up. */
export async function drainWork(parts: Parts): Promise<number> {
  let taken = 0;
  for (;;) {
    const batch = await claimWork(parts.db, parts.machine.now(), BATCH);
    if (batch.length === 0) return taken;
    taken += batch.length;
    await Promise.all(batch.map((work) => perform(parts, work)));
  }
}

/** Does one piece of work. Whatever stops it, it is on record and tried again: nothing is ever dropped. */
async function perform(parts: Parts, work: Work): Promise<void> {
  try {
    const outcome = await HANDLERS[work.kind](parts, work);
    if (outcome === "done") await finishWork(parts.db, work, parts.machine.now());
    else await postponeWork(parts.db, work, outcome.askAgainAt, "pending");
  } catch (error) {
    const now = parts.machine.now();
    const why = describeFailure(error);
    report(`${work.kind} ${work.subjectId} is tried again (attempt ${work.attempts}: ${why})`);
    await postponeWork(parts.db, work, retryAt(now, work.attempts), why);
  }
}

/** One line for whoever runs the worker: codes, ids and error names, never a message that could quote a person. */
function report(line: string): void {
  console.error(`gateway worker: ${line}`);
}

function describeFailure(error: unknown): string {
  if (error instanceof Refusal || error instanceof AccountNotOpened) return error.code;
  return error instanceof Error ? error.name : "unknown";
}

/**
 * Runs the worker: woken by the database when work is asked for, by the clock when it changes, and by a sweep for what
 * no wake-up reached. After each run it tells the clock's owner that it is idle.
 */
export function runWorker(
  parts: Parts,
  options: { clock: FollowedClock | null; onClockChange: (wake: () => void) => void },
): { stop(): Promise<void> } {
  let stopping = false;
  let wanted = false;
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    while (wanted && !stopping) {
      wanted = false;
      const version = options.clock?.version ?? 0;
      try {
        await drainWork(parts);
        // Nothing here waits for business time, so there is no next due moment.
        await options.clock?.idle(null, version);
      } catch (error) {
        // The database or the clock is away: the sweep tries again.
        report(`could not work (${describeFailure(error)})`);
      }
    }
  }
  function wake(): void {
    wanted = true;
    running ??= run().finally(() => {
      running = null;
    });
  }

  const sweep = setInterval(wake, SWEEP_MS);
  const clean = setInterval(() => void cleanUp(parts), CLEAN_MS);
  const listener = listen(parts.config.databaseUrl, wake);
  options.onClockChange(wake);
  wake();
  return {
    async stop() {
      stopping = true;
      clearInterval(sweep);
      clearInterval(clean);
      await listener.stop();
      await running;
    },
  };
}

async function cleanUp(parts: Parts): Promise<void> {
  try {
    await sweepSessions(parts);
    await sweepReceipts(parts);
  } catch (error) {
    // The database is away: the next round cleans up.
    report(`could not clean up (${describeFailure(error)})`);
  }
}

/** Listens for work on a connection of its own, and connects again when it is lost. */
function listen(databaseUrl: string, wake: () => void): { stop(): Promise<void> } {
  let client: pg.Client | null = null;
  let retry: NodeJS.Timeout | null = null;
  let stopped = false;

  function reconnect(): void {
    client = null;
    if (!stopped) retry ??= setTimeout(connect, RECONNECT_MS);
  }
  function connect(): void {
    retry = null;
    if (stopped) return;
    const next = new pg.Client({ connectionString: databaseUrl, application_name: "kura-gateway-listener" });
    client = next;
    next.on("notification", wake);
    next.on("error", reconnect);
    next.on("end", reconnect);
    next
      .connect()
      .then(() => next.query("listen gateway_work"))
      .then(wake)
      .catch(reconnect);
  }
  connect();
  return {
    async stop() {
      stopped = true;
      if (retry !== null) clearTimeout(retry);
      await client?.end().catch(() => {});
    },
  };
}
