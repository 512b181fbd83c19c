import { randomBytes } from "node:crypto";
import { present } from "@kura/shared/assert.ts";
import type { Db, Tx, VaultKind } from "../db.ts";
import { fieldContext, KEY_BYTES, keyContext, seal } from "./cipher.ts";
import type { KeyService, WrappedKey } from "./key-service.ts";
import { findWrappedKeys, insertIndexes, insertRecordRow, setFields } from "./store.ts";

/** Fields sealed to their record, ready to be written. */
export type SealedFields = { recordId: string; fields: readonly { field: string; sealed: Buffer }[] };

/** A new record, sealed and ready to be written in the transaction it belongs to. */
export type SealedRecord = SealedFields & {
  kind: VaultKind;
  key: WrappedKey;
  indexes: readonly { field: string; digest: Buffer }[];
};

/**
 * Seals a new record of personal data under a data key of its own. Fields in `findBy` can later be looked up by value.
 *
 * Done before the transaction, for the key service may be across a network.
 */
export async function sealRecord(
  keys: KeyService,
  record: {
    recordId: string;
    kind: VaultKind;
    fields: Readonly<Record<string, string>>;
    findBy?: Readonly<Record<string, string>>;
  },
): Promise<SealedRecord> {
  const dataKey = randomBytes(KEY_BYTES);
  const key = await keys.wrap(dataKey, keyContext(record.recordId));
  const indexes = await Promise.all(
    Object.entries(record.findBy ?? {}).map(async ([field, value]) => ({
      field,
      digest: await keys.digest(indexText(record.kind, field, value)),
    })),
  );
  return {
    recordId: record.recordId,
    kind: record.kind,
    key,
    indexes,
    fields: sealAll(dataKey, record.recordId, record.fields),
  };
}

/** Seals further fields of a record that exists, with the record's own key. */
export async function sealFields(
  parts: { db: Db; keys: KeyService },
  recordId: string,
  fields: Readonly<Record<string, string>>,
): Promise<SealedFields> {
  const [row] = await findWrappedKeys(parts.db, [recordId]);
  const { keyId, wrapped } = present(row, "sealFields: the record exists");
  const dataKey = await parts.keys.unwrap({ keyId, wrapped }, keyContext(recordId));
  return { recordId, fields: sealAll(dataKey, recordId, fields) };
}

/** Writes a new record. False when a look-up value belongs to another record: the caller then rolls back. */
export async function insertRecord(tx: Tx, record: SealedRecord, at: Temporal.Instant): Promise<boolean> {
  await insertRecordRow(tx, { id: record.recordId, kind: record.kind, key: record.key, at });
  await setFields(tx, record.recordId, record.fields);
  return insertIndexes(tx, record.recordId, record.kind, record.indexes);
}

/** Writes sealed fields, in place of what they held before. */
export async function writeFields(tx: Tx, sealed: SealedFields): Promise<void> {
  await setFields(tx, sealed.recordId, sealed.fields);
}

function sealAll(dataKey: Buffer, recordId: string, fields: Readonly<Record<string, string>>) {
  return Object.entries(fields).map(([field, value]) => ({
    field,
    sealed: seal(dataKey, Buffer.from(value, "utf8"), fieldContext(recordId, field)),
  }));
}

/** What the blind index digests. Kind and field are part of it, so that equal values elsewhere do not look equal. */
export function indexText(kind: VaultKind, field: string, value: string): string {
  return `${kind}/${field}/${value}`;
}
