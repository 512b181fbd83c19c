import { formatRate } from "@kura/shared/money.ts";
import { z } from "zod";
import { requireKey } from "../auth/require-key.ts";
import { ClientReference, DollarAmount } from "../bank/fields.ts";
import { type App, answer, formatMoment, refuse } from "../http.ts";
import type { World } from "../world.ts";
import { buyDollars } from "./deal.ts";
import { fxQuote } from "./rate.ts";

const PAIR = "USDJPY";

/** The dealer: a rate to see, and deals at it. */
export function fxRoutes(app: App, world: World): void {
  app.register(async (scope: App) => {
    requireKey(scope, world);

    scope.get("/fx/quotes/:pair", {
      schema: { params: z.object({ pair: z.string() }) },
      handler: (request, reply) => {
        if (request.params.pair !== PAIR) return answer(reply, 404, refuse(404, "pair_not_found", "Only USDJPY."));
        const { bid, mid, ask, atMs } = fxQuote(world.state.seed, world.clock.nowMs());
        const rates = { bid: formatRate(bid), mid: formatRate(mid), ask: formatRate(ask) };
        return answer(reply, 200, { pair: PAIR, ...rates, at: formatMoment(atMs) });
      },
    });

    scope.post("/fx/deals", {
      schema: {
        body: z.object({
          pair: z.literal(PAIR),
          side: z.literal("buy"),
          usd: DollarAmount,
          clientReference: ClientReference,
        }),
      },
      handler: (request, reply) => {
        const { usd, clientReference } = request.body;
        const outcome = world.clock.act((nowMs) => buyDollars(world, nowMs, usd, clientReference));
        return answer(reply, 201, outcome);
      },
    });
  });
}
