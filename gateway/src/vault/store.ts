import type { Db, Tx, VaultKind } from "../db.ts";
import type { WrappedKey } from "./key-service.ts";
import type { Reader } from "./read.ts";

export type KeyRow = { recordId: string; keyId: string; wrapped: Buffer };
export type FieldRow = { recordId: string; field: string; sealed: Buffer };
export type ReadLog = {
  id: string;
  recordId: string;
  fields: readonly string[];
  reader: Reader;
  at: Temporal.Instant;
};

/** Writes a record with its wrapped key and nothing in it. */
export async function insertRecordRow(
  tx: Tx,
  row: { id: string; kind: VaultKind; key: WrappedKey; at: Temporal.Instant },
): Promise<void> {
  await tx
    .insertInto("vault_records")
    .values({ id: row.id, kind: row.kind, key_id: row.key.keyId, wrapped_key: row.key.wrapped, created_at: row.at })
    .execute();
}

/** Writes sealed fields, over what they held before. */
export async function setFields(
  tx: Tx,
  recordId: string,
  fields: readonly { field: string; sealed: Buffer }[],
): Promise<void> {
  if (fields.length === 0) return;
  await tx
    .insertInto("vault_fields")
    .values(fields.map(({ field, sealed }) => ({ record_id: recordId, field, sealed })))
    .onConflict((conflict) =>
      conflict.columns(["record_id", "field"]).doUpdateSet((eb) => ({ sealed: eb.ref("excluded.sealed") })),
    )
    .execute();
}

/** False when a value is taken by another record. */
export async function insertIndexes(
  tx: Tx,
  recordId: string,
  kind: VaultKind,
  indexes: readonly { field: string; digest: Buffer }[],
): Promise<boolean> {
  if (indexes.length === 0) return true;
  const inserted = await tx
    .insertInto("vault_indexes")
    .values(indexes.map(({ field, digest }) => ({ kind, field, digest, record_id: recordId })))
    .onConflict((conflict) => conflict.columns(["kind", "field", "digest"]).doNothing())
    .returning("field")
    .execute();
  return inserted.length === indexes.length;
}

/** The wrapped data keys of some records. */
export async function findWrappedKeys(db: Db, recordIds: readonly string[]): Promise<KeyRow[]> {
  const rows = await db
    .selectFrom("vault_records")
    .select(["id", "key_id", "wrapped_key"])
    .where("id", "in", recordIds)
    .execute();
  return rows.map((row) => ({ recordId: row.id, keyId: row.key_id, wrapped: row.wrapped_key }));
}

/** Sealed fields and their keys, with the log of the read written in the same transaction. */
export async function readSealed(
  db: Db,
  recordIds: readonly string[],
  fields: readonly string[],
  logs: readonly ReadLog[],
): Promise<{ keys: KeyRow[]; sealed: FieldRow[] }> {
  return db.transaction().execute(async (tx) => {
    await tx
      .insertInto("vault_reads")
      .values(
        logs.map((log) => ({
          id: log.id,
          record_id: log.recordId,
          fields: log.fields,
          actor_kind: log.reader.who.kind,
          actor_id: log.reader.who.id,
          reason: log.reader.why,
          read_at: log.at,
        })),
      )
      .execute();
    const keys = await findWrappedKeys(tx, recordIds);
    const rows = await tx
      .selectFrom("vault_fields")
      .select(["record_id", "field", "sealed"])
      .where("record_id", "in", recordIds)
      .where("field", "in", fields)
      .execute();
    return { keys, sealed: rows.map((row) => ({ recordId: row.record_id, field: row.field, sealed: row.sealed })) };
  });
}

/** The record under a blind index, if any. */
export async function findByDigest(db: Db, kind: VaultKind, field: string, digest: Buffer): Promise<string | null> {
  const row = await db
    .selectFrom("vault_indexes")
    .select("record_id")
    .where("kind", "=", kind)
    .where("field", "=", field)
    .where("digest", "=", digest)
    .executeTakeFirst();
  return row?.record_id ?? null;
}
