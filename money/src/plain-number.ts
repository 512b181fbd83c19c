import { assert } from "@kura/shared/assert.ts";

/** A count of rows or a weight in basis points as JSON has numbers. Never an amount, a price or a quantity. */
export function plainNumber(value: bigint): number {
  const plain = Number(value);
  assert(Number.isSafeInteger(plain), "plainNumber: the value is small enough to be exact");
  return plain;
}
