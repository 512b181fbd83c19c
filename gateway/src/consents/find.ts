import type { Db, Tx } from "../db.ts";
import { selectConsents } from "./store.ts";

/** What somebody agreed to, and when. */
export type Consent = { documentId: string; version: number; agreedAt: Temporal.Instant };

/** Everything a user agreed to, oldest first. */
export async function listConsents(db: Db | Tx, userId: string): Promise<Consent[]> {
  return selectConsents(db, userId);
}
