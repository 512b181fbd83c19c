import type { FastifyReply } from "fastify";
import type { App } from "../http.ts";
import { acceptForms } from "../page.ts";
import type { World } from "../world.ts";

const EXPIRES_IN = 899;

/** Tokens for OAuth's client credentials: the pair goes into the form, and its token into `Authorization: Bearer`. */
export function tokenRoutes(app: App, { auth, clock }: World): void {
  app.register(async (scope: App) => {
    acceptForms(scope);
    scope.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
      if ((error.statusCode ?? 500) < 500) return no(reply, 400, "invalid_request", "a form is expected");
      console.error(error);
      return no(reply, 500, "server_error", "the simulator has failed; see its log");
    });
    scope.post("/v1/oauth2/token", (request, reply) => {
      const form = (request.body ?? {}) as Record<string, unknown>;
      const { grant_type: grantType, client_id: id, client_secret: secret } = form;
      if (grantType === undefined) return no(reply, 400, "invalid_request", "grant_type is required");
      if (grantType !== "client_credentials") {
        return no(reply, 400, "unsupported_grant_type", "only client_credentials is supported");
      }
      if (form.client_assertion !== undefined || form.client_assertion_type !== undefined) {
        return no(reply, 400, "invalid_request", "private_key_jwt is not supported here: send client_secret");
      }
      if (typeof id !== "string" || typeof secret !== "string") {
        return no(reply, 400, "invalid_request", "client_id and client_secret are required");
      }
      const key = auth.findKey(id, secret);
      if (!key) return no(reply, 401, "invalid_client", "client authentication failed");
      const token = clock.act((nowMs) => auth.issueToken(key, nowMs));
      reply.header("cache-control", "no-store");
      return reply.send({ access_token: token, expires_in: EXPIRES_IN, token_type: "Bearer" });
    });
  });
}

function no(reply: FastifyReply, status: number, error: string, description: string): FastifyReply {
  return reply.code(status).send({ error, error_description: description });
}
