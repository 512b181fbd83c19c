import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { admit, countedAs } from "./auth/admit.ts";
import { allowanceHeaders, retryAfter } from "./auth/rate-limit.ts";
import { chance } from "./chance.ts";
import { FAULTS, type FaultName } from "./faults/faults.ts";
import { addRequestFaults } from "./faults/request-faults.ts";
import type { App } from "./http.ts";
import type { World } from "./world.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The faults that the request itself asks for, in its `x-sim-faults` header. */
    faults: readonly FaultName[];
  }
}

/** A "no" of the broker, in the broker's own words: an HTTP status and a body, which do not always agree. */
export type BrokerRefusal = { refused: { status: number; body: object } };

/** The codes the broker uses; the first three digits are usually the status, but a 422 may carry a 400-family code. */
export const CODES = {
  malformed: 40_010_000,
  invalid: 40_010_001,
  forbidden: 40_310_000,
  notFound: 40_410_000,
  conflict: 40_910_000,
  unprocessable: 42_210_000,
  tooMany: 42_910_000,
} as const;

/** Says no as the broker does. */
export function brokerRefuse(status: number, code: number, message: string, extra: object = {}): BrokerRefusal {
  return { refused: { status, body: { code, message, ...extra } } };
}

export function isBrokerRefusal(outcome: object): outcome is BrokerRefusal {
  return "refused" in outcome;
}

/** Sends an answer of the broker, or its refusal. */
export function brokerAnswer(reply: FastifyReply, outcome: object): FastifyReply {
  if (isBrokerRefusal(outcome)) return reply.code(outcome.refused.status).send(outcome.refused.body);
  return reply.code(200).send(outcome);
}

/** The broker's hosts. With a wrong key the Broker API forbids; trading and market data do not know you. */
export type BrokerDoor = "broker" | "trading" | "data";

/** Opens a scope that behaves like the broker's host: its key check, its error bodies, its request ids. */
export function brokerScope(app: App, world: World, door: BrokerDoor, routes: (scope: App) => void): void {
  app.register(async (scope: App) => {
    scope.decorateRequest("faults");
    scope.addHook("onRequest", async (request, reply) => {
      reply.header("x-request-id", requestId(world));
      const turned = admitRequest(world, door, request, reply);
      if (turned) return turned;
      const faults = readFaults(request.headers["x-sim-faults"]);
      request.faults = faults ?? [];
      if (faults === null) {
        return brokerAnswer(reply, brokerRefuse(400, CODES.malformed, "x-sim-faults names a fault that is not known"));
      }
    });
    addRequestFaults(scope, world);
    scope.removeContentTypeParser("application/json");
    scope.addContentTypeParser("application/json", { parseAs: "string" }, (_request, text, done) => {
      try {
        // Some clients name a type where they send nothing.
        done(null, text === "" ? undefined : parseExactly(String(text)));
      } catch (error) {
        done(Object.assign(error instanceof Error ? error : new Error(), { statusCode: 400 }));
      }
    });
    scope.setErrorHandler((error: FastifyError, _request, reply) => {
      const status = error.statusCode ?? 500;
      if (status >= 400 && status < 500) {
        return brokerAnswer(reply, brokerRefuse(status, CODES.malformed, "request body format is invalid"));
      }
      console.error(error);
      return brokerAnswer(reply, brokerRefuse(500, 50_010_000, "internal server error occurred"));
    });
    routes(scope);
  });
}

/** Says who comes in and counts the request: every answer tells how many more may follow. */
function admitRequest(world: World, door: BrokerDoor, request: FastifyRequest, reply: FastifyReply) {
  const { nowMs, speed } = world.clock.read();
  const key = world.auth.identify(request.headers, nowMs);
  const allowance = world.rateLimits.take(countedAs(door, key, request.params), nowMs);
  reply.headers(allowanceHeaders(allowance));
  const turned = admit(door, key, request.method, allowance);
  if (turned?.status === 429) reply.header("retry-after", retryAfter(allowance, nowMs, speed));
  return turned && reply.code(turned.status).send(turned.body);
}

let requests = 0;

/** An id for a request: like the broker's to look at, and the same again for the same requests in a new world. */
function requestId({ state, clock }: World): string {
  requests += 1;
  const part = (n: number) => chance(state.seed, "request", requests, clock.nowMs(), n).toString(16).padStart(8, "0");
  return [0, 1, 2, 3].map(part).join("");
}

/** Which faults a request asks for; null when one of them does not exist. */
function readFaults(header: string | string[] | undefined): FaultName[] | null {
  if (header === undefined || header === "") return [];
  const names = String(header)
    .split(",")
    .map((name) => name.trim());
  return names.every((name) => Object.hasOwn(FAULTS, name)) ? (names as FaultName[]) : null;
}

/** Reads JSON so that numbers keep the text they were written in: 0.1 and "0.1" are both exact. */
function parseExactly(text: string): unknown {
  return JSON.parse(text, (_key, value, context?: { source?: string }) =>
    typeof value === "number" ? (context?.source ?? String(value)) : value,
  );
}
