import { type Shares, shares } from "@kura/shared/money.ts";
import { type Queryable, rows } from "../db.ts";

/** Customers' shares by symbol, free and held, over all wrappers. */
export async function listPositions(
  on: Queryable,
  customerIds: readonly string[],
): Promise<Map<string, Map<string, Shares>>> {
  const found = await rows<{ customer_id: string; asset: string; shares: bigint }>(
    on,
    `select a.customer_id, a.asset, sum(a.balance)::bigint as shares
     from accounts a join assets s on s.code = a.asset and s.kind = 'security'
     where a.customer_id = any($1::uuid[]) and a.balance <> 0 group by a.customer_id, a.asset order by a.asset`,
    [customerIds],
  );
  const byCustomer = new Map<string, Map<string, Shares>>();
  for (const row of found) {
    const positions = byCustomer.get(row.customer_id) ?? new Map<string, Shares>();
    positions.set(row.asset, shares(row.shares));
    byCustomer.set(row.customer_id, positions);
  }
  return byCustomer;
}
