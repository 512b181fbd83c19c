import { randomUUIDv7 } from "node:crypto";

/** A new id, ordered by the moment it was made, so that indexes grow at one end. */
export function newId(): string {
  return randomUUIDv7();
}
