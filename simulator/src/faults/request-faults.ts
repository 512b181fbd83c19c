import type { FastifyReply, FastifyRequest } from "fastify";
import type { App } from "../http.ts";
import type { World } from "../world.ts";
import type { FaultName } from "./faults.ts";
import { newYorkMoments } from "./new-york.ts";

const LIMIT = 1_000;
const COME_AGAIN_MS = 2_000;
const HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>";

/**
 * What can go wrong with any request to the broker, whatever it asks: it is refused or breaks before anything is done,
 * or its answer writes moments in another way. Chance goes by what is asked, the business moment, and how often the
 * same was asked at that moment: who asks again has new luck.
 */
export function addRequestFaults(scope: Pick<App, "addHook">, world: World): void {
  const { faults, clock, state } = world;
  const strikes = (fault: FaultName, request: FastifyRequest) => {
    if (request.faults.includes(fault)) return true;
    if (!faults.any(fault)) return false;
    const key = `${request.method} ${request.url} ${JSON.stringify(request.body ?? null)}`;
    return faults.strikes(fault, { key, symbol: symbolOf(request), askedAtMs: clock.nowMs() });
  };

  scope.addHook("preHandler", async (request, reply) => {
    if (strikes("rate_limited", request)) return rateLimited(reply, clock.nowMs());
    if (strikes("error_without_code", request)) return reply.code(500).send({ message: "internal server error" });
    if (strikes("error_not_json", request)) return reply.code(502).type("text/html; charset=utf-8").send(HTML);
  });
  scope.addHook("preSerialization", async (request, _reply, payload) =>
    strikes("new_york_nanoseconds", request) ? newYorkMoments(state.seed, payload) : payload,
  );
}

/** The broker's limit is used up; by its own time, as in the `date` header, there is a new one in two seconds. */
function rateLimited(reply: FastifyReply, nowMs: number): FastifyReply {
  reply.headers({
    "x-ratelimit-limit": LIMIT,
    "x-ratelimit-remaining": 0,
    "x-ratelimit-reset": Math.ceil((nowMs + COME_AGAIN_MS) / 1000),
  });
  return reply.code(429).send({ code: 42_910_000, message: "rate limit exceeded" });
}

/** The one symbol that a request is about, if it is about one. */
function symbolOf({ body, params, query }: FastifyRequest): string | undefined {
  for (const each of [body, params, query] as ({ symbol?: unknown; symbols?: unknown } | null | undefined)[]) {
    const symbol = each?.symbol ?? each?.symbols;
    if (typeof symbol === "string") return symbol;
  }
  return undefined;
}
