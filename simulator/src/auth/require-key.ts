import { type App, answer, refuse } from "../http.ts";
import type { World } from "../world.ts";

/** Asks for a key before every route of a scope at the bank and the dealer; one that may only read pays nothing. */
export function requireKey(app: Pick<App, "addHook">, { auth, clock }: Pick<World, "auth" | "clock">): void {
  app.addHook("onRequest", async (request, reply) => {
    const key = auth.identify(request.headers, clock.nowMs());
    if (!key) {
      reply.header("www-authenticate", 'Basic realm="simulator"');
      return answer(reply, 401, refuse(401, "unauthorized", "The key or the secret is wrong."));
    }
    if (key.access === "read" && request.method !== "GET") {
      return answer(reply, 403, refuse(403, "read_only_key", "This key may only read."));
    }
  });
}
