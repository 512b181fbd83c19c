import { z } from "zod";
import { type App, claimOf, orRefuse, ProblemBody, traceOf } from "../app.ts";
import { CustomerParams } from "../ledger/customer-params.ts";
import type { Money } from "../money.ts";
import { refuse } from "../refusal.ts";
import { confirmTarget } from "./confirm-target.ts";
import { WindowBody } from "./window-body.ts";
import { describeWindow, findOpenWindows } from "./windows.ts";

/** What we do not understand here might be meant to change what is bought: it is refused, not left out. */
const ConfirmTargetBody = z.strictObject({
  holdings: z
    .array(z.strictObject({ symbol: z.string().min(1).max(12), weightBps: z.int().min(-10_000).max(100_000) }))
    .max(1_000),
  source: z.strictObject({ portfolioId: z.uuid(), version: z.int().min(1).max(1_000_000) }).nullable(),
});

/** What customers tell us to do, and when it will be done. */
export function addInstructionRoutes(app: App, money: Money): void {
  app.put("/customers/:customerId/target", {
    config: { may: ["customer"], stepUp: false, once: true },
    schema: {
      operationId: "confirmTarget",
      params: CustomerParams,
      body: ConfirmTargetBody,
      response: {
        200: z
          .object({ targetId: z.uuid(), version: z.int(), confirmedAt: z.string() })
          .meta({ id: "ConfirmedTarget" }),
        "4xx": ProblemBody,
      },
    },
    handler: async (request) => {
      const windows = await findOpenWindows(money.pool, money.clock.now());
      const input = {
        customerId: request.params.customerId,
        holdings: request.body.holdings.map(({ symbol, weightBps }) => ({ symbol, weightBps: BigInt(weightBps) })),
        source: request.body.source,
        windowIds: windows.map((window) => window.id),
      };
      const options = { claim: claimOf(request, 200), traceparent: traceOf(request) };
      return orRefuse(await money.commands.run(confirmTarget, input, options));
    },
  });

  app.get("/windows/next", {
    config: { may: ["customer", "operator", "system"], stepUp: false, once: false },
    schema: {
      operationId: "getNextWindow",
      response: { 200: WindowBody, "4xx": ProblemBody },
    },
    handler: async () => {
      const [window] = await findOpenWindows(money.pool, money.clock.now(), 1);
      return describeWindow(orRefuse(window ?? refuse("no_window")));
    },
  });
}
