import { type Queryable, rows } from "../db.ts";

/** A security that customers can read about. */
export type SymbolRow = {
  symbol: string;
  name: string;
  name_ja: string;
  kind: "etf" | "stock";
  sector: string;
  tradable: boolean;
  fractionable: boolean;
};

export async function listSymbols(on: Queryable): Promise<SymbolRow[]> {
  return rows<SymbolRow>(
    on,
    "select symbol, name, name_ja, kind, sector, tradable, fractionable from symbols order by symbol",
  );
}

/** Takes over what the broker says can be traded. What it no longer names cannot. */
export async function saveTradability(
  on: Queryable,
  assets: readonly { symbol: string; tradable: boolean; fractionable: boolean }[],
  now: Temporal.Instant,
): Promise<void> {
  await on.query(
    `update symbols s
     set tradable = coalesce(a.tradable, false), fractionable = coalesce(a.fractionable, false), seen_at = $4
     from symbols known
     left join unnest($1::text[], $2::boolean[], $3::boolean[]) as a (symbol, tradable, fractionable) using (symbol)
     where s.symbol = known.symbol`,
    [
      assets.map((asset) => asset.symbol),
      assets.map((asset) => asset.tradable),
      assets.map((asset) => asset.fractionable),
      now.toString(),
    ],
  );
}
