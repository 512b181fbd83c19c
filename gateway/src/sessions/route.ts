import { z } from "zod";
import { type App, type Session, signedIn } from "../app.ts";
import { getOperator } from "../operators/find.ts";
import type { Parts } from "../parts.ts";
import { ProblemAnswer } from "../problem.ts";
import { confirmTotp } from "./confirm-totp.ts";
import { clearSessionCookie, readSessionToken, setSessionCookie } from "./cookie.ts";
import { resolveSession } from "./resolve.ts";
import { CodeBody, OperatorSessionBody, SignInBody, TotpSetupBody } from "./schema.ts";
import { signIn } from "./sign-in.ts";
import { signOut } from "./sign-out.ts";

/** Signing in and out, for customers and operators. */
export function sessionRoutes(app: App, parts: Parts, credentialsLimit: { max: number; timeWindow: string }): void {
  app.post("/session", {
    config: { access: { may: "anyone" }, rateLimit: credentialsLimit },
    schema: {
      operationId: "signIn",
      tags: ["session"],
      summary: "The first step of signing in: e-mail address and password",
      body: SignInBody,
      response: {
        200: z.object({ next: z.enum(["totp", "enrol_totp"]), totp: TotpSetupBody.nullable() }),
        "4xx": ProblemAnswer,
      },
    },
    async handler(request, reply) {
      const step = await signIn(parts, "customer", request.body);
      setSessionCookie(reply, parts.config, step);
      return { next: step.totp === null ? ("totp" as const) : ("enrol_totp" as const), totp: step.totp };
    },
  });

  app.delete("/session", {
    config: { access: { may: "anyone" } },
    schema: {
      operationId: "signOut",
      tags: ["session"],
      summary: "Sign out",
      response: { 204: z.undefined(), "4xx": ProblemAnswer },
    },
    async handler(request, reply) {
      await signOut(parts, await resolveSession(parts, "customer", readSessionToken(request, "customer")));
      clearSessionCookie(reply, parts.config, "customer");
      reply.status(204).send();
    },
  });

  operatorRoutes(app, parts, credentialsLimit);
}

function operatorRoutes(app: App, parts: Parts, credentialsLimit: { max: number; timeWindow: string }): void {
  app.post("/operator/session", {
    config: { access: { may: "anyone" }, rateLimit: credentialsLimit },
    schema: {
      operationId: "operatorSignIn",
      tags: ["operator session"],
      summary: "An operator's e-mail address and password",
      body: SignInBody,
      response: { 200: z.object({ next: z.literal("totp") }), "4xx": ProblemAnswer },
    },
    async handler(request, reply) {
      setSessionCookie(reply, parts.config, await signIn(parts, "operator", request.body));
      return { next: "totp" as const };
    },
  });

  app.post("/operator/session/totp", {
    config: { access: { may: "operator_password" }, rateLimit: credentialsLimit },
    schema: {
      operationId: "operatorTotp",
      tags: ["operator session"],
      summary: "An operator's authenticator code",
      body: CodeBody,
      response: { 200: OperatorSessionBody, "4xx": ProblemAnswer },
    },
    async handler(request, reply) {
      const started = await confirmTotp(parts, signedIn(request), request.body.code);
      setSessionCookie(reply, parts.config, started);
      return showOperatorSession(parts, started.session);
    },
  });

  app.get("/operator/session", {
    config: { access: { may: "anyone" } },
    schema: {
      operationId: "getOperator",
      tags: ["operator session"],
      summary: "Who is signed in to the console",
      response: { 200: OperatorSessionBody, "4xx": ProblemAnswer },
    },
    handler: async (request) =>
      showOperatorSession(parts, await resolveSession(parts, "operator", readSessionToken(request, "operator"))),
  });

  app.delete("/operator/session", {
    config: { access: { may: "anyone" } },
    schema: {
      operationId: "operatorSignOut",
      tags: ["operator session"],
      summary: "Sign out of the console",
      response: { 204: z.undefined(), "4xx": ProblemAnswer },
    },
    async handler(request, reply) {
      await signOut(parts, await resolveSession(parts, "operator", readSessionToken(request, "operator")));
      clearSessionCookie(reply, parts.config, "operator");
      reply.status(204).send();
    },
  });
}

async function showOperatorSession(
  parts: Parts,
  session: Session | null,
): Promise<z.infer<typeof OperatorSessionBody>> {
  if (session === null) return { level: "none", operator: null };
  if (session.level === "password") return { level: "password", operator: null };
  const reader = { who: { kind: "operator" as const, id: session.subjectId }, why: "show who is signed in" };
  return { level: "full", operator: await getOperator(parts, session.subjectId, reader) };
}
