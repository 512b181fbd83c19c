import { z } from "zod";
import { type App, signedIn } from "../app.ts";
import type { Asker } from "../money-client.ts";
import type { Parts } from "../parts.ts";
import { ProblemAnswer } from "../problem.ts";
import { askMoney } from "./ask-money.ts";

/** What operations see at a glance: money's own account of itself. `openapi.ts` puts money's schemas in place. */
const DeskBody = z.object({ operations: z.unknown(), controls: z.unknown() });

/** The operators' desk. */
export function operatorDeskRoutes(app: App, parts: Parts): void {
  app.get("/operator/desk", {
    config: { access: { may: "operator" } },
    schema: {
      operationId: "getDesk",
      tags: ["operator"],
      summary: "Breaks, waiting work, the next window and the halts",
      response: { 200: DeskBody, "4xx": ProblemAnswer, "5xx": ProblemAnswer },
    },
    async handler(request) {
      const { subjectId, authenticatedAt, amr } = signedIn(request);
      const asker: Asker = { may: "operator", sub: subjectId, second: null, authenticatedAt, amr, stepUpAt: null };
      const [operations, controls] = await Promise.all([
        askMoney(parts, "/operations", asker),
        askMoney(parts, "/controls", asker),
      ]);
      return { operations, controls };
    },
  });
}
