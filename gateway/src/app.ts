import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { assert } from "@kura/shared/assert.ts";
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";

/**
 * Who may call a route. `password` and `operator_password` are people who gave their password and not yet their
 * code; `webhook` proves itself by the signature over the body.
 */
export type May = "anyone" | "password" | "customer" | "operator_password" | "operator" | "webhook";

/** A signed-in person, as found by their cookie. */
export type Session = {
  id: string;
  kind: "customer" | "operator";
  subjectId: string;
  level: "password" | "full";
  amr: readonly string[];
  authenticatedAt: Temporal.Instant | null;
};

declare module "fastify" {
  interface FastifyContextConfig {
    /** Every route declares it; `http.ts` refuses to start with one that does not. */
    access?: { may: May };
  }
  interface FastifyRequest {
    /** Set by the guard in `http.ts` on routes that need somebody signed in. */
    session: Session | null;
  }
}

/** The HTTP server, with schemas written in zod. */
export type App = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>;

/** Who is asking. Only for routes whose `may` made the guard find out. */
export function signedIn(request: FastifyRequest): Session {
  assert(request.session !== null, "signedIn: the route lets in only who is signed in");
  return request.session;
}
