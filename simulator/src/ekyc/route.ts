import { z } from "zod";
import { ClientReference } from "../bank/fields.ts";
import { type App, answer, formatMoment, isRefusal, refuse } from "../http.ts";
import type { World } from "../world.ts";
import { type Check, completeCheck, findCheck, openCheck } from "./check.ts";
import { pagePath } from "./page.ts";

const Text = z.string().trim().min(1, "must not be empty").max(300, "must have at most 300 characters");

function isDay(text: string): boolean {
  try {
    return /^\d{4}-\d{2}-\d{2}$/.test(text) && Temporal.PlainDate.from(text).year > 1800;
  } catch {
    return false;
  }
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol);
}

/** The identity vendor's interface: begin a check, look at it, and (for tests) end it without its page. */
export function ekycRoutes(app: App, world: World): void {
  const { clock } = world;
  app.post("/ekyc/checks", {
    schema: {
      body: z.object({
        clientReference: ClientReference,
        returnUrl: z.string().max(2_000).refine(isWebAddress, "must be an http or https address"),
        person: z.object({
          name: Text,
          kana: Text,
          birthOn: z.string().refine(isDay, "must be a day such as 1990-04-01"),
          address: Text,
        }),
      }),
    },
    handler: (request, reply) => {
      const check = clock.act((nowMs) => openCheck(world, nowMs, request.body));
      return answer(reply, 201, { checkId: check.id, url: new URL(pagePath(check.id), world.publicUrl()).href });
    },
  });

  const Params = z.object({ checkId: z.string() });
  app.get("/ekyc/checks/:checkId", {
    schema: { params: Params },
    handler: (request, reply) => {
      const check = findCheck(world, request.params.checkId);
      return answer(reply, 200, check ? view(check) : refuse(404, "check_not_found", "There is no such check."));
    },
  });

  app.post("/ekyc/checks/:checkId/complete", {
    schema: { params: Params, body: z.object({ result: z.enum(["passed", "failed"]) }) },
    handler: (request, reply) => {
      const { checkId } = request.params;
      const outcome = clock.act((nowMs) => completeCheck(world, nowMs, checkId, request.body.result));
      return answer(reply, 200, isRefusal(outcome) ? outcome : view(outcome));
    },
  });
}

function view(check: Check): object {
  const { id, clientReference, status, completedAtMs } = check;
  const completedAt = completedAtMs === null ? null : formatMoment(completedAtMs);
  return { checkId: id, clientReference, status, method: "jpki", completedAt };
}
