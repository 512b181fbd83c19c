import type { Bps } from "@kura/shared/money.ts";
import { type Queryable, rows } from "../db.ts";

/** A customer's confirmed portfolio, as it stands. */
export type Target = {
  id: string;
  customer_id: string;
  version: number;
  confirmed_at: Temporal.Instant;
  source_id: string | null;
  source_version: number | null;
  source_name_ja: string | null;
  source_name_en: string | null;
  holdings: { symbol: string; name: string; name_ja: string; kind: "etf" | "stock"; weight_bps: Bps }[];
};

/**
 * The newest confirmed target of each customer that has one, by customer. Of a window it is the newest that stood at
 * its cut-off: a target confirmed later is for the next. What an instruction of the window names counts in any case.
 */
export async function findTargets(
  on: Queryable,
  customerIds: readonly string[],
  windowId: string | null = null,
): Promise<Map<string, Target>> {
  type Row = Omit<Target, "holdings"> & Target["holdings"][number];
  const found = await rows<Row>(
    on,
    `select t.id, t.customer_id, t.version, t.confirmed_at, t.source_id, t.source_version,
            p.name_ja as source_name_ja, p.name_en as source_name_en,
            h.symbol, s.name, s.name_ja, s.kind, h.weight_bps
     from (select distinct on (c.customer_id) c.* from targets c left join windows w on w.id = $2::uuid
           where c.customer_id = any($1::uuid[])
             and ($2::uuid is null or c.confirmed_at < w.cutoff_at
                  or exists (select from instructions i where i.window_id = w.id and i.target_id = c.id))
           order by c.customer_id, c.version desc) t
     join target_holdings h on h.target_id = t.id
     join symbols s using (symbol)
     left join portfolios p on p.id = t.source_id and p.version = t.source_version
     order by t.customer_id, h.weight_bps desc, h.symbol`,
    [customerIds, windowId],
  );
  const byCustomer = new Map<string, Target>();
  for (const row of found) {
    const target = byCustomer.get(row.customer_id) ?? { ...row, holdings: [] };
    const { symbol, name, name_ja, kind, weight_bps } = row;
    target.holdings.push({ symbol, name, name_ja, kind, weight_bps });
    byCustomer.set(row.customer_id, target);
  }
  return byCustomer;
}
