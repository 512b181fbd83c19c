import { type Queryable, rows } from "../db.ts";
import type { Account } from "./accounts.ts";

/** What a customer's accounts hold, by account name and asset, read in one statement. */
export async function findCustomerBalances(on: Queryable, customerId: string): Promise<Map<string, bigint>> {
  const found = await rows<{ name: string; asset: string; balance: bigint }>(
    on,
    "select name, asset, balance from accounts where customer_id = $1 and balance <> 0",
    [customerId],
  );
  return new Map(found.map((row) => [`${row.name} ${row.asset}`, row.balance]));
}

/** What one account holds; nothing, if it was never used. */
export async function findBalance(on: Queryable, account: Account): Promise<bigint> {
  const [found] = await rows<{ balance: bigint }>(on, "select balance from balances where name = $1 and asset = $2", [
    account.name,
    account.asset,
  ]);
  return found?.balance ?? 0n;
}

/** What house accounts of one name hold, asset by asset. */
export async function findBalancesNamed(on: Queryable, name: string): Promise<{ asset: string; balance: bigint }[]> {
  return rows(on, "select asset, balance from balances where name = $1 and balance <> 0 order by asset", [name]);
}
