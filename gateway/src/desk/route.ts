import { present } from "@kura/shared/assert.ts";
import { z } from "zod";
import type { App } from "../app.ts";
import { askMoney } from "../forwarding/ask-money.ts";
import { GATEWAY } from "../money-client.ts";
import type { Parts } from "../parts.ts";
import { ProblemAnswer } from "../problem.ts";
import { setSessionCookie } from "../sessions/cookie.ts";
import { EmailField } from "../sessions/schema.ts";
import { advanceClock, readClock } from "./clock-owner.ts";
import { signInAs } from "./sign-in-as.ts";

const NextWindow = z.object({ tradeOn: z.string(), opensAt: z.string(), runsAt: z.string() });
/** By then the window's orders are executed and allocated. */
const AFTER_WINDOW = Temporal.Duration.from({ minutes: 15 });

/**
 * Conveniences of a desk, where the simulator owns the clock. `http.ts` registers them only then: elsewhere these
 * addresses do not exist.
 */
export function deskRoutes(app: App, parts: Parts): void {
  const clockUrl = () => present(parts.config.clockUrl, "deskRoutes: the simulator owns the clock");

  app.get("/desk", {
    config: { access: { may: "anyone" } },
    schema: {
      operationId: "getDeskClock",
      tags: ["desk"],
      summary: "The simulated clock and bank",
      response: {
        200: z.object({
          now: z.string(),
          speed: z.number(),
          advancingTo: z.string().nullable(),
          bankUrl: z.string(),
          nextOpening: NextWindow,
        }),
        "4xx": ProblemAnswer,
        "5xx": ProblemAnswer,
      },
    },
    async handler() {
      const [clock, nextOpening] = await Promise.all([readClock(clockUrl()), findNextWindow(parts)]);
      const { simulatorPublicUrl } = parts.config;
      const bankUrl = new URL("/bank", present(simulatorPublicUrl, "deskRoutes: the bank has an address")).href;
      return { ...clock, bankUrl, nextOpening };
    },
  });

  app.post("/desk/next-opening", {
    config: { access: { may: "operator" } },
    schema: {
      operationId: "nextOpening",
      tags: ["desk"],
      summary: "Advance the clock past the next window",
      response: { 202: z.object({ to: z.string() }), "4xx": ProblemAnswer, "5xx": ProblemAnswer },
    },
    async handler(_request, reply) {
      const { runsAt } = await findNextWindow(parts);
      const to = Temporal.Instant.from(runsAt).add(AFTER_WINDOW);
      await advanceClock(clockUrl(), to);
      return reply.status(202).send({ to: to.toString() });
    },
  });

  signInAsRoute(app, parts);
}

function signInAsRoute(app: App, parts: Parts): void {
  app.post("/desk/sign-in-as", {
    config: { access: { may: "anyone" } },
    schema: {
      operationId: "signInAs",
      tags: ["desk"],
      summary: "Sign in as a customer or an operator, by e-mail address",
      body: z.strictObject({ email: EmailField }),
      response: { 200: z.object({ as: z.enum(["customer", "operator"]) }), "4xx": ProblemAnswer },
    },
    async handler(request, reply) {
      const started = await signInAs(parts, request.body.email);
      setSessionCookie(reply, parts.config, started);
      return { as: started.session.kind };
    },
  });
}

async function findNextWindow(parts: Parts): Promise<z.infer<typeof NextWindow>> {
  return NextWindow.parse(await askMoney(parts, "/windows/next", GATEWAY));
}
