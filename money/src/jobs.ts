import type pg from "pg";
import { reportBreak } from "./breaks/report-break.ts";
import type { Wake } from "./command.ts";
import { newTrace } from "./command-write.ts";
import { rows } from "./db.ts";
import type { World } from "./money.ts";

/** A piece of work as its job sees it. */
export type Work = {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly due_at: Temporal.Instant;
  readonly version: bigint | number;
  readonly attempts: number;
  /** Which claim of the work this is. A worker that has lost its lease to a later claim writes nothing any more. */
  readonly claims: number;
  /** The trace that asked for it (W3C Trace Context); whatever it changes and wakes belongs to the same. */
  readonly traceparent: string;
};

/** A job does its work and may do it twice; it says when it wants to be called again, if at all. */
export type Job = (world: World, work: Work) => Promise<"done" | { readonly again: Temporal.Instant }>;
export type Jobs = Readonly<Record<string, Job>>;

/** After so many failures in a row a person has to look. */
const TROUBLED = 12;

/** Claims due work for this worker. Others skip what it holds until the lease runs out. */
export async function claimWork(world: World, most: number): Promise<Work[]> {
  const machineNow = world.machineNow();
  return rows<Work>(
    world.pool,
    `update work set lease_until = $3, attempts = attempts + 1, claims = claims + 1
     where id in (
       select id from work
       where status = 'waiting' and due_at <= $1
         and coalesce(not_before <= $2, true) and coalesce(lease_until < $2, true)
       order by due_at, kind, key limit $4 for update skip locked)
     returning id, kind, key, due_at, version, attempts, claims, traceparent`,
    [world.clock.now(), machineNow, machineNow.add({ milliseconds: world.leaseMs }), most],
  );
}

/** Runs one piece of work and records what came of it. A wake that came meanwhile keeps it waiting. */
export async function runWork(world: World, jobs: Jobs, work: Work): Promise<void> {
  const renewal = setInterval(
    () =>
      void world.pool
        .query("update work set lease_until = $3 where id = $1 and claims = $2 and lease_until is not null", [
          work.id,
          work.claims,
          world.machineNow().add({ milliseconds: world.leaseMs }).toString(),
        ])
        .catch((error: unknown) => world.log.warn({ error, work: work.kind }, "a lease could not be renewed")),
    world.leaseMs / 3,
  );
  try {
    const job = jobs[work.kind];
    if (!job) throw new Error(`there is no job for work of kind ${work.kind}`);
    const result = await job(tracedBy(world, work.traceparent), work);
    await finish(world.pool, work, result);
  } catch (error) {
    await putBack(world, work, error);
  } finally {
    clearInterval(renewal);
  }
}

/** The same world, in which every command belongs to a trace. */
function tracedBy(world: World, traceparent: string): World {
  const run: World["commands"]["run"] = (command, input, options) =>
    world.commands.run(command, input, { traceparent, ...options });
  return { ...world, commands: { run } };
}

/** A wake that came while the work ran keeps it waiting for another run, whatever this one says. */
async function finish(pool: pg.Pool, work: Work, result: "done" | { again: Temporal.Instant }): Promise<void> {
  const status = result === "done" ? "done" : "waiting";
  const dueAt = result === "done" ? work.due_at : result.again;
  await pool.query(
    `update work set status = case when version = $3 then $4 else status end,
                     due_at = case when version = $3 then $5 else due_at end,
                     lease_until = null, not_before = null, attempts = 0, last_error = null
     where id = $1 and claims = $2`,
    [work.id, work.claims, work.version, status, dueAt.toString()],
  );
}

/**
 * An outage, or our bug: the work waits a little longer each time. It is never given up, because somebody's money waits
 * with it; after many failures in a row it is put before people as well.
 */
async function putBack(world: World, work: Work, error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  world.log.error({ work: work.kind, key: work.key, attempts: work.attempts, error }, "work failed");
  const waitMs = Math.min(30_000, 50 * 2 ** Math.min(work.attempts, 10));
  await world.pool.query(
    "update work set not_before = $3, lease_until = null, last_error = $4 where id = $1 and claims = $2",
    [work.id, work.claims, world.machineNow().add({ milliseconds: waitMs }).toString(), message],
  );
  if (work.attempts < TROUBLED) return;
  const subject = `${work.kind} ${work.key}`;
  await world.commands.run(reportBreak, { kind: "work_keeps_failing", subject, detail: message });
}

/** Puts work on the list unless it was ever there. */
export async function wakeOnce(world: World, wakes: readonly Wake[]): Promise<void> {
  await world.pool.query(
    `insert into work (id, kind, key, due_at, status, traceparent)
     select id, kind, key, due_at, 'waiting', traceparent
     from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::text[])
       as n (id, kind, key, due_at, traceparent)
     on conflict (kind, key) do nothing`,
    [
      wakes.map(world.newId),
      wakes.map((one) => one.kind),
      wakes.map((one) => one.key),
      wakes.map((one) => one.dueAt.toString()),
      wakes.map(() => newTrace(world.newId)),
    ],
  );
}

/** What is due now (whoever holds it), what keeps failing, and when the next thing is due. */
export async function findWorkState(
  pool: pg.Pool,
  now: Temporal.Instant,
): Promise<{ due: bigint; failed: bigint; nextDueAt: Temporal.Instant | null; oldestDueAt: Temporal.Instant | null }> {
  const [state] = await rows<{
    due: bigint;
    failed: bigint;
    next: Temporal.Instant | null;
    oldest: Temporal.Instant | null;
  }>(
    pool,
    `select count(*) filter (where due_at <= $1) as due,
            count(*) filter (where attempts >= $2 and last_error is not null) as failed,
            min(due_at) filter (where due_at > $1) as next,
            min(due_at) as oldest
     from work where status = 'waiting'`,
    [now, TROUBLED],
  );
  return {
    due: state?.due ?? 0n,
    failed: state?.failed ?? 0n,
    nextDueAt: state?.next ?? null,
    oldestDueAt: state?.oldest ?? null,
  };
}
