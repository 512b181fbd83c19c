import { present } from "@kura/shared/assert.ts";
import type { Db, OperatorRole } from "../db.ts";
import type { KeyService } from "../vault/key-service.ts";
import { findRecord, type Reader, readRecord, readRecords, type VaultParts } from "../vault/read.ts";
import { selectOperators } from "./store.ts";

/** Someone who works here. */
export type Operator = { id: string; email: string; name: string; role: OperatorRole };

/** The operator with this e-mail address, by blind index. */
export async function findOperatorId(parts: { db: Db; keys: KeyService }, email: string): Promise<string | null> {
  const recordId = await findRecord(parts, "operator", "email", email);
  if (recordId === null) return null;
  const [row] = await selectOperators(parts.db, { recordId });
  return row?.id ?? null;
}

/** An operator with their name and e-mail address, read from the vault. */
export async function getOperator(parts: VaultParts, id: string, reader: Reader): Promise<Operator> {
  const [row] = await selectOperators(parts.db, { ids: [id] });
  const { vaultRecordId, role } = present(row, "getOperator: the operator exists");
  const { email, name } = await readRecord(parts, vaultRecordId, ["email", "name"], reader);
  return {
    id,
    role,
    email: present(email, "getOperator: an operator has an e-mail address"),
    name: present(name, "getOperator: an operator has a name"),
  };
}

/** What some operators are called, by id. */
export async function readOperatorNames(
  parts: VaultParts,
  ids: readonly string[],
  reader: Reader,
): Promise<Map<string, string>> {
  const rows = await selectOperators(parts.db, { ids });
  const records = await readRecords(
    parts,
    rows.map((row) => row.vaultRecordId),
    ["name"],
    reader,
  );
  return new Map(rows.map((row) => [row.id, records.get(row.vaultRecordId)?.name ?? row.id]));
}
