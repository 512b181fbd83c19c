import type { Clock } from "@kura/shared/clock.ts";
import { recordDeed } from "../audit/record.ts";
import type { Tx } from "../db.ts";
import type { Document } from "../documents/current.ts";
import { Refusal } from "../refusal.ts";
import { insertConsent } from "./store.ts";

/** The very text somebody agrees to: which document, which version, and the digest of what they were shown. */
export type Agreement = { documentId: string; version: number; hash: string };

/**
 * Someone agrees to a document that is in force, in exactly the text they were shown.
 *
 * Agreeing again is no error and changes nothing: the first moment counts.
 */
export async function agreeToDocument(
  tx: Tx,
  parts: { business: Clock; machine: Clock; ids: () => string },
  userId: string,
  agreement: Agreement,
  current: readonly Document[],
): Promise<void> {
  const { documentId, version, hash } = agreement;
  const document = current.find((candidate) => candidate.id === documentId);
  if (document === undefined) {
    throw new Refusal("validation_failed", [{ field: "documentId", message: "There is no such document." }]);
  }
  if (document.version !== version || document.hash !== hash) {
    const field = document.version === version ? "hash" : "version";
    throw new Refusal("document_changed", [{ field, message: "Not the text that is in force." }]);
  }
  const agreedAt = parts.business.now();
  const recordedAt = parts.machine.now();
  const isNew = await insertConsent(tx, { id: parts.ids(), userId, ...agreement, agreedAt, recordedAt });
  if (!isNew) return;
  await recordDeed(tx, parts, {
    actor: { kind: "customer", id: userId },
    action: "document_agreed",
    subject: { kind: "user", id: userId },
    detail: { documentId, version },
  });
}
