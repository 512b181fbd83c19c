import { parseYen, yen } from "@kura/shared/money.ts";
import { z } from "zod";
import { type App, orRefuse, ProblemBody } from "../app.ts";
import { CustomerParams } from "../ledger/customer-params.ts";
import { findCustomer } from "../ledger/find-customer.ts";
import type { Money } from "../money.ts";
import { refuse } from "../refusal.ts";
import { HistoryBody, OverviewBody, PreviewBody } from "./bodies.ts";
import { describeHistory } from "./history.ts";
import { describeOverview } from "./overview.ts";
import { describePreview } from "./preview.ts";

const config = { may: ["customer", "operator"], stepUp: false, once: false } as const;
/** Yen on the wire: whole, without sign or separators, and small enough for any account. */
const YenText = z.string().regex(/^(0|[1-9]\d{0,11})$/, "is a whole number of yen, such as 100000");

/** What a customer has, had, and would have. */
export function addValuationRoutes(app: App, money: Money): void {
  app.get("/customers/:customerId/overview", {
    config,
    schema: { operationId: "getOverview", params: CustomerParams, response: { 200: OverviewBody, "4xx": ProblemBody } },
    handler: async (request) => orRefuse(await describeOverview(money, request.params.customerId)),
  });

  app.get("/customers/:customerId/history", {
    config,
    schema: {
      operationId: "getHistory",
      params: CustomerParams,
      querystring: z.object({
        before: z
          .string()
          .regex(/^[0-9T:.Z-]{1,40}~[1-8]~[0-9a-f-]{36}(-settled)?$/)
          .refine((page) => isInstant(page.split("~")[0] ?? ""), "is not a page of a history")
          .optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      response: { 200: HistoryBody, "4xx": ProblemBody },
    },
    handler: async (request) => {
      const { customerId } = request.params;
      orRefuse((await findCustomer(money.pool, customerId)) ?? refuse("account_not_found"));
      const { before = null, limit } = request.query;
      return describeHistory(money.pool, customerId, { before, limit });
    },
  });

  app.get("/customers/:customerId/preview", {
    config,
    schema: {
      operationId: "getPreview",
      params: CustomerParams,
      querystring: z.object({ depositJpy: YenText.optional() }),
      response: { 200: PreviewBody, "4xx": ProblemBody },
    },
    handler: async (request) => {
      const deposit = request.query.depositJpy === undefined ? yen(0n) : parseYen(request.query.depositJpy);
      return orRefuse(await describePreview(money, request.params.customerId, deposit));
    },
  });
}

function isInstant(text: string): boolean {
  try {
    return Temporal.Instant.from(text) !== null;
  } catch {
    return false;
  }
}
