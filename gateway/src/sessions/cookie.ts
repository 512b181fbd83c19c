import type { FastifyReply, FastifyRequest } from "fastify";
import type { Session } from "../app.ts";
import type { GatewayConfig } from "../config.ts";
import { ABSOLUTE_LIMIT } from "./rules.ts";

/** Two names, because the customers' app and the console may share a host. */
const NAMES = { customer: "kura_session", operator: "kura_operator" } as const;

/** The session token a browser sent, if any. */
export function readSessionToken(request: FastifyRequest, kind: Session["kind"]): string | undefined {
  return request.cookies[NAMES[kind]];
}

/** Gives a browser its session token, out of reach of scripts and of other sites. */
export function setSessionCookie(
  reply: FastifyReply,
  config: GatewayConfig,
  started: { token: string; session: Session },
): void {
  const { kind } = started.session;
  reply.setCookie(NAMES[kind], started.token, {
    ...attributes(config, kind),
    maxAge: ABSOLUTE_LIMIT.total("seconds"),
  });
}

/** Takes the session token back. */
export function clearSessionCookie(reply: FastifyReply, config: GatewayConfig, kind: Session["kind"]): void {
  reply.clearCookie(NAMES[kind], attributes(config, kind));
}

function attributes(config: GatewayConfig, kind: Session["kind"]) {
  const origin = kind === "customer" ? config.webOrigin : config.consoleOrigin;
  return { httpOnly: true, sameSite: "strict", path: "/", secure: origin.startsWith("https:") } as const;
}
