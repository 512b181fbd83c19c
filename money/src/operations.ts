import { z } from "zod";
import { type App, ProblemBody } from "./app.ts";
import { listOpenBreaks } from "./breaks/list-breaks.ts";
import { BREAK_KINDS, type BreakKind } from "./breaks/open-break.ts";
import { WindowBody } from "./instructions/window-body.ts";
import { describeWindow, findOpenWindows } from "./instructions/windows.ts";
import { findWorkState } from "./jobs.ts";
import type { Money } from "./money.ts";
import { plainNumber } from "./plain-number.ts";

const OperationsBody = z
  .object({
    breaks: z.array(
      z.object({
        id: z.uuid(),
        kind: z.enum(Object.keys(BREAK_KINDS) as BreakKind[]),
        severity: z.enum(["warning", "critical"]),
        openedAt: z.string(),
        subject: z.string(),
        detail: z.string(),
      }),
    ),
    work: z.object({ waiting: z.int(), failed: z.int(), oldestDueAt: z.string().nullable() }),
    window: WindowBody.nullable(),
  })
  .meta({ id: "Operations" });

/** What the operations desk looks at first: differences, work that is due or given up, the next window. */
export function addOperationsRoute(app: App, money: Money): void {
  app.get("/operations", {
    config: { may: ["operator"], stepUp: false, once: false },
    schema: { operationId: "getOperations", response: { 200: OperationsBody, "4xx": ProblemBody } },
    handler: async () => {
      const now = money.clock.now();
      const breaks = await listOpenBreaks(money.pool);
      const work = await findWorkState(money.pool, now);
      const [window] = await findOpenWindows(money.pool, now, 1);
      return {
        breaks: breaks.map((row) => ({
          id: row.id,
          kind: row.kind,
          severity: row.severity,
          openedAt: row.opened_at.toString(),
          subject: row.subject,
          detail: row.detail,
        })),
        work: {
          waiting: plainNumber(work.due),
          failed: plainNumber(work.failed),
          oldestDueAt: work.oldestDueAt?.toString() ?? null,
        },
        window: window ? describeWindow(window) : null,
      };
    },
  });
}
