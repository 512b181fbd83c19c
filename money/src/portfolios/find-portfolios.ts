import type { Bps, Rate } from "@kura/shared/money.ts";
import { cents, centsToYen, divide, parseCents, WHOLE_BPS } from "@kura/shared/money.ts";
import { type Queryable, rows } from "../db.ts";

export type PortfolioHolding = {
  symbol: string;
  name: string;
  name_ja: string;
  kind: "etf" | "stock";
  sector: string;
  weight_bps: Bps;
};
export type Portfolio = {
  id: string;
  version: number;
  name_ja: string;
  name_en: string;
  description_ja: string;
  description_en: string;
  risk: number;
  holdings: PortfolioHolding[];
};

/** The newest version of every model portfolio, or of one. */
export async function findPortfolios(on: Queryable, portfolioId: string | null = null): Promise<Portfolio[]> {
  type Row = Omit<Portfolio, "holdings"> & PortfolioHolding;
  const found = await rows<Row>(
    on,
    `select p.id, p.version, p.name_ja, p.name_en, p.description_ja, p.description_en, p.risk,
            s.symbol, s.name, s.name_ja as symbol_name_ja, s.kind, s.sector, h.weight_bps
     from portfolios p
     join portfolio_holdings h on h.portfolio_id = p.id and h.version = p.version
     join symbols s using (symbol)
     where p.version = (select max(version) from portfolios newest where newest.id = p.id)
       and coalesce(p.id = $1, true)
     order by p.place, p.id, h.weight_bps desc, h.symbol`,
    [portfolioId],
  );
  const byId = new Map<string, Portfolio>();
  for (const row of found as (Row & { symbol_name_ja: string })[]) {
    const portfolio = byId.get(row.id) ?? { ...row, holdings: [] };
    const { symbol, name, kind, sector, weight_bps } = row;
    portfolio.holdings.push({ symbol, name, name_ja: row.symbol_name_ja, kind, sector, weight_bps });
    byId.set(row.id, portfolio);
  }
  return [...byId.values()];
}

/** The broker buys nothing worth less (Alpaca, orders page). Together many customers may; nobody can count on it. */
const LEAST_HOLDING = parseCents("1");

/** The least deposit at which each holding is worth at least a dollar even for a customer alone, in yen, rounded up. */
export function leastYen(holdings: readonly { weight_bps: Bps }[], rate: Rate): bigint {
  const weights = holdings.map((holding) => holding.weight_bps);
  const smallest = weights.reduce((least, weight) => (weight < least ? weight : least), WHOLE_BPS);
  return centsToYen(cents(divide(LEAST_HOLDING * WHOLE_BPS, smallest, "up")), rate, "up");
}
