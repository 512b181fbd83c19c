import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { present } from "@kura/shared/assert.ts";
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawServerDefault } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { isRefusal, type Refusal } from "./refusal.ts";
import type { Proof, RouteRule } from "./wall.ts";

declare module "fastify" {
  interface FastifyContextConfig extends Partial<RouteRule> {}
  interface FastifyRequest {
    proof: Proof;
    rawBody: Buffer;
  }
}

/** The server as slices see it: something to add routes to, with zod's types. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** What every error answer is (RFC 9457). */
export const ProblemBody = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof ProblemBody>;

/** The claim of this request on its effect. Only `once` routes have one. */
export function claimOf(request: FastifyRequest, status: number) {
  const key = present(request.headers["idempotency-key"], "claimOf: the wall has checked the key");
  return {
    caller: `${request.proof.may}:${request.proof.sub}`,
    route: `${request.method} ${request.url}`,
    key: String(key),
    bodyHash: createHash("sha256").update(request.rawBody).digest("hex"),
    status,
  };
}

/** The trace that this request belongs to, if its caller named one (W3C Trace Context). */
export function traceOf(request: FastifyRequest): string | null {
  const header = request.headers.traceparent;
  return typeof header === "string" && /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(header)
    ? header
    : null;
}

/** Throws a refusal out of a route's handler; only this file turns it into an answer. */
export function orRefuse<Answer>(answer: Answer | Refusal): Answer {
  if (isRefusal(answer)) throw new RefusalError(answer);
  return answer;
}

/** Carries a refusal from a route to the one place that answers it. */
export class RefusalError extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.refused);
    this.refusal = refusal;
  }
}

export const problem = (status: number, code: string, detail: string): Problem => ({
  type: "about:blank",
  title: code.replaceAll("_", " "),
  status,
  detail,
  code,
});
