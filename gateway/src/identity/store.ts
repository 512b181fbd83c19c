import type { Db, IdentityStatus, Tx } from "../db.ts";

export type CheckRow = {
  id: string;
  applicationId: string;
  status: IdentityStatus;
  vendorCheckId: string | null;
  url: string | null;
  method: string | null;
  completedAt: Temporal.Instant | null;
};

const COLUMNS = [
  "id",
  "application_id as applicationId",
  "status",
  "vendor_check_id as vendorCheckId",
  "url",
  "method",
  "completed_at as completedAt",
] as const;

/** Writes a new attempt. The database refuses a second open one. */
export async function insertCheck(
  tx: Tx,
  row: { id: string; applicationId: string; requestedAt: Temporal.Instant },
): Promise<void> {
  await tx
    .insertInto("identity_checks")
    .values({
      id: row.id,
      application_id: row.applicationId,
      status: "requested",
      requested_at: row.requestedAt,
    })
    .execute();
}

/** An application's latest attempt. */
export async function findLatestCheck(db: Db | Tx, applicationId: string): Promise<CheckRow | null> {
  const row = await db
    .selectFrom("identity_checks")
    .select(COLUMNS)
    .where("application_id", "=", applicationId)
    .orderBy("requested_at", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** An attempt by our reference or by the vendor's. */
export async function findCheck(db: Db | Tx, by: { id: string } | { vendorCheckId: string }): Promise<CheckRow | null> {
  const query = db.selectFrom("identity_checks").select(COLUMNS);
  const row =
    "id" in by
      ? await query.where("id", "=", by.id).executeTakeFirst()
      : await query.where("vendor_check_id", "=", by.vendorCheckId).executeTakeFirst();
  return row ?? null;
}

/** The vendor knows the attempt. False when it was opened before, by a request at the same moment. */
export async function setOpened(tx: Tx, id: string, opened: { checkId: string; url: string }): Promise<boolean> {
  const updated = await tx
    .updateTable("identity_checks")
    .set({ status: "pending", vendor_check_id: opened.checkId, url: opened.url })
    .where("id", "=", id)
    .where("status", "=", "requested")
    .returning("id")
    .execute();
  return updated.length === 1;
}

/** The vendor's result. False when the attempt had one before. */
export async function setResult(
  tx: Tx,
  id: string,
  result: { status: "passed" | "failed"; method: string; completedAt: Temporal.Instant },
): Promise<boolean> {
  const updated = await tx
    .updateTable("identity_checks")
    .set({ status: result.status, method: result.method, completed_at: result.completedAt })
    .where("id", "=", id)
    .where("status", "=", "pending")
    .returning("id")
    .execute();
  return updated.length === 1;
}
