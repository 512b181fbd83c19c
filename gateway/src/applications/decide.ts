import type { Session } from "../app.ts";
import { recordDeed } from "../audit/record.ts";
import type { ApplicationStatus } from "../db.ts";
import { enqueueWork } from "../outbox.ts";
import type { Parts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { sealFields, writeFields } from "../vault/record.ts";
import { NEXT } from "./state.ts";
import { findApplication, insertCustomer, lockApplication, setApplication } from "./store.ts";

/** An operator's decision, on the application as they saw it. */
export type Decision = {
  applicationId: string;
  outcome: "approved" | "rejected";
  reason: string;
  expectedStatus: ApplicationStatus;
};

/** Proof of the operator who approved, kept with the work that opens the account in money. */
export type ApprovalProof = { operatorId: string; authenticatedAt: string | null; amr: readonly string[] };

/**
 * An operator approves or rejects an application.
 *
 * An approval makes the applicant a customer with a number and leaves work, in the same transaction, to open their
 * account in money. Of two decisions at once the second finds the application moved.
 */
export async function decideApplication(
  parts: Parts,
  operator: Session,
  decision: Decision,
  traceparent: string | null,
): Promise<void> {
  const { applicationId, outcome } = decision;
  const found = await findApplication(parts.db, { id: applicationId });
  if (found === null) throw new Refusal("application_not_found");
  // The reason is written by hand about a person, so it is personal data like the rest.
  const sealed = await sealFields(parts, found.vaultRecordId, { decisionReason: decision.reason });

  await parts.db.transaction().execute(async (tx) => {
    const application = await lockApplication(tx, applicationId);
    if (application === null) throw new Refusal("application_not_found");
    const next = NEXT[application.status][outcome];
    if (application.status !== decision.expectedStatus || next === "impossible") throw new Refusal("application_moved");
    const now = parts.business.now();
    await writeFields(tx, sealed);
    await setApplication(tx, applicationId, { status: next, decided_at: now, decided_by: operator.subjectId });
    await recordDeed(tx, parts, {
      actor: { kind: "operator", id: operator.subjectId },
      action: outcome === "approved" ? "application_approved" : "application_rejected",
      subject: { kind: "application", id: applicationId },
    });
    if (outcome === "rejected") return;
    await insertCustomer(tx, { id: parts.ids(), userId: application.userId, applicationId, approvedAt: now });
    const proof: ApprovalProof = {
      operatorId: operator.subjectId,
      authenticatedAt: operator.authenticatedAt?.toString() ?? null,
      amr: operator.amr,
    };
    const machineNow = parts.machine.now();
    await enqueueWork(tx, {
      id: parts.ids(),
      kind: "open_money_account",
      subjectId: applicationId,
      payload: proof,
      traceparent,
      now: machineNow,
      dueAt: machineNow,
    });
  });
}
