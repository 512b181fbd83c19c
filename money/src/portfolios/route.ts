import { formatYen, type Rate } from "@kura/shared/money.ts";
import { z } from "zod";
import { type App, orRefuse, ProblemBody } from "../app.ts";
import { findRate } from "../market/quotes.ts";
import type { Money } from "../money.ts";
import { plainNumber } from "../plain-number.ts";
import { refuse } from "../refusal.ts";
import { findPortfolios, leastYen, type Portfolio } from "./find-portfolios.ts";

const BothLanguages = z.object({ ja: z.string(), en: z.string() });

const PortfolioBody = z
  .object({
    id: z.uuid(),
    version: z.int(),
    name: BothLanguages,
    description: BothLanguages,
    risk: z.int().min(1).max(5),
    minimumJpy: z.string().nullable(),
    holdings: z.array(
      z.object({
        symbol: z.string(),
        name: z.string(),
        nameJa: z.string(),
        kind: z.enum(["etf", "stock"]),
        sector: z.string(),
        weightBps: z.int(),
      }),
    ),
  })
  .meta({ id: "Portfolio" });

const config = { may: ["customer", "operator", "system"], stepUp: false, once: false } as const;

/** The firm's model portfolios, to look at and copy. */
export function addPortfolioRoutes(app: App, money: Money): void {
  app.get("/portfolios", {
    config,
    schema: {
      operationId: "listPortfolios",
      response: { 200: z.object({ portfolios: z.array(PortfolioBody) }), "4xx": ProblemBody },
    },
    handler: async () => {
      const rate = await findRate(money.pool);
      const portfolios = await findPortfolios(money.pool);
      return { portfolios: portfolios.map((portfolio) => portfolioBody(portfolio, rate?.ask ?? null)) };
    },
  });

  app.get("/portfolios/:portfolioId", {
    config,
    schema: {
      operationId: "getPortfolio",
      params: z.object({ portfolioId: z.uuid() }),
      response: { 200: PortfolioBody, "4xx": ProblemBody },
    },
    handler: async (request) => {
      const rate = await findRate(money.pool);
      const [portfolio] = await findPortfolios(money.pool, request.params.portfolioId);
      return portfolioBody(orRefuse(portfolio ?? refuse("portfolio_not_found")), rate?.ask ?? null);
    },
  });
}

function portfolioBody(portfolio: Portfolio, rate: Rate | null): z.infer<typeof PortfolioBody> {
  return {
    id: portfolio.id,
    version: portfolio.version,
    name: { ja: portfolio.name_ja, en: portfolio.name_en },
    description: { ja: portfolio.description_ja, en: portfolio.description_en },
    risk: portfolio.risk,
    minimumJpy: rate === null ? null : formatYen(leastYen(portfolio.holdings, rate)),
    holdings: portfolio.holdings.map((holding) => ({
      symbol: holding.symbol,
      name: holding.name,
      nameJa: holding.name_ja,
      kind: holding.kind,
      sector: holding.sector,
      weightBps: plainNumber(holding.weight_bps),
    })),
  };
}
