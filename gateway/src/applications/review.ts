import type { Session } from "../app.ts";
import { type Happening, readTimeline } from "../audit/timeline.ts";
import { type Consent, listConsents } from "../consents/find.ts";
import type { ApplicationStatus } from "../db.ts";
import { findIdentityState, type IdentityState } from "../identity/check.ts";
import { readOperatorNames } from "../operators/find.ts";
import type { Parts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { readEmails } from "../sessions/users.ts";
import type { Reader } from "../vault/read.ts";
import { readRecord, readRecords } from "../vault/read.ts";
import { PERSONAL_FIELDS, type Personal, readPersonal } from "./personal.ts";
import { maskEmail, maskName } from "./rules.ts";
import { type ApplicationQuery, findApplication, findCustomerRow, selectApplications } from "./store.ts";

/** One line of the operators' list. Names and addresses are masked: many eyes pass over it. */
export type ApplicationLine = {
  id: string;
  status: ApplicationStatus;
  submittedAt: Temporal.Instant | null;
  ageHours: number | null;
  applicant: string | null;
  email: string;
};

/** The operators' list of applications. */
export async function listApplications(
  parts: Parts,
  operator: Session,
  query: ApplicationQuery,
): Promise<{ total: number; items: ApplicationLine[] }> {
  const { total, rows } = await selectApplications(parts.db, query);
  const reader = readerFor(operator, "list applications, masked");
  const userIds = rows.map((row) => row.userId);
  const told = rows.filter((row) => row.personalSavedAt !== null).map((row) => row.vaultRecordId);
  const [emails, kana] = await Promise.all([
    readEmails(parts, userIds, reader),
    readRecords(parts, told, ["familyKana", "givenKana"], reader),
  ]);
  const now = parts.business.now();
  const items = rows.map((row) => {
    return {
      id: row.id,
      status: row.status,
      submittedAt: row.submittedAt,
      ageHours: row.submittedAt === null ? null : Math.max(0, Math.floor(now.since(row.submittedAt).total("hours"))),
      applicant: maskKana(kana.get(row.vaultRecordId) ?? {}),
      email: maskEmail(emails.get(row.userId) ?? ""),
    };
  });
  return { total, items };
}

/** Everything an operator needs to decide. */
export type ReviewView = {
  id: string;
  status: ApplicationStatus;
  /** Masked, for headings; the whole name is in `personal`. */
  applicant: string | null;
  /** Masked: a decision does not need the address. */
  email: string;
  personal: Personal | null;
  identity: IdentityState;
  consents: Consent[];
  timeline: (Omit<Happening, "by"> & { by: string })[];
  submittedAt: Temporal.Instant | null;
  decidedAt: Temporal.Instant | null;
  decidedBy: string | null;
  reason: string | null;
  customerId: string | null;
  customerNumber: string | null;
  accountOpened: boolean;
};

/** An application as an operator sees it: a read of the vault, on record with the operator's name and purpose. */
export async function showForReview(parts: Parts, operator: Session, applicationId: string): Promise<ReviewView> {
  const row = await findApplication(parts.db, { id: applicationId });
  if (row === null) throw new Refusal("application_not_found");
  const reader = readerFor(operator, `review application ${applicationId}`);
  const [fields, emails, consents, identity, customer, timeline] = await Promise.all([
    readRecord(parts, row.vaultRecordId, [...PERSONAL_FIELDS, "decisionReason"] as const, reader),
    readEmails(parts, [row.userId], reader),
    listConsents(parts.db, row.userId),
    findIdentityState(parts.db, row.id),
    findCustomerRow(parts.db, { applicationId }),
    readTimeline(parts.db, [row.id, row.userId]),
  ]);
  const operatorIds = timeline.filter((happening) => happening.by.kind === "operator").map(({ by }) => by.id);
  if (row.decidedBy !== null) operatorIds.push(row.decidedBy);
  const names = await readOperatorNames(parts, [...new Set(operatorIds)], reader);
  return {
    id: row.id,
    status: row.status,
    applicant: maskKana(fields),
    email: maskEmail(emails.get(row.userId) ?? ""),
    personal: readPersonal(fields),
    identity,
    consents,
    timeline: timeline.map((happening) => ({ ...happening, by: nameActor(happening, names) })),
    submittedAt: row.submittedAt,
    decidedAt: row.decidedAt,
    decidedBy: row.decidedBy === null ? null : (names.get(row.decidedBy) ?? row.decidedBy),
    reason: fields.decisionReason ?? null,
    customerId: customer?.id ?? null,
    customerNumber: customer?.number ?? null,
    accountOpened: customer !== null && customer.openedAt !== null,
  };
}

/** The applicant's name in kana, masked; null before they told us. */
function maskKana(fields: { familyKana?: string; givenKana?: string }): string | null {
  const { familyKana, givenKana } = fields;
  return familyKana === undefined || givenKana === undefined ? null : maskName(`${familyKana} ${givenKana}`);
}

function nameActor({ by }: Happening, names: Map<string, string>): string {
  if (by.kind === "operator") return names.get(by.id) ?? by.id;
  return by.kind === "customer" ? "applicant" : "system";
}

function readerFor(operator: Session, why: string): Reader {
  return { who: { kind: "operator", id: operator.subjectId }, why };
}
