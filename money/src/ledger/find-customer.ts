import { type Queryable, rows } from "../db.ts";
import type { CustomerRow } from "../rows.ts";

/** A customer's account with us, if there is one. */
export async function findCustomer(on: Queryable, customerId: string): Promise<CustomerRow | undefined> {
  const [customer] = await rows<CustomerRow>(on, "select * from customers where id = $1", [customerId]);
  return customer;
}

/** Whose virtual bank account this is. An account number belongs to one customer for ever. */
export async function findCustomersByDepositAccount(
  on: Queryable,
  accounts: readonly { branchCode: string; accountNumber: string }[],
): Promise<Map<string, string>> {
  const found = await rows<{ id: string; branch_code: string; account_number: string }>(
    on,
    `select c.id, c.branch_code, c.account_number from customers c
     join unnest($1::text[], $2::text[]) as w (branch_code, account_number) using (branch_code, account_number)`,
    [accounts.map((account) => account.branchCode), accounts.map((account) => account.accountNumber)],
  );
  return new Map(found.map((row) => [`${row.branch_code}-${row.account_number}`, row.id]));
}
