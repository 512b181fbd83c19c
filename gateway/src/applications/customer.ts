import type { Db } from "../db.ts";
import { findCustomerRow } from "./store.ts";

/** A customer whose account in money is open. */
export type Customer = { id: string; number: string };

/** The open account of a user, if they have one. It is the only way a request comes by a customer id. */
export async function findOpenCustomer(db: Db, userId: string): Promise<Customer | null> {
  const row = await findCustomerRow(db, { userId });
  return row === null || row.openedAt === null ? null : { id: row.id, number: row.number };
}
