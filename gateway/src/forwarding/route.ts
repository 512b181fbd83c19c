import type { FastifyReply, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { type App, type Session, signedIn } from "../app.ts";
import { findOpenCustomer } from "../applications/customer.ts";
import { type Asker, GATEWAY, type MoneyAnswer } from "../money-client.ts";
import type { Parts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { readTraceparent } from "../traceparent.ts";
import { FORWARDED, type Forwarded, fillPath, needsAccount } from "./forwarded.ts";

/** Passes customers' requests about money on to money, with proof of who asks, and its answers back as they are. */
export function forwardingRoutes(app: App, parts: Parts): void {
  app.register(async (scope) => {
    const raw = scope.withTypeProvider<ZodTypeProvider>();
    // The body is signed and passed on byte for byte; money judges it.
    raw.removeAllContentTypeParsers();
    raw.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    for (const operation of FORWARDED) {
      raw.route({
        method: operation.method,
        url: operation.path.replace(/\{(\w+)\}/g, ":$1"),
        config: { access: { may: "customer" } },
        schema: { operationId: operation.operationId, hide: true },
        handler: (request, reply) => forward(parts, operation, request, reply),
      });
    }
  });
}

async function forward(parts: Parts, operation: Forwarded, request: FastifyRequest, reply: FastifyReply) {
  const { asker, customerId } = await identifyAsker(parts, operation, signedIn(request));
  const values = { ...(request.params as Record<string, string>), ...(customerId === null ? {} : { customerId }) };
  const path = fillPath(operation.moneyPath, values);
  if (path === null) throw new Refusal("not_found");
  const query = request.raw.url?.includes("?") ? request.raw.url.slice(request.raw.url.indexOf("?")) : "";
  const key = request.headers["idempotency-key"];
  const answer = await parts.money.send({
    method: operation.method,
    path: `${path}${query}`,
    body: Buffer.isBuffer(request.body) ? request.body : undefined,
    idempotencyKey: typeof key === "string" ? key : undefined,
    traceparent: readTraceparent(request) ?? undefined,
    asker,
  });
  return passOn(reply, answer);
}

/** The customer is whoever the session says. Without an open account only what concerns nobody's account is told. */
async function identifyAsker(
  parts: Parts,
  operation: Forwarded,
  session: Session,
): Promise<{ asker: Asker; customerId: string | null }> {
  const customer = await findOpenCustomer(parts.db, session.subjectId);
  if (customer === null) {
    if (needsAccount(operation)) throw new Refusal("account_not_open");
    return { asker: GATEWAY, customerId: null };
  }
  const { authenticatedAt, amr } = session;
  const asker: Asker = { may: "customer", sub: customer.id, second: null, authenticatedAt, amr, stepUpAt: null };
  return { asker, customerId: customer.id };
}

/** Money's answer, untouched. Only a 401 is kept back: it is about our own proof, and our bug, not the customer's. */
function passOn(reply: FastifyReply, answer: MoneyAnswer) {
  if (answer.status === 401) throw new Error("Money did not accept the gateway's proof.");
  if (answer.retryAfter !== null) reply.header("retry-after", answer.retryAfter);
  return reply.status(answer.status).header("content-type", answer.contentType).send(answer.body);
}
