import type { BrokerDoor } from "../broker-http.ts";
import type { ApiKey } from "./keys.ts";
import type { Allowance } from "./rate-limit.ts";

/** A "no" at the door, in the words of the host behind it. */
export type Turned = { status: number; body: { code?: number; message: string } };

const READING = new Set(["GET", "HEAD", "OPTIONS"]);

/** Decides whether a request comes in: who is known, asks no more than agreed, and changes only what it may. */
export function admit(door: BrokerDoor, key: ApiKey | null, method: string, allowance: Allowance): Turned | null {
  if (!key) {
    return door === "broker"
      ? { status: 403, body: { message: "forbidden." } }
      : { status: 401, body: { message: "unauthorized." } };
  }
  if (!allowance.allowed) {
    const message = door === "data" ? "too many requests" : "rate limit exceeded";
    return { status: 429, body: { code: 42_910_000, message } };
  }
  if (key.access === "read" && !READING.has(method)) {
    return { status: 403, body: { code: 40_310_000, message: "the key may only read" } };
  }
  return null;
}

/** Whose requests are counted together: those of a key at a host, and for one account those about it. */
export function countedAs(door: BrokerDoor, key: ApiKey | null, params: unknown): string {
  const { accountId = "" } = (params ?? {}) as { accountId?: string };
  return [door, key?.id ?? "", key ? accountId : ""].join(" ");
}
