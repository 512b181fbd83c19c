/**
 * Chance that repeats: the same seed and the same words always give the same whole number below 2³².
 *
 * Everything random in the simulator comes from here, keyed by business words (a symbol, a client order id, a moment),
 * so that neither the order of arrival nor the machine decides anything.
 */
export function chance(seed: number, ...words: readonly (string | number)[]): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (const word of words) {
    const text = String(word);
    for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    hash = Math.imul(hash ^ 0x1f, 0x01000193); // a boundary, so that ("ab","c") and ("a","bc") differ
  }
  return mix(hash);
}

/** Spreads the bits of a hash evenly (the finalizer of MurmurHash3). */
export function mix(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A UUID that business words decide, for orders, executions and assets. */
export function uuidFrom(seed: number, ...words: readonly (string | number)[]): string {
  const hex = [0, 1, 2, 3]
    .map((part) =>
      chance(seed, "uuid", part, ...words)
        .toString(16)
        .padStart(8, "0"),
    )
    .join("");
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20),
  ];
  return parts.join("-");
}
