import type { ActorKind, Db, Tx } from "../db.ts";
import type { Deed } from "./record.ts";

/** Writes one deed to the audit trail. */
export async function insertAuditRow(
  tx: Tx,
  deed: Required<Deed> & { id: string; at: Temporal.Instant; recordedAt: Temporal.Instant },
): Promise<void> {
  await tx
    .insertInto("audit_log")
    .values({
      id: deed.id,
      at: deed.at,
      recorded_at: deed.recordedAt,
      actor_kind: deed.actor.kind,
      actor_id: deed.actor.id,
      action: deed.action,
      subject_kind: deed.subject.kind,
      subject_id: deed.subject.id,
      detail: JSON.stringify(deed.detail),
    })
    .execute();
}

/** The deeds about some subjects, in the order in which they were done. */
export async function selectDeeds(
  db: Db,
  subjectIds: readonly string[],
): Promise<{ at: Temporal.Instant; action: string; actorKind: ActorKind; actorId: string }[]> {
  const rows = await db
    .selectFrom("audit_log")
    .select(["at", "action", "actor_kind", "actor_id"])
    .where("subject_id", "in", subjectIds)
    .orderBy("sequence")
    .execute();
  return rows.map((row) => ({ at: row.at, action: row.action, actorKind: row.actor_kind, actorId: row.actor_id }));
}
