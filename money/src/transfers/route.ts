import { z } from "zod";
import { type App, ProblemBody } from "../app.ts";
import type { Money } from "../money.ts";

/** The gateway heard from the bank: a worker looks at the statement at once. Nothing in the hint itself is believed. */
export function addHintRoute(app: App, money: Money): void {
  app.post("/hints", {
    config: { may: ["system"], stepUp: false, once: false },
    schema: {
      operationId: "hint",
      body: z.object({ source: z.literal("bank_statement") }),
      response: { 202: z.object({ accepted: z.literal(true) }), "4xx": ProblemBody },
    },
    handler: async (_request, reply) => {
      await money.pool.query("select pg_notify('work', '')");
      return reply.code(202).send({ accepted: true });
    },
  });
}
