import { sql } from "kysely";
import type { Db, Tx, WorkKind } from "./db.ts";

/** A piece of work as a worker holds it: until the lease runs out nobody else does. */
export type Work = {
  id: string;
  kind: WorkKind;
  subjectId: string;
  payload: Record<string, unknown>;
  traceparent: string | null;
  attempts: number;
  leasedUntil: Temporal.Instant;
};

const LEASE = Temporal.Duration.from({ seconds: 60 });
const LONGEST_WAIT_SECONDS = 300;

/** Asks for work in the same transaction as its cause: either both are on record or neither. */
export async function enqueueWork(
  tx: Tx,
  work: {
    id: string;
    kind: WorkKind;
    subjectId: string;
    payload: Record<string, unknown>;
    traceparent: string | null;
    now: Temporal.Instant;
    dueAt: Temporal.Instant;
  },
): Promise<void> {
  await tx
    .insertInto("work")
    .values({
      id: work.id,
      kind: work.kind,
      subject_id: work.subjectId,
      payload: JSON.stringify(work.payload),
      traceparent: work.traceparent,
      status: "waiting",
      due_at: work.dueAt,
      created_at: work.now,
    })
    .onConflict((conflict) => conflict.columns(["kind", "subject_id"]).doNothing())
    .execute();
}

/** Claims due work for this worker. Rows another worker holds are skipped, not waited for. */
export async function claimWork(db: Db, now: Temporal.Instant, limit: number): Promise<Work[]> {
  const leasedUntil = now.add(LEASE);
  const claimed = await sql<ClaimedRow>`
    update work set leased_until = ${leasedUntil}, attempts = attempts + 1
    where id in (
      select id from work
      where status = 'waiting' and due_at <= ${now} and (leased_until is null or leased_until <= ${now})
      order by id limit ${limit} for update skip locked
    )
    returning id, kind, subject_id, payload, traceparent, attempts`.execute(db);
  return claimed.rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    subjectId: row.subject_id,
    payload: row.payload,
    traceparent: row.traceparent,
    attempts: row.attempts,
    leasedUntil,
  }));
}

type ClaimedRow = {
  id: string;
  kind: WorkKind;
  subject_id: string;
  payload: Record<string, unknown>;
  traceparent: string | null;
  attempts: number;
};

/** The work is done, unless somebody else took it over in the meantime. */
export async function finishWork(db: Db, work: Work, now: Temporal.Instant): Promise<void> {
  await db
    .updateTable("work")
    .set({ status: "done", done_at: now, leased_until: null, last_error: null })
    .where("id", "=", work.id)
    .where("attempts", "=", work.attempts)
    .execute();
}

/** Puts work back for later. `why` is a code or an error's name, never text that could hold personal data. */
export async function postponeWork(db: Db, work: Work, dueAt: Temporal.Instant, why: string): Promise<void> {
  await db
    .updateTable("work")
    .set({ due_at: dueAt, leased_until: null, last_error: why.slice(0, 100) })
    .where("id", "=", work.id)
    .where("attempts", "=", work.attempts)
    .execute();
}

/** When work that failed is tried again: after 1, 2, 4 … seconds, at most five minutes. */
export function retryAt(now: Temporal.Instant, attempts: number): Temporal.Instant {
  const seconds = Math.min(2 ** Math.max(attempts - 1, 0), LONGEST_WAIT_SECONDS);
  return now.add({ seconds });
}
