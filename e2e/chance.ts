import { createHash } from "node:crypto";

/** A number below `most` that depends on nothing but the seed and what it is for. */
export function chance(seed: number, most: number, ...what: readonly (string | number)[]): number {
  const digest = createHash("sha256")
    .update([seed, ...what].join(" "))
    .digest();
  return Number(digest.readBigUInt64BE() % BigInt(most));
}
