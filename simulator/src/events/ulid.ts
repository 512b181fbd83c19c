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
