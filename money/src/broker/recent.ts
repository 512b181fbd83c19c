/** Remembers what came lately, so that a repeat is known, in a fixed amount of memory. */
export type Recent = {
  /** Whether this came lately. From now on it has. */
  seen(key: string): boolean;
};

/** More than a broker says within the minutes that are read again. */
const BUCKETS = 32_768;
const SLOTS = 4;

/**
 * Opens a memory for what comes too often to be kept whole: a million a minute must not become a million texts.
 *
 * Each key is known by 64 bits of it, so among all that it holds a new key is taken for another with a chance of less
 * than one in a hundred million million. Only what comes a second way as well may be left to that, as executions do.
 */
export function createRecent(buckets = BUCKETS): Recent {
  const table = new Uint32Array(buckets * SLOTS * 2);
  return {
    seen(key) {
      let a = 0xdeadbeef;
      let b = 0x41c6ce57;
      for (let place = 0; place < key.length; place += 1) {
        const character = key.charCodeAt(place);
        a = Math.imul(a ^ character, 0x9e3779b1);
        b = Math.imul(b ^ character, 0x5f356495);
      }
      a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
      b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
      return remember(table, (a >>> 0) % buckets, a >>> 0, (b | 1) >>> 0);
    },
  };
}

/** Looks through one bucket, and puts what it looked for in front, where the oldest falls out behind. */
function remember(table: Uint32Array, bucket: number, a: number, b: number): boolean {
  const first = bucket * SLOTS * 2;
  const end = first + SLOTS * 2;
  let at = first;
  while (at < end - 2 && !(table[at] === a && table[at + 1] === b)) at += 2;
  const found = table[at] === a && table[at + 1] === b;
  for (; at > first; at -= 2) {
    table[at] = table[at - 2] ?? 0;
    table[at + 1] = table[at - 1] ?? 0;
  }
  table[first] = a;
  table[first + 1] = b;
  return found;
}
