import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { assert } from "@kura/shared/assert.ts";
import { z } from "zod";
import { writeOnce } from "../signing-key.ts";
import { KEY_BYTES, seal, unseal } from "./cipher.ts";
import type { KeyService } from "./key-service.ts";

const KeyFile = z.strictObject({ keyId: z.string().min(1), wrappingKey: z.base64(), indexKey: z.base64() });

/** Makes the local key file unless there is one. Losing it loses every personal detail; so does nothing else. */
export async function createKeyFile(file: string): Promise<void> {
  const content = {
    keyId: `local-${randomUUID()}`,
    wrappingKey: randomBytes(KEY_BYTES).toString("base64"),
    indexKey: randomBytes(KEY_BYTES).toString("base64"),
  };
  await writeOnce(file, JSON.stringify(content));
}

/** The key service of a desk: keys in one local file, read once. */
export async function readKeyFile(file: string): Promise<KeyService> {
  const content = KeyFile.parse(JSON.parse(await readFile(file, "utf8")));
  return localKeys({
    keyId: content.keyId,
    wrappingKey: Buffer.from(content.wrappingKey, "base64"),
    indexKey: Buffer.from(content.indexKey, "base64"),
  });
}

/** A key service over keys in memory. */
export function localKeys(keys: { keyId: string; wrappingKey: Buffer; indexKey: Buffer }): KeyService {
  assert(keys.indexKey.length === KEY_BYTES, "localKeys: the index key has 256 bits");
  return {
    async wrap(dataKey, context) {
      return { keyId: keys.keyId, wrapped: seal(keys.wrappingKey, dataKey, context) };
    },
    async unwrap(key, context) {
      assert(key.keyId === keys.keyId, "unwrap: the data key was wrapped by the key we hold");
      return unseal(keys.wrappingKey, key.wrapped, context);
    },
    async digest(value) {
      return createHmac("sha256", keys.indexKey).update(value, "utf8").digest();
    },
  };
}
