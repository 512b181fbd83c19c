import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { assert } from "@kura/shared/assert.ts";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
export const KEY_BYTES = 32;

/** Sealed bytes that do not open: changed, cut, or moved from where they were sealed. */
export class SealBroken extends Error {
  override readonly name = "SealBroken";
}

/** Seals bytes with AES-256-GCM to one place, named by `context`: nonce, tag, ciphertext. */
export function seal(key: Buffer, plain: Buffer, context: string): Buffer {
  assert(key.length === KEY_BYTES, "seal: the key has 256 bits");
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(context, "utf8"));
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
}

/** Opens sealed bytes. Bytes sealed to another place (another record, another field) do not open here. */
export function unseal(key: Buffer, sealed: Buffer, context: string): Buffer {
  assert(key.length === KEY_BYTES, "unseal: the key has 256 bits");
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new SealBroken("The sealed bytes are too short.");
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context, "utf8"));
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  } catch {
    throw new SealBroken(`The sealed bytes were changed or do not belong to ${context}.`);
  }
}

/** The one place a field's ciphertext is valid in. */
export function fieldContext(recordId: string, field: string): string {
  return `kura-vault/1/field/${recordId}/${field}`;
}

/** The one place a wrapped data key is valid in. */
export function keyContext(recordId: string): string {
  return `kura-vault/1/key/${recordId}`;
}
