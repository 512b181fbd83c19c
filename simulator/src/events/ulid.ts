const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's, without I, L, O and U

/**
 * An event id: a ULID whose first part is the moment and whose second grows with a sequence.
 *
 * The real broker's ids are random in the second part; ours are in order within a millisecond too, and a seed
 * repeats them.
 */
export function ulid(atMs: number, sequence: number, salt: number): string {
  return encode(BigInt(atMs), 10) + encode(BigInt(sequence), 8) + encode(BigInt(salt), 8);
}

/** An event id whose second part is chance, as the real broker's are: within a millisecond it is in no order. */
export function unorderedUlid(atMs: number, high: number, low: number): string {
  return encode(BigInt(atMs), 10) + encode((BigInt(high) << 32n) | BigInt(low), 16);
}

/** The moment in an event id. */
export function ulidMoment(id: string): number {
  let ms = 0;
  for (const letter of id.slice(0, 10)) ms = ms * 32 + ALPHABET.indexOf(letter);
  return ms;
}

/** What comes before every event id of a moment. */
export function beforeMoment(atMs: number): string {
  return encode(BigInt(atMs), 10) + "0".repeat(16);
}

/** What comes after every event id of a moment. */
export function afterMoment(atMs: number): string {
  return encode(BigInt(atMs), 10) + "Z".repeat(16);
}

/** Whether a text can be an event id. */
export function isUlid(text: string): boolean {
  return /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text);
}

function encode(value: bigint, length: number): string {
  let text = "";
  let rest = value;
  while (text.length < length) {
    text = ALPHABET.charAt(Number(rest & 31n)) + text;
    rest >>= 5n;
  }
  return text;
}
