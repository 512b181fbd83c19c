import { present } from "@kura/shared/assert.ts";
import type { Session } from "../app.ts";
import { recordDeed } from "../audit/record.ts";
import type { Parts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { SYSTEM } from "../vault/actor.ts";
import { readRecord } from "../vault/read.ts";
import { findCredentials, takeAttempt, takeCounter } from "./credentials-store.ts";
import { recordRefusal } from "./sign-in.ts";
import { type StartedSession, startSession } from "./start.ts";
import { deleteSession } from "./store.ts";
import { matchTotpCode } from "./totp.ts";

/**
 * Someone gives the code of their authenticator, the second of two steps.
 *
 * The session is replaced by a new one, so a token that leaked before this moment is worth nothing after it; and the
 * code's counter is used up in the same transaction, so a code that was seen cannot be used again.
 */
export async function confirmTotp(parts: Parts, session: Session, code: string): Promise<StartedSession> {
  const { kind, subjectId } = session;
  const found = await findCredentials(parts.db, kind, subjectId);
  const credentials = present(found, "confirmTotp: whoever has a session has credentials");
  const now = parts.machine.now();
  if (!(await takeAttempt(parts.db, subjectId, now))) throw new Refusal("code_refused");

  const reader = { who: SYSTEM, why: "check a code at sign-in" };
  const { secret } = await readRecord(parts, credentials.totpRecordId, ["secret"], reader);
  const counter = matchTotpCode(present(secret, "confirmTotp: a secret was made at sign-up"), code, now);
  if (counter === null) {
    await recordRefusal(parts, kind, subjectId, "code_refused");
    throw new Refusal("code_refused");
  }
  return parts.db.transaction().execute(async (tx) => {
    if (!(await takeCounter(tx, subjectId, counter, now))) throw new Refusal("code_refused");
    if (!(await deleteSession(tx, session.id))) throw new Refusal("not_signed_in");
    const started = await startSession(tx, parts, { kind, subjectId, level: "full", amr: ["pwd", "otp"] });
    await recordDeed(tx, parts, {
      actor: { kind, id: subjectId },
      action: "signed_in",
      subject: { kind: kind === "customer" ? "user" : "operator", id: subjectId },
    });
    return started;
  });
}
