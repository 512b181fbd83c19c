import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "@kura/shared/clock.ts";
import type { Db, Tx } from "./db.ts";
import { Refusal } from "./refusal.ts";

const TOLERANCE_SECONDS = 300;
const HEADER = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;

/**
 * Checks that a webhook comes from who shares the secret with us, and recently: HMAC-SHA-256 over time stamp and raw
 * body. Returns a digest of the signature, by which the same webhook is known when it comes again.
 */
export function verifyWebhook(
  secret: string,
  signature: string | undefined,
  rawBody: Buffer,
  now: Temporal.Instant,
): Buffer {
  const parsed = HEADER.exec(signature ?? "");
  if (parsed === null) throw new Refusal("webhook_unproven");
  const [, timestamp, mac] = parsed;
  const expected = createHmac("sha256", secret).update(`${timestamp}.`).update(rawBody).digest();
  if (!timingSafeEqual(expected, Buffer.from(mac!, "hex"))) throw new Refusal("webhook_unproven");
  const ageSeconds = Math.abs(now.epochMilliseconds / 1000 - Number(timestamp));
  if (ageSeconds > TOLERANCE_SECONDS) throw new Refusal("webhook_unproven");
  return createHash("sha256").update(expected).digest();
}

/** Whether a webhook was acted on before. */
export async function wasReceived(db: Db, digest: Buffer): Promise<boolean> {
  const row = await db.selectFrom("webhook_receipts").select("digest").where("digest", "=", digest).executeTakeFirst();
  return row !== undefined;
}

/** Notes that a webhook was acted on, in the transaction of its effect. The same one again is refused. */
export async function noteReceived(tx: Tx, digest: Buffer, now: Temporal.Instant): Promise<void> {
  const inserted = await tx
    .insertInto("webhook_receipts")
    .values({ digest, received_at: now })
    .onConflict((conflict) => conflict.column("digest").doNothing())
    .returning("digest")
    .execute();
  if (inserted.length === 0) throw new Refusal("webhook_replayed");
}

/** Forgets receipts whose time stamps are too old to be accepted anyway. */
export async function sweepReceipts(parts: { db: Db; machine: Clock }): Promise<void> {
  const before = parts.machine.now().subtract({ seconds: 3 * TOLERANCE_SECONDS });
  await parts.db.deleteFrom("webhook_receipts").where("received_at", "<", before).execute();
}
