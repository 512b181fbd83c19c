import { z } from "zod";
import { type App, signedIn } from "../app.ts";
import type { Parts } from "../parts.ts";
import { ProblemAnswer } from "../problem.ts";
import { confirmTotp } from "../sessions/confirm-totp.ts";
import { readSessionToken, setSessionCookie } from "../sessions/cookie.ts";
import { resolveSession } from "../sessions/resolve.ts";
import { CodeBody, EmailField, LocaleField, PasswordField, TotpSetupBody } from "../sessions/schema.ts";
import { readTraceparent } from "../traceparent.ts";
import { agree, savePersonal } from "./fill-in.ts";
import { startIdentityCheck } from "./prove-identity.ts";
import { ApplicationBody, PersonalInput, SessionBody, writeApplication } from "./schema.ts";
import { showApplication } from "./show.ts";
import { showSession } from "./show-session.ts";
import { signUp } from "./sign-up.ts";

/** From sign-up to a complete application. */
export function applicationRoutes(app: App, parts: Parts, credentialsLimit: { max: number; timeWindow: string }): void {
  signUpRoutes(app, parts, credentialsLimit);

  formRoutes(app, parts);

  app.get("/application", {
    config: { access: { may: "customer" } },
    schema: {
      operationId: "getApplication",
      tags: ["application"],
      summary: "The signed-in person's application",
      response: { 200: ApplicationBody, "4xx": ProblemAnswer },
    },
    handler: async (request) => writeApplication(await showApplication(parts, signedIn(request).subjectId)),
  });

  app.post("/application/identity-check", {
    config: { access: { may: "customer" } },
    schema: {
      operationId: "startIdentityCheck",
      tags: ["application"],
      summary: "Where to go to prove one's identity",
      response: { 200: z.object({ url: z.string() }), "4xx": ProblemAnswer, "5xx": ProblemAnswer },
    },
    handler: async (request) => ({
      url: await startIdentityCheck(parts, signedIn(request).subjectId, readTraceparent(request)),
    }),
  });
}

function formRoutes(app: App, parts: Parts): void {
  app.put("/application/personal", {
    config: { access: { may: "customer" } },
    schema: {
      operationId: "savePersonal",
      tags: ["application"],
      summary: "Who the applicant is",
      body: PersonalInput,
      response: { 200: ApplicationBody, "4xx": ProblemAnswer },
    },
    async handler(request) {
      const { subjectId } = signedIn(request);
      await savePersonal(parts, subjectId, request.body);
      return writeApplication(await showApplication(parts, subjectId));
    },
  });

  app.post("/application/consents", {
    config: { access: { may: "customer" } },
    schema: {
      operationId: "agree",
      tags: ["application"],
      summary: "Agree to a document, in the text that was shown",
      body: z.strictObject({
        documentId: z.string().min(1).max(100),
        version: z.int().positive(),
        hash: z.string().regex(/^[0-9a-f]{64}$/, "A SHA-256 digest in lower-case hexadecimal."),
      }),
      response: { 200: ApplicationBody, "4xx": ProblemAnswer },
    },
    async handler(request) {
      const { subjectId } = signedIn(request);
      await agree(parts, subjectId, request.body);
      return writeApplication(await showApplication(parts, subjectId));
    },
  });
}

function signUpRoutes(app: App, parts: Parts, credentialsLimit: { max: number; timeWindow: string }): void {
  app.post("/users", {
    config: { access: { may: "anyone" }, rateLimit: credentialsLimit },
    schema: {
      operationId: "signUp",
      tags: ["session"],
      summary: "Sign up",
      body: z.strictObject({ email: EmailField, password: PasswordField, locale: LocaleField }),
      response: { 201: z.object({ totp: TotpSetupBody }), "4xx": ProblemAnswer },
    },
    async handler(request, reply) {
      const started = await signUp(parts, request.body);
      setSessionCookie(reply, parts.config, started);
      return reply.status(201).send({ totp: started.totp });
    },
  });

  app.post("/session/totp", {
    config: { access: { may: "password" }, rateLimit: credentialsLimit },
    schema: {
      operationId: "confirmTotp",
      tags: ["session"],
      summary: "The second step of signing in: the authenticator's code",
      body: CodeBody,
      response: { 200: SessionBody, "4xx": ProblemAnswer },
    },
    async handler(request, reply) {
      const started = await confirmTotp(parts, signedIn(request), request.body.code);
      setSessionCookie(reply, parts.config, started);
      return showSession(parts, started.session);
    },
  });

  app.get("/session", {
    config: { access: { may: "anyone" } },
    schema: {
      operationId: "getSession",
      tags: ["session"],
      summary: "Who is signed in",
      response: { 200: SessionBody, "4xx": ProblemAnswer },
    },
    handler: async (request) =>
      showSession(parts, await resolveSession(parts, "customer", readSessionToken(request, "customer"))),
  });
}
