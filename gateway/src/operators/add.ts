import type { OperatorRole, Tx } from "../db.ts";
import type { KeyService } from "../vault/key-service.ts";
import { insertRecord, type SealedRecord, sealRecord } from "../vault/record.ts";
import { insertOperator } from "./store.ts";

/** Someone who works here, before they are on record. */
export type NewOperator = { id: string; role: OperatorRole; record: SealedRecord };

/** Prepares an operator: what they are called and where they are reached goes into the vault. */
export async function prepareOperator(
  parts: { keys: KeyService; ids: () => string },
  operator: { email: string; name: string; role: OperatorRole },
): Promise<NewOperator> {
  const { email, name, role } = operator;
  const record = await sealRecord(parts.keys, {
    recordId: parts.ids(),
    kind: "operator",
    fields: { email, name },
    findBy: { email },
  });
  return { id: parts.ids(), role, record };
}

/** Puts an operator on record. Returns false when the e-mail address is another operator's. */
export async function insertNewOperator(tx: Tx, operator: NewOperator, at: Temporal.Instant): Promise<boolean> {
  if (!(await insertRecord(tx, operator.record, at))) return false;
  await insertOperator(tx, {
    id: operator.id,
    vaultRecordId: operator.record.recordId,
    role: operator.role,
    createdAt: at,
  });
  return true;
}
