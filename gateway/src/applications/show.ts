import { present } from "@kura/shared/assert.ts";
import { type Consent, listConsents } from "../consents/find.ts";
import type { ApplicationStatus } from "../db.ts";
import { listCurrentDocuments } from "../documents/current.ts";
import { findIdentityState, type IdentityState } from "../identity/check.ts";
import type { Parts } from "../parts.ts";
import { readRecord } from "../vault/read.ts";
import { PERSONAL_FIELDS, type Personal, readPersonal } from "./personal.ts";
import { findMissing, type MissingPart } from "./rules.ts";
import { type ApplicationRow, findApplication, findCustomerRow } from "./store.ts";

/** An application as its applicant sees it. */
export type ApplicationView = {
  id: string;
  status: ApplicationStatus;
  personal: Personal | null;
  consents: Consent[];
  identity: IdentityState;
  submittedAt: Temporal.Instant | null;
  decidedAt: Temporal.Instant | null;
  accountOpened: boolean;
  reason: string | null;
  missing: MissingPart[];
};

/** The application of a user. Everyone who signed up has one. */
export async function getApplicationOf(parts: Parts, userId: string): Promise<ApplicationRow> {
  return present(await findApplication(parts.db, { userId }), "getApplicationOf: sign-up makes an application");
}

/** What an applicant sees of their own application. */
export async function showApplication(parts: Parts, userId: string): Promise<ApplicationView> {
  const row = await getApplicationOf(parts, userId);
  const [documents, consents, identity, customer] = await Promise.all([
    listCurrentDocuments(parts.db, parts.business.now()),
    listConsents(parts.db, userId),
    findIdentityState(parts.db, row.id),
    findCustomerRow(parts.db, { userId }),
  ]);
  const reader = { who: { kind: "customer" as const, id: userId }, why: "show an applicant their own application" };
  const secret =
    row.personalSavedAt === null
      ? {}
      : await readRecord(parts, row.vaultRecordId, [...PERSONAL_FIELDS, "decisionReason"] as const, reader);
  const progress = { personalSaved: row.personalSavedAt !== null, identityPassed: identity.status === "passed" };
  return {
    id: row.id,
    status: row.status,
    personal: readPersonal(secret),
    consents,
    identity,
    submittedAt: row.submittedAt,
    decidedAt: row.decidedAt,
    accountOpened: customer !== null && customer.openedAt !== null,
    reason: secret.decisionReason ?? null,
    missing: findMissing(progress, documents, consents),
  };
}
