import type { Session } from "../app.ts";
import { recordDeed } from "../audit/record.ts";
import { findOperatorId } from "../operators/find.ts";
import type { Parts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { type StartedSession, startSession } from "../sessions/start.ts";
import { findUserId } from "../sessions/users.ts";
import { SYSTEM } from "../vault/actor.ts";
import { normalizeEmail } from "../vault/email.ts";

/**
 * Signs somebody in without password or code, on a desk: an operator if one has the address, else a customer.
 *
 * Its route exists only while the simulator owns the clock; the audit trail and the session say how it came about.
 */
export async function signInAs(parts: Parts, givenEmail: string): Promise<StartedSession> {
  const email = normalizeEmail(givenEmail);
  const operatorId = await findOperatorId(parts, email);
  const subjectId = operatorId ?? (await findUserId(parts, email));
  if (subjectId === null) throw new Refusal("person_not_found");
  const kind: Session["kind"] = operatorId === null ? "customer" : "operator";
  return parts.db.transaction().execute(async (tx) => {
    await recordDeed(tx, parts, {
      actor: SYSTEM,
      action: "signed_in_from_desk",
      subject: { kind: kind === "customer" ? "user" : "operator", id: subjectId },
    });
    return startSession(tx, parts, { kind, subjectId, level: "full", amr: ["desk"] });
  });
}
