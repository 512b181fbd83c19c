import type { Session } from "../app.ts";
import type { Tx } from "../db.ts";
import type { Parts } from "../parts.ts";
import { ABSOLUTE_LIMIT } from "./rules.ts";
import { insertSession } from "./store.ts";
import { hashToken, newToken } from "./token.ts";

/** A session as its owner gets it: the token is told once and kept nowhere. */
export type StartedSession = { token: string; session: Session };

/** Starts a session for someone who has just proved who they are. */
export async function startSession(
  tx: Tx,
  parts: Pick<Parts, "ids" | "machine">,
  person: Pick<Session, "kind" | "subjectId" | "level" | "amr">,
): Promise<StartedSession> {
  const now = parts.machine.now();
  const token = newToken();
  const session = { ...person, id: parts.ids(), authenticatedAt: person.level === "full" ? now : null };
  await insertSession(tx, {
    ...session,
    tokenHash: hashToken(token),
    createdAt: now,
    expiresAt: now.add(ABSOLUTE_LIMIT),
  });
  return { token, session };
}
