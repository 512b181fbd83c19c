import type { Db, Tx } from "../db.ts";
import type { Agreement } from "./agree.ts";
import type { Consent } from "./find.ts";

/** False when this version was agreed to before. */
export async function insertConsent(
  tx: Tx,
  row: Agreement & { id: string; userId: string; agreedAt: Temporal.Instant; recordedAt: Temporal.Instant },
): Promise<boolean> {
  const inserted = await tx
    .insertInto("consents")
    .values({
      id: row.id,
      user_id: row.userId,
      document_id: row.documentId,
      version: row.version,
      hash: row.hash,
      agreed_at: row.agreedAt,
      recorded_at: row.recordedAt,
    })
    .onConflict((conflict) => conflict.columns(["user_id", "document_id", "version"]).doNothing())
    .returning("id")
    .execute();
  return inserted.length === 1;
}

/** A user's consents, oldest first. */
export async function selectConsents(db: Db | Tx, userId: string): Promise<Consent[]> {
  return db
    .selectFrom("consents")
    .select(["document_id as documentId", "version", "agreed_at as agreedAt"])
    .where("user_id", "=", userId)
    .orderBy("id")
    .execute();
}
