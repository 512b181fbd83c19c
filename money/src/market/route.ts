import { formatPrice } from "@kura/shared/money.ts";
import { z } from "zod";
import { type App, ProblemBody } from "../app.ts";
import type { Money } from "../money.ts";
import { listQuotes } from "./quotes.ts";
import { listSymbols } from "./symbols.ts";

const SymbolBody = z
  .object({
    symbol: z.string(),
    name: z.string(),
    nameJa: z.string(),
    kind: z.enum(["etf", "stock"]),
    sector: z.string(),
    tradable: z.boolean(),
    price: z.string().nullable(),
    priceAt: z.string().nullable(),
  })
  .meta({ id: "Symbol" });

/** What can be held, with the last price that we have. */
export function addMarketRoutes(app: App, money: Money): void {
  app.get("/symbols", {
    config: { may: ["customer", "operator", "system"], stepUp: false, once: false },
    schema: {
      operationId: "listSymbols",
      response: { 200: z.object({ symbols: z.array(SymbolBody) }), "4xx": ProblemBody },
    },
    handler: async () => {
      const [symbols, quotes] = [await listSymbols(money.pool), await listQuotes(money.pool)];
      const bySymbol = new Map(quotes.map((quote) => [quote.symbol, quote]));
      return {
        symbols: symbols.map((row) => {
          const quote = bySymbol.get(row.symbol);
          return {
            symbol: row.symbol,
            name: row.name,
            nameJa: row.name_ja,
            kind: row.kind,
            sector: row.sector,
            tradable: row.tradable && row.fractionable,
            price: quote ? formatPrice(quote.price) : null,
            priceAt: quote?.at.toString() ?? null,
          };
        }),
      };
    },
  });
}
