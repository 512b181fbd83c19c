import type { FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { App } from "../app.ts";
import { takeIdentityResult } from "../applications/prove-identity.ts";
import { GATEWAY } from "../money-client.ts";
import type { Parts } from "../parts.ts";
import { ProblemAnswer } from "../problem.ts";
import { Refusal } from "../refusal.ts";
import { readTraceparent } from "../traceparent.ts";
import { noteReceived, verifyWebhook, wasReceived } from "../webhook.ts";

const BankNews = z.object({ kind: z.literal("statement_line") });
const IdentityNews = z.object({ kind: z.literal("check_completed"), checkId: z.string().min(1).max(200) });

/** Where the bank and the identity vendor tell us that there is something to fetch. Only the signature is believed. */
export function webhookRoutes(app: App, parts: Parts): void {
  app.register(async (scope) => {
    const raw = scope.withTypeProvider<ZodTypeProvider>();
    // The signature is over the very bytes that came, so they are kept as they are.
    raw.removeAllContentTypeParsers();
    raw.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));

    raw.post("/webhooks/bank", {
      config: { access: { may: "webhook" } },
      schema: {
        operationId: "bankWebhook",
        tags: ["webhooks"],
        summary: "The bank has a new statement line",
        response: { 204: z.undefined(), "4xx": ProblemAnswer },
      },
      async handler(request, reply) {
        const { digest, news } = await takeNews(parts, parts.config.bankWebhookSecret, request, BankNews);
        if (news !== null) await hintMoney(parts, readTraceparent(request));
        await parts.db.transaction().execute((tx) => noteReceived(tx, digest, parts.machine.now()));
        reply.status(204).send();
      },
    });

    raw.post("/webhooks/ekyc", {
      config: { access: { may: "webhook" } },
      schema: {
        operationId: "identityWebhook",
        tags: ["webhooks"],
        summary: "The identity vendor has completed a check",
        response: { 204: z.undefined(), "4xx": ProblemAnswer },
      },
      async handler(request, reply) {
        const { digest, news } = await takeNews(parts, parts.config.ekycWebhookSecret, request, IdentityNews);
        if (news !== null) await takeIdentityResult(parts, { vendorCheckId: news.checkId }, digest);
        reply.status(204).send();
      },
    });
  });
}

/** The news in a proven webhook that was not acted on before; null for a kind that does not concern us. */
async function takeNews<News>(parts: Parts, secret: string, request: FastifyRequest, schema: z.ZodType<News>) {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const header = request.headers["x-simulator-signature"];
  const digest = verifyWebhook(secret, header?.toString(), body, parts.machine.now());
  if (await wasReceived(parts.db, digest)) throw new Refusal("webhook_replayed");
  const parsed = schema.safeParse(parseJson(body));
  return { digest, news: parsed.success ? parsed.data : null };
}

/** Tells money to look at the bank's statement now. Should this be lost, money looks by itself a little later. */
async function hintMoney(parts: Parts, traceparent: string | null): Promise<void> {
  const answer = await parts.money.send({
    method: "POST",
    path: "/hints",
    body: Buffer.from(JSON.stringify({ source: "bank_statement" })),
    traceparent: traceparent ?? undefined,
    asker: GATEWAY,
  });
  if (answer.status >= 300) throw new Refusal("money_unavailable");
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new Refusal("malformed_body", [{ field: "body", message: "Not JSON." }]);
  }
}
