import type { Session } from "../app.ts";
import { recordDeed } from "../audit/record.ts";
import type { Parts } from "../parts.ts";
import { deleteSession } from "./store.ts";

/** Ends a session. Ending one that has ended already is no error. */
export async function signOut(parts: Parts, session: Session | null): Promise<void> {
  if (session === null) return;
  const { kind, subjectId } = session;
  await parts.db.transaction().execute(async (tx) => {
    if (!(await deleteSession(tx, session.id))) return;
    const subject = { kind: kind === "customer" ? ("user" as const) : ("operator" as const), id: subjectId };
    await recordDeed(tx, parts, { actor: { kind, id: subjectId }, action: "signed_out", subject });
  });
}
