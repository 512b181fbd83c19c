import swagger from "@fastify/swagger";
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from "fastify-type-provider-zod";
import { type App, type Problem, problem, RefusalError } from "./app.ts";
import { logOptions } from "./log.ts";
import { REFUSALS } from "./refusal.ts";
import type { Proof, RouteRule, Wall } from "./wall.ts";

const NO_PROOF: Proof = { may: "system", sub: "", second: null, stepUpAt: null };
const NO_BODY = Buffer.alloc(0);
const BODY_MOST = 1_000_000;

/** The HTTP server with its wall, and nothing behind it yet: slices add their routes. */
export async function buildHttp(
  wall: Wall,
  options: { logLevel: string; countDenial: (because: string) => void },
): Promise<App> {
  const app = Fastify({
    bodyLimit: BODY_MOST,
    logger: logOptions(options.logLevel),
    forceCloseConnections: true,
    // What the framework refuses before any route: an address that cannot be decoded.
    frameworkErrors: (_error, _request, reply) =>
      sendProblem(reply, problem(400, "bad_request", "The address could not be read.")),
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await app.register(swagger, {
    openapi: { openapi: "3.1.0", info: { title: "Kura money", version: "1" } },
    transform: (input) => {
      const transformed = jsonSchemaTransform(input);
      const { may, stepUp, once } = input.route.config ?? {};
      Object.assign(transformed.schema, { "x-kura": { may, stepUp, once } });
      return transformed;
    },
    transformObject: jsonSchemaTransformObject,
  });

  app.addHook("onRequest", async (request: FastifyRequest) => {
    request.proof = NO_PROOF;
    request.rawBody = NO_BODY;
  });
  readBodiesRaw(app);
  app.addHook("preValidation", async (request: FastifyRequest, reply: FastifyReply) =>
    checkProof(wall, options.countDenial, request, reply),
  );
  app.addHook("onRoute", (route) => {
    const { may, stepUp, once } = route.config ?? {};
    if (!may || stepUp === undefined || once === undefined)
      throw new Error(`route ${route.method} ${route.url} declares who may call it: config {may, stepUp, once}`);
  });
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply));
  app.setNotFoundHandler(
    {
      preValidation: async (request: FastifyRequest, reply: FastifyReply) =>
        checkProof(wall, options.countDenial, request, reply),
    },
    (_request, reply) => sendProblem(reply, problem(404, "not_found", "There is nothing at this address.")),
  );
  return app;
}

/** The proof is bound to the body's bytes, so the bytes are kept; JSON is parsed only behind the wall. */
function readBodiesRaw(app: Pick<FastifyInstance, "removeAllContentTypeParsers" | "addContentTypeParser">): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (request: FastifyRequest, body: string | Buffer, done) => {
    request.rawBody = Buffer.isBuffer(body) ? body : Buffer.from(body);
    done(null, undefined);
  });
}

async function checkProof(
  wall: Wall,
  countDenial: (because: string) => void,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const config = request.routeOptions.config;
  const rule: RouteRule = { may: config.may ?? ["system"], stepUp: config.stepUp ?? false, once: config.once ?? false };
  const params: unknown = request.params;
  const customerId =
    typeof params === "object" && params !== null && "customerId" in params ? String(params.customerId) : null;
  const key = request.headers["idempotency-key"];
  const verdict = await wall(
    {
      authorization: request.headers.authorization,
      method: request.method,
      path: request.raw.url ?? "",
      body: request.rawBody,
      key: typeof key === "string" ? key : null,
    },
    rule,
    customerId,
  );
  if ("denied" in verdict) {
    countDenial(verdict.because);
    request.log.warn({ because: verdict.because }, "turned away at the wall");
    const [code, detail] =
      verdict.denied === 401
        ? ["unauthorized", "This request carries no valid proof."]
        : ["forbidden", "This caller may not do this."];
    return sendProblem(reply, problem(verdict.denied, code, detail));
  }
  request.proof = verdict;
  if (rule.once && !/^[\x21-\x7e]{1,200}$/.test(typeof key === "string" ? key : ""))
    return sendProblem(reply, problem(400, "idempotency_key_missing", "An Idempotency-Key is needed here."));
  return parseBody(request, reply);
}

function parseBody(request: FastifyRequest, reply: FastifyReply): unknown {
  if (request.rawBody.length === 0) return undefined;
  if (!/^application\/json\s*(;|$)/i.test(request.headers["content-type"] ?? ""))
    return sendProblem(reply, problem(415, "unsupported_media_type", "Send JSON as application/json."));
  try {
    request.body = JSON.parse(request.rawBody.toString("utf8"));
  } catch {
    return sendProblem(reply, problem(400, "malformed_json", "The body is not JSON."));
  }
  return undefined;
}

function sendProblem(reply: FastifyReply, body: Problem): FastifyReply {
  return reply.code(body.status).type("application/problem+json").send(JSON.stringify(body));
}

function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof RefusalError) {
    const { refused, facts } = error.refusal;
    const { status, message } = REFUSALS[refused];
    const errors = Object.entries(facts).map(([field, text]) => ({ field, message: text }));
    return sendProblem(reply, { ...problem(status, refused, message), ...(errors.length ? { errors } : {}) });
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map((issue) => ({
      field: issue.instancePath.replace(/^\//, "").replaceAll("/", ".") || (error.validationContext ?? "body"),
      message: issue.message ?? "is not valid",
    }));
    return sendProblem(reply, { ...problem(400, "invalid_request", "Some fields are not valid."), errors });
  }
  if (error.statusCode && error.statusCode >= 400 && error.statusCode < 500)
    return sendProblem(reply, problem(error.statusCode, "bad_request", "The request could not be read."));
  request.log.error({ error }, "a request failed");
  return sendProblem(
    reply,
    problem(500, "internal", "Something went wrong on our side. Asking again with the same Idempotency-Key is safe."),
  );
}
