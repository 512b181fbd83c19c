import type { Db, OperatorRole, Tx } from "../db.ts";

export type OperatorRow = { id: string; vaultRecordId: string; role: OperatorRole };

/** Writes an operator whose record is in the vault already. */
export async function insertOperator(tx: Tx, row: OperatorRow & { createdAt: Temporal.Instant }): Promise<void> {
  await tx
    .insertInto("operators")
    .values({ id: row.id, vault_record_id: row.vaultRecordId, role: row.role, created_at: row.createdAt })
    .execute();
}

/** Operators by id, or the one a vault record belongs to. */
export async function selectOperators(db: Db, by: { ids: readonly string[] } | { recordId: string }) {
  const query = db.selectFrom("operators").select(["id", "vault_record_id as vaultRecordId", "role"]);
  if ("recordId" in by) return query.where("vault_record_id", "=", by.recordId).execute();
  return by.ids.length === 0 ? [] : query.where("id", "in", by.ids).execute();
}
