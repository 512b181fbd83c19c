import { sql } from "kysely";
import type { Db, Tx } from "../db.ts";
import { FAILURES_ALLOWED, LOCKED_FOR } from "./rules.ts";

export type Kind = "customer" | "operator";

export type Credentials = {
  subjectId: string;
  passwordHash: string;
  totpRecordId: string;
  totpConfirmed: boolean;
};

/** Writes how someone new signs in. */
export async function insertCredentials(
  tx: Tx,
  row: { subjectId: string; kind: Kind; passwordHash: string; totpRecordId: string },
): Promise<void> {
  await tx
    .insertInto("credentials")
    .values({
      subject_id: row.subjectId,
      subject_kind: row.kind,
      password_hash: row.passwordHash,
      totp_record_id: row.totpRecordId,
    })
    .execute();
}

/** How someone signs in. */
export async function findCredentials(db: Db, kind: Kind, subjectId: string): Promise<Credentials | null> {
  const row = await db
    .selectFrom("credentials")
    .select(["subject_id", "password_hash", "totp_record_id", "totp_confirmed_at"])
    .where("subject_kind", "=", kind)
    .where("subject_id", "=", subjectId)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    subjectId: row.subject_id,
    passwordHash: row.password_hash,
    totpRecordId: row.totp_record_id,
    totpConfirmed: row.totp_confirmed_at !== null,
  };
}

/**
 * Charges one attempt before it is judged; false when sign-in is locked.
 *
 * Charging first means that a thousand guesses at once get as few tries as a thousand in a row.
 */
export async function takeAttempt(db: Db, subjectId: string, now: Temporal.Instant): Promise<boolean> {
  const lockedUntil = now.add(LOCKED_FOR);
  const taken = await sql`
    update credentials set
      failures = case when locked_until is null then failures + 1 else 1 end,
      locked_until = case
        when locked_until is null and failures + 1 >= ${FAILURES_ALLOWED} then ${lockedUntil}::timestamptz
      end
    where subject_id = ${subjectId} and (locked_until is null or locked_until <= ${now})
    returning subject_id`.execute(db);
  return taken.rows.length === 1;
}

/** Gives back an attempt that was right. Earlier failures stay until the second factor is right too. */
export async function returnAttempt(db: Db, subjectId: string): Promise<void> {
  await sql`
    update credentials set failures = greatest(failures - 1, 0), locked_until = null
    where subject_id = ${subjectId}`.execute(db);
}

/** Uses up a code's counter and forgets failures; false when this code, or a later one, was used before. */
export async function takeCounter(tx: Tx, subjectId: string, counter: bigint, now: Temporal.Instant): Promise<boolean> {
  const taken = await sql`
    update credentials set
      totp_last_counter = ${counter},
      totp_confirmed_at = coalesce(totp_confirmed_at, ${now}),
      failures = 0,
      locked_until = null
    where subject_id = ${subjectId} and (totp_last_counter is null or totp_last_counter < ${counter})
    returning subject_id`.execute(tx);
  return taken.rows.length === 1;
}
