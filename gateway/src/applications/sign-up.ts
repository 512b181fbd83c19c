import { recordDeed } from "../audit/record.ts";
import type { Parts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { checkPassword } from "../sessions/password.ts";
import type { TotpSetup } from "../sessions/sign-in.ts";
import { type StartedSession, startSession } from "../sessions/start.ts";
import { totpUri } from "../sessions/totp.ts";
import { insertNewUser, prepareUser } from "../sessions/users.ts";
import { normalizeEmail } from "../vault/email.ts";
import { insertRecord, sealRecord } from "../vault/record.ts";
import { insertApplication } from "./store.ts";

/**
 * Someone new signs up: a user, their credentials and an empty application, all or nothing.
 *
 * They are signed in at level `password` and go on to set up their authenticator.
 */
export async function signUp(
  parts: Parts,
  given: { email: string; password: string; locale: "ja" | "en" },
): Promise<StartedSession & { totp: TotpSetup }> {
  const email = normalizeEmail(given.email);
  const problems = checkPassword(given.password, email);
  if (problems.length > 0) throw new Refusal("validation_failed", problems);

  const user = await prepareUser(parts, { ...given, email });
  const record = await sealRecord(parts.keys, { recordId: parts.ids(), kind: "application", fields: {} });
  const now = parts.machine.now();
  const started = await parts.db.transaction().execute(async (tx) => {
    if (!(await insertNewUser(tx, user, now))) {
      throw new Refusal("email_taken", [{ field: "email", message: "Signed up already." }]);
    }
    await insertRecord(tx, record, now);
    await insertApplication(tx, {
      id: parts.ids(),
      userId: user.id,
      vaultRecordId: record.recordId,
      createdAt: parts.business.now(),
    });
    await recordDeed(tx, parts, {
      actor: { kind: "customer", id: user.id },
      action: "signed_up",
      subject: { kind: "user", id: user.id },
    });
    return startSession(tx, parts, { kind: "customer", subjectId: user.id, level: "password", amr: ["pwd"] });
  });
  return { ...started, totp: { secret: user.totpSecret, uri: totpUri(user.totpSecret, email) } };
}
