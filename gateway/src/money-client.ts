import { createHash, randomUUID } from "node:crypto";
import type { Clock } from "@kura/shared/clock.ts";
import { SignJWT } from "jose";
import { Pool } from "undici";
import { Refusal } from "./refusal.ts";
import type { SigningKey } from "./signing-key.ts";

/** Who asks money for something, and how surely we know. */
export type Asker = {
  may: "customer" | "operator" | "system";
  /** The customer's id, the operator's id, or "gateway". */
  sub: string;
  /** The second operator, where four eyes are needed. */
  second: string | null;
  authenticatedAt: Temporal.Instant | null;
  amr: readonly string[];
  stepUpAt: Temporal.Instant | null;
};

/** The gateway itself asks, on nobody's behalf. */
export const GATEWAY: Asker = {
  may: "system",
  sub: "gateway",
  second: null,
  authenticatedAt: null,
  amr: [],
  stepUpAt: null,
};

export type MoneyRequest = {
  method: "GET" | "POST" | "PUT";
  /** Path with query, exactly as it goes on the wire: the proof is bound to it. */
  path: string;
  body?: Buffer | undefined;
  idempotencyKey?: string | undefined;
  traceparent?: string | undefined;
  asker: Asker;
};

export type MoneyAnswer = { status: number; contentType: string; retryAfter: string | null; body: Buffer };

export type MoneyClient = {
  /** Sends one signed request. Money's own "no" is an answer; being out of reach is `money_unavailable`. */
  send(request: MoneyRequest): Promise<MoneyAnswer>;
  close(): Promise<void>;
};

const PROOF_SECONDS = 30;
const TIMEOUT_MS = 10_000;

/** The signed door to money: every request carries a proof of who asks, bound to that very request. */
export function openMoneyClient(options: { url: string; signingKey: SigningKey; machine: Clock }): MoneyClient {
  const base = new URL(options.url);
  const pool = new Pool(base.origin, { connections: 16, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  return {
    async send(request) {
      const proof = await signProof(options.signingKey, options.machine, request);
      const headers: Record<string, string> = { authorization: `Bearer ${proof}`, accept: "application/json" };
      if (request.body !== undefined) headers["content-type"] = "application/json";
      if (request.idempotencyKey !== undefined) headers["idempotency-key"] = request.idempotencyKey;
      if (request.traceparent !== undefined) headers.traceparent = request.traceparent;
      try {
        const answer = await pool.request({
          method: request.method,
          path: request.path,
          headers,
          body: request.body ?? null,
        });
        return {
          status: answer.statusCode,
          contentType: String(answer.headers["content-type"] ?? "application/json"),
          retryAfter: answer.headers["retry-after"]?.toString() ?? null,
          body: Buffer.from(await answer.body.arrayBuffer()),
        };
      } catch {
        throw new Refusal("money_unavailable");
      }
    },
    close: () => pool.close(),
  };
}

/** A proof good for this request only: method, path with query, body and Idempotency-Key are in it. */
async function signProof(signingKey: SigningKey, machine: Clock, request: MoneyRequest): Promise<string> {
  const issuedAt = toSeconds(machine.now());
  const { asker } = request;
  return new SignJWT({
    method: request.method,
    path: request.path,
    body: createHash("sha256")
      .update(request.body ?? Buffer.alloc(0))
      .digest("base64url"),
    key: request.idempotencyKey ?? null,
    may: asker.may,
    second: asker.second,
    authAt: asker.authenticatedAt === null ? null : toSeconds(asker.authenticatedAt),
    amr: asker.amr,
    stepUpAt: asker.stepUpAt === null ? null : toSeconds(asker.stepUpAt),
  })
    .setProtectedHeader({ alg: "EdDSA", kid: signingKey.kid })
    .setIssuer("gateway")
    .setAudience("money")
    .setSubject(asker.sub)
    .setJti(randomUUID())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + PROOF_SECONDS)
    .sign(signingKey.key);
}

function toSeconds(at: Temporal.Instant): number {
  return Math.floor(at.epochMilliseconds / 1000);
}
