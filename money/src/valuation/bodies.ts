import { z } from "zod";
import { WindowBody } from "../instructions/window-body.ts";

const Kind = z.enum(["etf", "stock"]);

export const TargetBody = z
  .object({
    version: z.int(),
    confirmedAt: z.string(),
    source: z
      .object({ portfolioId: z.uuid(), version: z.int(), name: z.object({ ja: z.string(), en: z.string() }) })
      .nullable(),
    holdings: z.array(
      z.object({ symbol: z.string(), name: z.string(), nameJa: z.string(), kind: Kind, weightBps: z.int() }),
    ),
  })
  .meta({ id: "Target" });

export const InstructionBody = z
  .object({
    id: z.uuid(),
    kind: z.literal("deposit"),
    status: z.enum(["received", "converting", "ordering", "done", "canceled"]),
    amountJpy: z.string(),
    receivedAt: z.string(),
    windowId: z.uuid(),
    runsAt: z.string(),
    cutoffAt: z.string(),
    reason: z.string().nullable(),
  })
  .meta({ id: "Instruction" });

const HoldingBody = z.object({
  symbol: z.string(),
  name: z.string(),
  nameJa: z.string(),
  kind: Kind,
  shares: z.string(),
  price: z.string(),
  priceAt: z.string(),
  valueUsd: z.string(),
  valueJpy: z.string().nullable(),
  weightBps: z.int(),
  targetBps: z.int().nullable(),
  costUsd: z.string(),
});

export const OverviewBody = z
  .object({
    asOf: z.string(),
    rate: z.object({ usdJpy: z.string(), at: z.string() }).nullable(),
    total: z.object({ jpy: z.string().nullable(), usd: z.string().nullable() }),
    cash: z.object({ jpy: z.string(), usd: z.string(), heldJpy: z.string(), heldUsd: z.string() }),
    holdings: z.array(HoldingBody),
    target: TargetBody.nullable(),
    inProgress: z.array(InstructionBody),
    nextWindow: WindowBody.nullable(),
  })
  .meta({ id: "Overview" });

export const PreviewBody = z
  .object({
    depositJpy: z.string(),
    heldJpy: z.string(),
    rate: z.string(),
    spreadBps: z.int(),
    estimatedUsd: z.string(),
    trades: z.array(
      z.object({
        symbol: z.string(),
        name: z.string(),
        nameJa: z.string(),
        side: z.literal("buy"),
        amountUsd: z.string(),
        amountJpy: z.string(),
        price: z.string(),
        estimatedShares: z.string(),
      }),
    ),
    notMade: z.array(z.object({ symbol: z.string(), reason: z.string() })),
    staysCashUsd: z.string(),
    bounds: z.object({ rateWorst: z.string(), usdLeast: z.string() }),
    window: WindowBody.nullable(),
  })
  .meta({ id: "Preview" });

export const HistoryBody = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        at: z.string(),
        kind: z.enum([
          "account_opened",
          "target_confirmed",
          "deposit_received",
          "currency_converted",
          "bought",
          "settled",
          "purchase_not_made",
          "instruction_done",
          "instruction_canceled",
        ]),
        amountJpy: z.string().nullable(),
        amountUsd: z.string().nullable(),
        symbol: z.string().nullable(),
        name: z.string().nullable(),
        nameJa: z.string().nullable(),
        shares: z.string().nullable(),
        price: z.string().nullable(),
        rate: z.string().nullable(),
        reason: z.string().nullable(),
        dates: z
          .object({
            usTradeOn: z.string(),
            usSettlesOn: z.string(),
            domesticTradeOn: z.string(),
            domesticSettlesOn: z.string(),
          })
          .nullable(),
      }),
    ),
    next: z.string().nullable(),
  })
  .meta({ id: "History" });

export type Overview = z.infer<typeof OverviewBody>;
export type Preview = z.infer<typeof PreviewBody>;
export type History = z.infer<typeof HistoryBody>;
