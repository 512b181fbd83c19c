import type { Db } from "../db.ts";
import type { Actor } from "../vault/actor.ts";
import { selectDeeds } from "./store.ts";

/** What happened to some things, in order, and who did it. */
export type Happening = { at: Temporal.Instant; what: string; by: Actor };

/** Everything on the audit trail about these subjects, oldest first. */
export async function readTimeline(db: Db, subjectIds: readonly string[]): Promise<Happening[]> {
  const deeds = await selectDeeds(db, subjectIds);
  return deeds.map((deed) => ({ at: deed.at, what: deed.action, by: { kind: deed.actorKind, id: deed.actorId } }));
}
