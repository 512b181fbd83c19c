import { z } from "zod";
import { type App, claimOf, orRefuse, ProblemBody, traceOf } from "../app.ts";
import type { Money } from "../money.ts";
import { findControls } from "./find-controls.ts";
import { freezeCustomer } from "./freeze.ts";
import { haltControl, liftControl } from "./halt.ts";

const ControlBody = z.object({ halted: z.boolean(), reason: z.string(), since: z.string().nullable() });
const ChangedBody = ControlBody.extend({ what: z.string() }).meta({ id: "Control" });
const ControlsBody = z.object({ trading: ControlBody, payouts: ControlBody }).meta({ id: "Controls" });
const FrozenBody = z
  .object({ customerId: z.uuid(), tradingFrozen: z.boolean(), since: z.string() })
  .meta({ id: "Frozen" });
const ChangeBody = z.strictObject({ reason: z.string().trim().min(1).max(500) });

/** Halts: what is stopped, and stopping or resuming it, for everybody or for one customer. */
export function addControlRoutes(app: App, money: Money): void {
  addHaltRoutes(app, money);
  addFreezeRoutes(app, money);
}

function addFreezeRoutes(app: App, money: Money): void {
  for (const [action, operationId, frozen] of [
    ["freeze", "freezeCustomer", true],
    ["unfreeze", "unfreezeCustomer", false],
  ] as const)
    app.post(`/customers/:customerId/${action}`, {
      config: { may: ["operator"], stepUp: false, once: true },
      schema: {
        operationId,
        params: z.object({ customerId: z.uuid().toLowerCase() }),
        body: ChangeBody,
        response: { 200: FrozenBody, "4xx": ProblemBody },
      },
      handler: async (request) => {
        const { sub, second } = request.proof;
        const freeze = { ...request.params, frozen, reason: request.body.reason, by: sub, second };
        const options = { claim: claimOf(request, 200), traceparent: traceOf(request) };
        return orRefuse(await money.commands.run(freezeCustomer, freeze, options));
      },
    });
}

function addHaltRoutes(app: App, money: Money): void {
  const read = async (): Promise<z.infer<typeof ControlsBody>> => {
    const controls = await findControls(money.pool);
    const body = (what: string) => {
      const control = controls.find((row) => row.what === what);
      return {
        halted: control?.halted ?? false,
        reason: control?.reason ?? "",
        since: control?.since?.toString() ?? null,
      };
    };
    return { trading: body("trading"), payouts: body("payouts") };
  };

  app.get("/controls", {
    config: { may: ["operator", "system"], stepUp: false, once: false },
    schema: { operationId: "getControls", response: { 200: ControlsBody, "4xx": ProblemBody } },
    handler: read,
  });

  for (const [action, operationId, command] of [
    ["halt", "haltControl", haltControl],
    ["lift", "liftControl", liftControl],
  ] as const)
    app.post(`/controls/:what/${action}`, {
      config: { may: ["operator"], stepUp: false, once: true },
      schema: {
        operationId,
        params: z.object({ what: z.enum(["trading", "payouts"]) }),
        body: ChangeBody,
        response: { 200: ChangedBody, "4xx": ProblemBody },
      },
      handler: async (request) => {
        const { sub, second } = request.proof;
        const change = { what: request.params.what, reason: request.body.reason, by: sub, second };
        const options = { claim: claimOf(request, 200), traceparent: traceOf(request) };
        return orRefuse(await money.commands.run(command, change, options));
      },
    });
}
