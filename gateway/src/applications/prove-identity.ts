import { present } from "@kura/shared/assert.ts";
import { recordDeed } from "../audit/record.ts";
import { listConsents } from "../consents/find.ts";
import { listCurrentDocuments } from "../documents/current.ts";
import { beginCheck, completeCheck, findIdentityState, openCheck, pullCheck } from "../identity/check.ts";
import type { PersonToCheck } from "../identity/vendor.ts";
import { enqueueWork } from "../outbox.ts";
import type { Parts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { SYSTEM } from "../vault/actor.ts";
import { readRecord } from "../vault/read.ts";
import { noteReceived } from "../webhook.ts";
import { PERSONAL_FIELDS, readPersonal } from "./personal.ts";
import { findMissing } from "./rules.ts";
import { getApplicationOf } from "./show.ts";
import { NEXT } from "./state.ts";
import { lockApplication, setApplication } from "./store.ts";

/** Should no webhook reach us, we ask the vendor ourselves after this long. */
const FIRST_ASK = Temporal.Duration.from({ minutes: 2 });

/**
 * An applicant goes to prove who they are: returns the vendor's address for them.
 *
 * Our reference is on record before the vendor hears of it, so a crash in between is picked up by the next try, and
 * no transaction waits for the vendor. Asking again while a check is open gives the same address.
 */
export async function startIdentityCheck(parts: Parts, userId: string, traceparent: string | null): Promise<string> {
  const { id } = await getApplicationOf(parts, userId);
  const open = await findIdentityState(parts.db, id);
  if (open.status === "pending" && open.url !== null) return open.url;

  const begun = await parts.db.transaction().execute(async (tx) => {
    const application = present(await lockApplication(tx, id), "startIdentityCheck: the application exists");
    if (NEXT[application.status].identity_started === "impossible") throw new Refusal("application_locked");
    const progress = { personalSaved: application.personalSavedAt !== null, identityPassed: true };
    const documents = await listCurrentDocuments(parts.db, parts.business.now());
    const missing = findMissing(progress, documents, await listConsents(tx, userId));
    if (missing.length > 0) {
      throw new Refusal(
        "application_incomplete",
        missing.map((part) => ({ field: part, message: "Needed before the identity check." })),
      );
    }
    const attempt = { id: parts.ids(), applicationId: id, requestedAt: parts.business.now() };
    const current = await findIdentityState(tx, id);
    if (current.status === "pending") return { url: current.url, checkId: null, recordId: application.vaultRecordId };
    return { url: null, checkId: await beginCheck(tx, attempt), recordId: application.vaultRecordId };
  });
  if (begun.checkId === null) return present(begun.url, "startIdentityCheck: an open check has an address");

  const { checkId } = begun;
  const opened = await parts.vendor.open({
    clientReference: checkId,
    returnUrl: `${new URL(parts.config.webOrigin).origin}/onboarding/status`,
    person: await readPerson(parts, begun.recordId),
  });
  return noteOpened(parts, { userId, applicationId: id, checkId, opened, traceparent });
}

type OpenedAttempt = {
  userId: string;
  applicationId: string;
  checkId: string;
  opened: { checkId: string; url: string };
  traceparent: string | null;
};

async function noteOpened(parts: Parts, attempt: OpenedAttempt): Promise<string> {
  const { userId, applicationId, checkId, opened, traceparent } = attempt;
  return parts.db.transaction().execute(async (tx) => {
    const application = present(await lockApplication(tx, applicationId), "noteOpened: the application exists");
    const next = NEXT[application.status].identity_started;
    if (next === "impossible") throw new Refusal("application_locked");
    const url = await openCheck(tx, checkId, opened);
    await setApplication(tx, applicationId, { status: next });
    const now = parts.machine.now();
    await enqueueWork(tx, {
      id: parts.ids(),
      kind: "pull_identity_check",
      subjectId: checkId,
      payload: {},
      traceparent,
      now,
      dueAt: now.add(FIRST_ASK),
    });
    await recordDeed(tx, parts, {
      actor: { kind: "customer", id: userId },
      action: "identity_check_started",
      subject: { kind: "application", id: applicationId },
    });
    return url;
  });
}

async function readPerson(parts: Parts, recordId: string): Promise<PersonToCheck> {
  const reader = { who: SYSTEM, why: "give the identity vendor what it checks" };
  const personal = readPersonal(await readRecord(parts, recordId, PERSONAL_FIELDS, reader));
  const { familyName, givenName, familyKana, givenKana, birthOn, ...rest } = present(
    personal,
    "readPerson: personal data were saved",
  );
  return {
    name: `${familyName} ${givenName}`,
    kana: `${familyKana} ${givenKana}`,
    birthOn,
    address: `〒${rest.postalCode} ${rest.prefecture}${rest.city}${rest.street}`,
  };
}

/**
 * Asks the vendor for a result and moves the application accordingly. Returns how the check stands.
 *
 * May run more than once: only the first result counts. With a webhook's digest, the webhook is used up in the same
 * transaction.
 */
export async function takeIdentityResult(
  parts: Parts,
  by: { id: string } | { vendorCheckId: string },
  webhookDigest: Buffer | null,
): Promise<"pending" | "passed" | "failed"> {
  const { id, applicationId, check } = await pullCheck(parts, by);
  await parts.db.transaction().execute(async (tx) => {
    const application = present(await lockApplication(tx, applicationId), "takeIdentityResult: the application exists");
    if (webhookDigest !== null) await noteReceived(tx, webhookDigest, parts.machine.now());
    if (check.status === "pending") return;
    const now = parts.business.now();
    const isFirst = await completeCheck(tx, id, { status: check.status, method: check.method, completedAt: now });
    if (!isFirst) return;
    const passed = check.status === "passed";
    const next = NEXT[application.status][passed ? "identity_passed" : "identity_failed"];
    const subject = { kind: "application" as const, id: applicationId };
    await recordDeed(tx, parts, {
      actor: SYSTEM,
      action: passed ? "identity_check_passed" : "identity_check_failed",
      subject,
      detail: { method: check.method },
    });
    if (next === "impossible" || next === application.status) return;
    await setApplication(tx, applicationId, next === "review" ? { status: next, submitted_at: now } : { status: next });
    if (next === "review") {
      const actor = { kind: "customer" as const, id: application.userId };
      await recordDeed(tx, parts, { actor, action: "application_submitted", subject });
    }
  });
  return check.status;
}
