import { present } from "@kura/shared/assert.ts";
import type { Session } from "../app.ts";
import { recordDeed } from "../audit/record.ts";
import { findOperatorId } from "../operators/find.ts";
import type { Parts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { SYSTEM } from "../vault/actor.ts";
import { normalizeEmail } from "../vault/email.ts";
import { readRecord } from "../vault/read.ts";
import { type Credentials, findCredentials, returnAttempt, takeAttempt } from "./credentials-store.ts";
import { verifyNobody, verifyPassword } from "./password.ts";
import { type StartedSession, startSession } from "./start.ts";
import { totpUri } from "./totp.ts";
import { findUserId } from "./users.ts";

/** What an authenticator is set up with. */
export type TotpSetup = { secret: string; uri: string };

/** The first step is done: a session at level `password`, and the set-up again if no code was ever confirmed. */
export type FirstStep = StartedSession & { totp: TotpSetup | null };

/**
 * Someone gives their e-mail address and password, the first of two steps.
 *
 * Unknown address, wrong password and locked sign-in are one answer after the same work: it tells a stranger nothing.
 */
export async function signIn(
  parts: Parts,
  kind: Session["kind"],
  given: { email: string; password: string },
): Promise<FirstStep> {
  const email = normalizeEmail(given.email);
  const subjectId = kind === "customer" ? await findUserId(parts, email) : await findOperatorId(parts, email);
  const credentials = subjectId === null ? null : await findCredentials(parts.db, kind, subjectId);
  if (credentials === null || !(await takeAttempt(parts.db, credentials.subjectId, parts.machine.now()))) {
    await verifyNobody(given.password);
    throw new Refusal("sign_in_failed");
  }
  if (!(await verifyPassword(given.password, credentials.passwordHash))) {
    await recordRefusal(parts, kind, credentials.subjectId, "sign_in_refused");
    throw new Refusal("sign_in_failed");
  }
  await returnAttempt(parts.db, credentials.subjectId);
  // An operator's authenticator is set up with whoever adds them, and never shown again.
  const enrolled = kind === "operator" || credentials.totpConfirmed;
  const totp = enrolled ? null : await readSetup(parts, credentials, email);
  const started = await parts.db
    .transaction()
    .execute((tx) =>
      startSession(tx, parts, { kind, subjectId: credentials.subjectId, level: "password", amr: ["pwd"] }),
    );
  return { ...started, totp };
}

/** Notes on the audit trail that somebody tried to be someone and was refused. */
export async function recordRefusal(
  parts: Parts,
  kind: Session["kind"],
  subjectId: string,
  action: "sign_in_refused" | "code_refused",
): Promise<void> {
  const subject = { kind: kind === "customer" ? ("user" as const) : ("operator" as const), id: subjectId };
  await parts.db.transaction().execute((tx) => recordDeed(tx, parts, { actor: SYSTEM, action, subject }));
}

async function readSetup(parts: Parts, credentials: Credentials, email: string): Promise<TotpSetup> {
  const reader = { who: SYSTEM, why: "show the authenticator set-up until a first code is confirmed" };
  const { secret } = await readRecord(parts, credentials.totpRecordId, ["secret"], reader);
  const known = present(secret, "readSetup: a secret was made at sign-up");
  return { secret: known, uri: totpUri(known, email) };
}
