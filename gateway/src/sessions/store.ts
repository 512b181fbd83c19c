import type { Session } from "../app.ts";
import type { Db, Tx } from "../db.ts";

export type SessionRow = Session & { lastUsedAt: Temporal.Instant; expiresAt: Temporal.Instant };

/** Writes a new session, under the digest of its token. */
export async function insertSession(
  tx: Tx,
  row: Session & { tokenHash: Buffer; createdAt: Temporal.Instant; expiresAt: Temporal.Instant },
): Promise<void> {
  await tx
    .insertInto("sessions")
    .values({
      id: row.id,
      token_hash: row.tokenHash,
      subject_kind: row.kind,
      subject_id: row.subjectId,
      level: row.level,
      amr: row.amr,
      created_at: row.createdAt,
      authenticated_at: row.authenticatedAt,
      last_used_at: row.createdAt,
      expires_at: row.expiresAt,
    })
    .execute();
}

/** A session by the digest of its token, live or not. */
export async function findSessionRow(db: Db, kind: Session["kind"], tokenHash: Buffer): Promise<SessionRow | null> {
  const row = await db
    .selectFrom("sessions")
    .select(["id", "subject_id", "level", "amr", "authenticated_at", "last_used_at", "expires_at"])
    .where("token_hash", "=", tokenHash)
    .where("subject_kind", "=", kind)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    id: row.id,
    kind,
    subjectId: row.subject_id,
    level: row.level,
    amr: row.amr,
    authenticatedAt: row.authenticated_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
  };
}

/** Notes that a session was used. */
export async function setLastUsed(db: Db, id: string, now: Temporal.Instant): Promise<void> {
  await db.updateTable("sessions").set({ last_used_at: now }).where("id", "=", id).execute();
}

/** False when the session was gone already. */
export async function deleteSession(db: Db | Tx, id: string): Promise<boolean> {
  const deleted = await db.deleteFrom("sessions").where("id", "=", id).returning("id").execute();
  return deleted.length === 1;
}

/** Removes sessions past either of their limits. */
export async function deleteEndedSessions(
  db: Db,
  limits: { now: Temporal.Instant; unusedSince: Temporal.Instant },
): Promise<void> {
  await db
    .deleteFrom("sessions")
    .where((eb) => eb.or([eb("expires_at", "<=", limits.now), eb("last_used_at", "<=", limits.unusedSince)]))
    .execute();
}

export type UserRow = { id: string; vaultRecordId: string; locale: "ja" | "en" };

/** Writes a user whose record is in the vault already. */
export async function insertUser(tx: Tx, row: UserRow & { createdAt: Temporal.Instant }): Promise<void> {
  await tx
    .insertInto("users")
    .values({ id: row.id, vault_record_id: row.vaultRecordId, locale: row.locale, created_at: row.createdAt })
    .execute();
}

/** Users by id, or the one a vault record belongs to. */
export async function selectUsers(db: Db, by: { ids: readonly string[] } | { recordId: string }): Promise<UserRow[]> {
  const query = db.selectFrom("users").select(["id", "vault_record_id as vaultRecordId", "locale"]);
  if ("recordId" in by) return query.where("vault_record_id", "=", by.recordId).execute();
  return by.ids.length === 0 ? [] : query.where("id", "in", by.ids).execute();
}
