import { sql } from "kysely";
import type { ApplicationStatus, Db, Tx } from "../db.ts";

export type ApplicationRow = {
  id: string;
  userId: string;
  vaultRecordId: string;
  status: ApplicationStatus;
  personalSavedAt: Temporal.Instant | null;
  submittedAt: Temporal.Instant | null;
  decidedAt: Temporal.Instant | null;
  decidedBy: string | null;
};

export type CustomerRow = {
  id: string;
  userId: string;
  applicationId: string;
  number: string;
  openedAt: Temporal.Instant | null;
};

const COLUMNS = [
  "id",
  "user_id as userId",
  "vault_record_id as vaultRecordId",
  "status",
  "personal_saved_at as personalSavedAt",
  "submitted_at as submittedAt",
  "decided_at as decidedAt",
  "decided_by as decidedBy",
] as const;

const CUSTOMER_COLUMNS = [
  "id",
  "user_id as userId",
  "application_id as applicationId",
  "number",
  "opened_at as openedAt",
] as const;

/** Writes an application that has nothing in it yet. */
export async function insertApplication(
  tx: Tx,
  row: { id: string; userId: string; vaultRecordId: string; createdAt: Temporal.Instant },
): Promise<void> {
  await tx
    .insertInto("applications")
    .values({
      id: row.id,
      user_id: row.userId,
      vault_record_id: row.vaultRecordId,
      status: "draft",
      created_at: row.createdAt,
    })
    .execute();
}

/** An application by its id, or by whose it is. */
export async function findApplication(
  db: Db | Tx,
  by: { id: string } | { userId: string },
): Promise<ApplicationRow | null> {
  const query = db.selectFrom("applications").select(COLUMNS);
  const row =
    "id" in by
      ? await query.where("id", "=", by.id).executeTakeFirst()
      : await query.where("user_id", "=", by.userId).executeTakeFirst();
  return row ?? null;
}

/** Reads an application and holds it until the transaction ends. */
export async function lockApplication(tx: Tx, id: string): Promise<ApplicationRow | null> {
  const row = await tx
    .selectFrom("applications")
    .select(COLUMNS)
    .where("id", "=", id)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row ?? null;
}

/** Moves an application on. The caller holds its row. */
export async function setApplication(
  tx: Tx,
  id: string,
  change: {
    status?: ApplicationStatus;
    personal_saved_at?: Temporal.Instant;
    submitted_at?: Temporal.Instant;
    decided_at?: Temporal.Instant;
    decided_by?: string;
  },
): Promise<void> {
  await tx.updateTable("applications").set(change).where("id", "=", id).execute();
}

export type ApplicationQuery = {
  status: ApplicationStatus | null;
  sort: "submittedAt" | "status" | "id";
  order: "asc" | "desc";
  offset: number;
  limit: number;
};

/** One page of the operators' list, and how long the list is. */
export async function selectApplications(
  db: Db,
  query: ApplicationQuery,
): Promise<{ total: number; rows: ApplicationRow[] }> {
  const all = db.selectFrom("applications");
  const matching = query.status === null ? all : all.where("status", "=", query.status);
  const column = query.sort === "submittedAt" ? "submitted_at" : query.sort;
  const counted = await matching.select((eb) => eb.fn.countAll<bigint>().as("total")).executeTakeFirstOrThrow();
  const rows = await matching
    .select(COLUMNS)
    .orderBy(column, (order) => (query.order === "asc" ? order.asc().nullsLast() : order.desc().nullsLast()))
    .orderBy("id", query.order)
    .offset(query.offset)
    .limit(query.limit)
    .execute();
  return { total: Number(counted.total), rows };
}

/** Writes a new customer under the next free customer number. */
export async function insertCustomer(
  tx: Tx,
  row: { id: string; userId: string; applicationId: string; approvedAt: Temporal.Instant },
): Promise<void> {
  const next = await sql<{ number: string }>`select nextval('customer_numbers')::text as number`.execute(tx);
  await tx
    .insertInto("customers")
    .values({
      id: row.id,
      user_id: row.userId,
      application_id: row.applicationId,
      number: next.rows[0]!.number,
      approved_at: row.approvedAt,
    })
    .execute();
}

/** A customer by user or by application, whether or not their account is open yet. */
export async function findCustomerRow(
  db: Db | Tx,
  by: { userId: string } | { applicationId: string },
): Promise<CustomerRow | null> {
  const query = db.selectFrom("customers").select(CUSTOMER_COLUMNS);
  const row =
    "userId" in by
      ? await query.where("user_id", "=", by.userId).executeTakeFirst()
      : await query.where("application_id", "=", by.applicationId).executeTakeFirst();
  return row ?? null;
}

/** False when the account was noted as open before. */
export async function setCustomerOpened(tx: Tx, id: string, openedAt: Temporal.Instant): Promise<boolean> {
  const updated = await tx
    .updateTable("customers")
    .set({ opened_at: openedAt })
    .where("id", "=", id)
    .where("opened_at", "is", null)
    .returning("id")
    .execute();
  return updated.length === 1;
}
