import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import swagger from "@fastify/swagger";
import { assert } from "@kura/shared/assert.ts";
import Fastify, { type FastifyReply, type FastifyRequest, type FastifyServerOptions } from "fastify";
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from "fastify-type-provider-zod";
import { z } from "zod";
import { apiRegistry } from "./api-registry.ts";
import type { App, May } from "./app.ts";
import { reviewRoutes } from "./applications/operator-route.ts";
import { applicationRoutes } from "./applications/route.ts";
import { deskRoutes } from "./desk/route.ts";
import { documentRoutes } from "./documents/route.ts";
import { answerError } from "./errors.ts";
import { operatorDeskRoutes } from "./forwarding/operator-desk-route.ts";
import { forwardingRoutes } from "./forwarding/route.ts";
import { webhookRoutes } from "./forwarding/webhook-route.ts";
import type { Parts } from "./parts.ts";
import { Refusal } from "./refusal.ts";
import { readSessionToken } from "./sessions/cookie.ts";
import { resolveSession } from "./sessions/resolve.ts";
import { sessionRoutes } from "./sessions/route.ts";

const BODY_LIMIT_BYTES = 64 * 1024;
const CLIENT_HEADER = /^[a-z][a-z-]{0,20}\/\d{1,4}\.\d{1,4}\.\d{1,4}$/;

/** How a server is built: what differs between a desk, production, a test and the API document. */
export type AppOptions = {
  /** Whether the simulator owns the clock, and its conveniences exist. */
  desk: boolean;
  limits: { perMinute: number; credentialsPerMinute: number };
  logLevel: "silent" | "error" | "warn" | "info";
};

/** Builds the gateway's HTTP server. Nothing is listening yet, and no part is touched before the first request. */
export async function buildApp(parts: Parts, options: AppOptions): Promise<App> {
  const app: App = Fastify({
    logger: loggerOptions(options.logLevel),
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: "loopback",
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 200 },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => answerError(new Refusal("not_found"), request, reply));
  app.removeContentTypeParser("text/plain");
  app.decorateRequest("session", null);
  app.addHook("onRoute", (route) => {
    assert(route.config?.access !== undefined, `buildApp: ${route.method} ${route.url} declares who may call it`);
  });

  await app.register(cookie);
  await app.register(helmet, { strictTransportSecurity: false });
  await app.register(rateLimit, { max: options.limits.perMinute, timeWindow: "1 minute", hook: "onRequest" });
  await app.register(swagger, {
    openapi: { openapi: "3.1.0", info: { title: "Kura gateway", version: "0.1.0" } },
    transform: describeRoute,
    transformObject: createJsonSchemaTransformObject({ schemaRegistry: apiRegistry }),
  });
  app.addHook("onRequest", (request, reply) => guard(parts, request, reply));
  registerRoutes(app, parts, options);
  await app.ready();
  return app;
}

function registerRoutes(app: App, parts: Parts, options: AppOptions): void {
  const credentialsLimit = { max: options.limits.credentialsPerMinute, timeWindow: "1 minute" };
  app.get("/health", {
    config: { access: { may: "anyone" } },
    schema: {
      operationId: "getHealth",
      tags: ["health"],
      summary: "Whether this process answers",
      response: { 200: z.object({ status: z.literal("ok") }) },
    },
    handler: async () => ({ status: "ok" as const }),
  });
  sessionRoutes(app, parts, credentialsLimit);
  documentRoutes(app, parts);
  applicationRoutes(app, parts, credentialsLimit);
  reviewRoutes(app, parts);
  forwardingRoutes(app, parts);
  webhookRoutes(app, parts);
  operatorDeskRoutes(app, parts);
  if (options.desk) deskRoutes(app, parts);
}

/** Lets in whom a route's `may` names. Whatever changes something must also come from one of our own apps. */
async function guard(parts: Parts, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header("cache-control", "no-store");
  const may = request.routeOptions.config.access?.may;
  if (may === undefined || may === "webhook") return;
  // Another site's form cannot set this header, so it cannot act in the name of whoever is signed in here.
  if (request.method !== "GET" && !CLIENT_HEADER.test(String(request.headers["x-kura-client"] ?? ""))) {
    throw new Refusal("client_header_missing", [{ field: "X-Kura-Client", message: "Such as web/0.1.0." }]);
  }
  const kind = kindOf(may);
  if (kind === null) return;
  const session = await resolveSession(parts, kind, readSessionToken(request, kind));
  if (session === null) throw new Refusal("not_signed_in");
  if (session.level !== "full" && (may === "customer" || may === "operator")) throw new Refusal("second_factor_needed");
  request.session = session;
}

const KINDS: Record<May, "customer" | "operator" | null> = {
  anyone: null,
  webhook: null,
  password: "customer",
  customer: "customer",
  operator_password: "operator",
  operator: "operator",
};

function kindOf(may: May): "customer" | "operator" | null {
  return KINDS[may];
}

const describeSchema = createJsonSchemaTransform({ schemaRegistry: apiRegistry });

/** A route in the API document, with who may call it. */
const describeRoute: typeof describeSchema = (input) => {
  const { schema, url } = describeSchema(input);
  return { schema: { ...schema, "x-kura": { may: input.route.config?.access?.may } }, url };
};

/** What is logged of a request: no address, no query, no body, nothing of a person. */
function loggerOptions(level: AppOptions["logLevel"]): NonNullable<FastifyServerOptions["logger"]> {
  return {
    level,
    serializers: {
      req: (request: FastifyRequest) => ({ method: request.method, route: request.routeOptions?.url ?? "unknown" }),
      res: (reply: { statusCode: number }) => ({ status: reply.statusCode }),
      err: (error: Error) => ({ type: error.name, message: error.name, stack: withoutMessage(error) }),
    },
  };
}

/** Where an error came from. Its message stays out of the log: it may quote what a person sent. */
function withoutMessage(error: Error): string {
  const lines = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return lines.join("\n");
}
