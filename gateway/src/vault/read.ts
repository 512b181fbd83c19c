import { present } from "@kura/shared/assert.ts";
import type { Clock } from "@kura/shared/clock.ts";
import type { Db, VaultKind } from "../db.ts";
import type { Actor } from "./actor.ts";
import { fieldContext, keyContext, unseal } from "./cipher.ts";
import type { KeyService } from "./key-service.ts";
import { indexText } from "./record.ts";
import { findByDigest, readSealed } from "./store.ts";

/** Who reads personal data, and why, in words an auditor understands. */
export type Reader = { who: Actor; why: string };

/** What reading the vault takes. */
export type VaultParts = { db: Db; keys: KeyService; machine: Clock; ids: () => string };

/** Fields of one record in the clear; a field never written is absent. The read is on record before it happens. */
export async function readRecord<Field extends string>(
  parts: VaultParts,
  recordId: string,
  fields: readonly Field[],
  reader: Reader,
): Promise<Partial<Record<Field, string>>> {
  const records = await readRecords(parts, [recordId], fields, reader);
  return present(records.get(recordId), "readRecord: the record exists");
}

/** The same fields of many records. Each record's read is logged by itself. */
export async function readRecords<Field extends string>(
  parts: VaultParts,
  recordIds: readonly string[],
  fields: readonly Field[],
  reader: Reader,
): Promise<Map<string, Partial<Record<Field, string>>>> {
  if (recordIds.length === 0) return new Map();
  const at = parts.machine.now();
  const logs = recordIds.map((recordId) => ({ id: parts.ids(), recordId, fields, reader, at }));
  const { keys, sealed } = await readSealed(parts.db, recordIds, fields, logs);
  const records = new Map<string, Partial<Record<Field, string>>>();
  for (const { recordId, keyId, wrapped } of keys) {
    const mine = sealed.filter((field) => field.recordId === recordId);
    const dataKey = await parts.keys.unwrap({ keyId, wrapped }, keyContext(recordId));
    const opened = mine.map(({ field, sealed }) => [
      field,
      unseal(dataKey, sealed, fieldContext(recordId, field)).toString("utf8"),
    ]);
    records.set(recordId, Object.fromEntries(opened) as Partial<Record<Field, string>>);
  }
  return records;
}

/** The record whose field has this value, by its blind index: nothing is read in the clear. */
export async function findRecord(
  parts: { db: Db; keys: KeyService },
  kind: VaultKind,
  field: string,
  value: string,
): Promise<string | null> {
  const digest = await parts.keys.digest(indexText(kind, field, value));
  return findByDigest(parts.db, kind, field, digest);
}
