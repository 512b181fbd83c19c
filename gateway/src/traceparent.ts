import type { FastifyRequest } from "fastify";

const FORMAT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The trace a request belongs to (W3C Trace Context), so that work done later is found under it. */
export function readTraceparent(request: FastifyRequest): string | null {
  const header = request.headers.traceparent;
  return typeof header === "string" && FORMAT.test(header) ? header : null;
}
