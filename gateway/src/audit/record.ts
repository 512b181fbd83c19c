import type { Clock } from "@kura/shared/clock.ts";
import type { Tx } from "../db.ts";
import type { Actor } from "../vault/actor.ts";
import { insertAuditRow } from "./store.ts";

/** Something that was done. `detail` holds codes and counts, never personal data. */
export type Deed = {
  actor: Actor;
  action: AuditAction;
  subject: { kind: "user" | "operator" | "application" | "customer"; id: string };
  detail?: Readonly<Record<string, string | number | boolean>>;
};

/** Everything the audit trail can say. */
export type AuditAction =
  | "signed_up"
  | "sign_in_refused"
  | "code_refused"
  | "signed_in"
  | "signed_in_from_desk"
  | "signed_out"
  | "operator_added"
  | "personal_data_saved"
  | "document_agreed"
  | "identity_check_started"
  | "identity_check_passed"
  | "identity_check_failed"
  | "application_submitted"
  | "application_approved"
  | "application_rejected"
  | "money_account_opened";

/** Puts a deed on the audit trail, in the same transaction as the deed itself. */
export async function recordDeed(
  tx: Tx,
  parts: { business: Clock; machine: Clock; ids: () => string },
  deed: Deed,
): Promise<void> {
  await insertAuditRow(tx, {
    ...deed,
    id: parts.ids(),
    at: parts.business.now(),
    recordedAt: parts.machine.now(),
    detail: deed.detail ?? {},
  });
}
