import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import {
  hasZodFastifySchemaValidationErrors,
  validatorCompiler,
  type ZodTypeProvider,
} from "fastify-type-provider-zod";

/** The web server of the simulator, whose routes take their input checked by zod schemas. */
export type App = FastifyInstance<
  import("node:http").Server,
  import("node:http").IncomingMessage,
  import("node:http").ServerResponse,
  import("fastify").FastifyBaseLogger,
  ZodTypeProvider
>;

/** One field of a request that is not as it must be. */
export type FieldError = { field: string; message: string };

/** A correct "no" of the bank, the dealer, the vendor or the clock. */
export type Refusal = { refused: { status: number; code: string; detail: string; errors?: FieldError[] } };

/** Says no, with a status, a word for programs and a sentence for people. */
export function refuse(status: number, code: string, detail: string, errors?: FieldError[]): Refusal {
  return { refused: errors ? { status, code, detail, errors } : { status, code, detail } };
}

/** Says that one field of the request is not as it must be. */
export function refuseField(field: string, message: string): Refusal {
  return refuse(400, "invalid_request", `${field} ${message}`, [{ field, message }]);
}

export function isRefusal(outcome: object): outcome is Refusal {
  return "refused" in outcome;
}

const TITLES: Record<number, string> = {
  400: "Bad request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not found",
  409: "Conflict",
  413: "Too large",
  415: "Unsupported media type",
  422: "Cannot be done",
  429: "Too many requests",
};

/** Sends an answer, or a refusal as RFC 9457 problem details. */
export function answer(reply: FastifyReply, status: number, outcome: object): FastifyReply {
  if (!isRefusal(outcome)) return reply.code(status).send(outcome);
  const { status: refusedStatus, ...problem } = outcome.refused;
  const title = TITLES[refusedStatus] ?? "Error";
  reply.code(refusedStatus).header("content-type", "application/problem+json");
  return reply.send(JSON.stringify({ type: "about:blank", title, status: refusedStatus, ...problem }));
}

/** Starts a server that turns every failure into problem details and never shows what went wrong inside. */
export function createApp(nowMs: () => number, whenKept: (listener: () => void) => void): App {
  const app = Fastify({
    bodyLimit: 64 * 1024,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: (_error, request, reply) => nowhere(request, reply),
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  // The world's own time, never the machine's: the same requests in the same world get the same bytes.
  app.addHook("onRequest", async (_request, reply) => {
    reply.header("date", new Date(nowMs()).toUTCString());
  });
  // Nobody hears of anything that a crash could still undo.
  app.addHook("onSend", (_request, _reply, _payload, done) => whenKept(done));
  app.setErrorHandler((error: FastifyError, request, reply) => {
    // The broker's routes see to their own errors: what comes here from its hosts had no route.
    if (BROKER_PATH.test(request.url)) return nowhere(request, reply);
    return answer(reply, 500, refusalOf(error));
  });
  app.setNotFoundHandler(nowhere);
  return app;
}

/** Where the broker's hosts have their paths; all others are the bank's, the dealer's, the vendor's and the clock's. */
const BROKER_PATH = /^\/v\d(?:(?:alpha|beta)\d)?(?:[/?]|$)/;

/** Says that an address leads nowhere (none such, or none at all), in the words of the host it was sent to. */
function nowhere(request: Pick<FastifyRequest, "url">, reply: FastifyReply): FastifyReply {
  if (!BROKER_PATH.test(request.url)) return answer(reply, 404, refuse(404, "not_found", "There is nothing here."));
  return reply.code(404).send({ code: 40_410_000, message: "endpoint not found." });
}

/** What a failed request means to the caller. */
function refusalOf(error: FastifyError): Refusal {
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map((issue) => ({
      field: issue.instancePath.replace(/^\//, "").replaceAll("/", ".") || (error.validationContext ?? "body"),
      message: issue.message ?? "is not valid",
    }));
    const first = errors[0];
    return refuse(400, "invalid_request", first ? `${first.field}: ${first.message}` : "Not valid.", errors);
  }
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) return refuse(status, "malformed_request", error.message);
  console.error(error);
  return refuse(500, "internal_error", "The simulator has failed; see its log.");
}

/** A moment on the wire. */
export function formatMoment(ms: number): string {
  const text = new Date(ms).toISOString();
  return ms % 1000 === 0 ? `${text.slice(0, 19)}Z` : text;
}

/** Reads a moment (a day counts as its first moment in UTC); rounded up, so that what it names has come by then. */
export function parseMoment(text: string): number | null {
  try {
    const day = /^\d{4}-\d{2}-\d{2}$/.test(text);
    const instant = Temporal.Instant.from(day ? `${text}T00:00:00Z` : text);
    return instant.round({ smallestUnit: "millisecond", roundingMode: "ceil" }).epochMilliseconds;
  } catch {
    return null;
  }
}
