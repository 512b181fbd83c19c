import { Secret } from "otpauth";
import { recordDeed } from "../audit/record.ts";
import type { OperatorRole } from "../db.ts";
import { insertNewOperator, prepareOperator } from "../operators/add.ts";
import { findOperatorId } from "../operators/find.ts";
import type { Parts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { SYSTEM } from "../vault/actor.ts";
import { normalizeEmail } from "../vault/email.ts";
import { insertRecord, sealRecord } from "../vault/record.ts";
import { insertCredentials } from "./credentials-store.ts";
import { checkPassword, hashPassword } from "./password.ts";

/** Someone who shall work here. The authenticator's secret is given in base 32, as they have set it up. */
export type OperatorToAdd = {
  email: string;
  name: string;
  role: OperatorRole;
  password: string;
  totpSecret: string;
};

/**
 * Adds someone who works here, able to sign in at once.
 *
 * Adding an address a second time changes nothing and returns the operator there is.
 */
export async function addOperator(
  parts: Pick<Parts, "db" | "keys" | "ids" | "machine" | "business">,
  given: OperatorToAdd,
): Promise<{ operatorId: string; added: boolean }> {
  const email = normalizeEmail(given.email);
  const known = await findOperatorId(parts, email);
  if (known !== null) return { operatorId: known, added: false };
  const problems = checkPassword(given.password, email);
  if (problems.length > 0) throw new Refusal("validation_failed", problems);

  const secret = Secret.fromBase32(given.totpSecret).base32;
  const [operator, passwordHash, totpRecord] = await Promise.all([
    prepareOperator(parts, { email, name: given.name, role: given.role }),
    hashPassword(given.password),
    sealRecord(parts.keys, { recordId: parts.ids(), kind: "totp", fields: { secret } }),
  ]);
  const now = parts.machine.now();
  await parts.db.transaction().execute(async (tx) => {
    if (!(await insertNewOperator(tx, operator, now))) throw new Refusal("email_taken");
    await insertRecord(tx, totpRecord, now);
    await insertCredentials(tx, {
      subjectId: operator.id,
      kind: "operator",
      passwordHash,
      totpRecordId: totpRecord.recordId,
    });
    await recordDeed(tx, parts, {
      actor: SYSTEM,
      action: "operator_added",
      subject: { kind: "operator", id: operator.id },
      detail: { role: given.role },
    });
  });
  return { operatorId: operator.id, added: true };
}
