const keys = new Map<string, string>();

/**
 * The Idempotency-Key for one wish. The same wish, tried again after a lost answer, carries the same key, so that the
 * gateway can tell a repetition from a second wish; another wish gets another key.
 */
export function keyFor(wish: string): string {
  const known = keys.get(wish);
  if (known !== undefined) return known;
  const key = crypto.randomUUID();
  keys.set(wish, key);
  return key;
}

/** Ends a wish that was fulfilled: asking for the same again later is a new wish. */
export function forgetKey(wish: string): void {
  keys.delete(wish);
}
