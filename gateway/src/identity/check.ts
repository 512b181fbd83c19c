import type { Db, Tx } from "../db.ts";
import { Refusal } from "../refusal.ts";
import { findCheck, findLatestCheck, insertCheck, setOpened, setResult } from "./store.ts";
import type { IdentityVendor, VendorCheck } from "./vendor.ts";

/** Where an applicant's proof of identity stands. The address is given only while there is something to do there. */
export type IdentityState = {
  checkId: string | null;
  status: "not_started" | "pending" | "passed" | "failed";
  url: string | null;
  method: string | null;
  completedAt: Temporal.Instant | null;
};

/** The latest attempt of an application. */
export async function findIdentityState(db: Db | Tx, applicationId: string): Promise<IdentityState> {
  const check = await findLatestCheck(db, applicationId);
  if (check === null || check.status === "requested") {
    return { checkId: check?.id ?? null, status: "not_started", url: null, method: null, completedAt: null };
  }
  const { id, status, method, completedAt } = check;
  return { checkId: id, status, url: status === "pending" ? check.url : null, method, completedAt };
}

/** Begins an attempt, or goes on with one the vendor has not heard of yet. Returns its id, the vendor's reference. */
export async function beginCheck(
  tx: Tx,
  attempt: { id: string; applicationId: string; requestedAt: Temporal.Instant },
): Promise<string> {
  const latest = await findLatestCheck(tx, attempt.applicationId);
  if (latest?.status === "requested") return latest.id;
  await insertCheck(tx, attempt);
  return attempt.id;
}

/** The vendor has opened the attempt. Returns the address to send the applicant to: the first one, if two came. */
export async function openCheck(tx: Tx, id: string, opened: { checkId: string; url: string }): Promise<string> {
  if (await setOpened(tx, id, opened)) return opened.url;
  return (await findCheck(tx, { id }))?.url ?? opened.url;
}

/**
 * Asks the vendor how one of our checks stands. A webhook only says that it is time to ask: nothing it claims is
 * believed.
 */
export async function pullCheck(
  parts: { db: Db; vendor: IdentityVendor },
  by: { id: string } | { vendorCheckId: string },
): Promise<{ id: string; applicationId: string; check: VendorCheck }> {
  const ours = await findCheck(parts.db, by);
  if (ours === null || ours.vendorCheckId === null) throw new Refusal("check_not_found");
  const check = await parts.vendor.find(ours.vendorCheckId);
  if (check === null || check.clientReference !== ours.id) throw new Refusal("check_not_found");
  return { id: ours.id, applicationId: ours.applicationId, check };
}

/** Notes a result; false when there was one before. */
export async function completeCheck(
  tx: Tx,
  id: string,
  result: { status: "passed" | "failed"; method: string; completedAt: Temporal.Instant },
): Promise<boolean> {
  return setResult(tx, id, result);
}
