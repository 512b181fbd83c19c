import type { Session } from "../app.ts";
import type { Parts } from "../parts.ts";
import { IDLE_LIMIT, isLive, shouldNoteUse } from "./rules.ts";
import { deleteEndedSessions, deleteSession, findSessionRow, setLastUsed } from "./store.ts";
import { hashToken } from "./token.ts";

/** Whose live session a cookie names, if any. Using a session keeps it from going idle. */
export async function resolveSession(
  parts: Pick<Parts, "db" | "machine">,
  kind: Session["kind"],
  token: string | undefined,
): Promise<Session | null> {
  if (token === undefined || token === "") return null;
  const row = await findSessionRow(parts.db, kind, hashToken(token));
  if (row === null) return null;
  const now = parts.machine.now();
  if (!isLive(row, now)) {
    await deleteSession(parts.db, row.id);
    return null;
  }
  if (shouldNoteUse(row.lastUsedAt, now)) await setLastUsed(parts.db, row.id, now);
  const { lastUsedAt: _used, expiresAt: _expires, ...session } = row;
  return session;
}

/** Removes sessions that have ended. */
export async function sweepSessions(parts: Pick<Parts, "db" | "machine">): Promise<void> {
  const now = parts.machine.now();
  await deleteEndedSessions(parts.db, { now, unusedSince: now.subtract(IDLE_LIMIT) });
}
