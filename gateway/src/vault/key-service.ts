/** A data key as it may be stored: readable only by the key service that wrapped it. */
export type WrappedKey = { keyId: string; wrapped: Buffer };

/**
 * Keeps the keys that protect personal data. A file on a desk, a key-management service in production; calls may
 * cross a network, so none is made while a transaction is open.
 */
export type KeyService = {
  /** Wraps a data key. It can be unwrapped only for the same `context` (the record it belongs to). */
  wrap(dataKey: Buffer, context: string): Promise<WrappedKey>;
  unwrap(key: WrappedKey, context: string): Promise<Buffer>;
  /** A keyed digest, by which a value can be looked up and not read. */
  digest(value: string): Promise<Buffer>;
};
