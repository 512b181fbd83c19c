import { assert, present } from "@kura/shared/assert.ts";
import { rows, type Tx } from "../db.ts";
import type { Account } from "./accounts.ts";
import type { Entry } from "./entry.ts";

/** An account as the ledger holds it under our lock. House balances are not locked and not known here. */
export type LedgerAccount = {
  readonly id: bigint;
  readonly customerId: string | null;
  balance: bigint;
  sequence: bigint;
};

/** The accounts known to this transaction, by name and asset. */
export type LedgerAccounts = Map<string, LedgerAccount>;

export const accountKey = (account: Account): string => `${account.name} ${account.asset}`;

/**
 * Makes sure that accounts exist and holds the customers' balances: missing rows are inserted first, in one order for
 * everybody, then one statement locks in id order. House accounts are never locked: they must not become a queue.
 */
export async function lockAccounts(tx: Tx, accounts: readonly Account[], known: LedgerAccounts): Promise<void> {
  const missing = new Map(accounts.filter((a) => !known.has(accountKey(a))).map((a) => [accountKey(a), a]));
  if (missing.size === 0) return;
  const sorted = [...missing.keys()]
    .sort()
    .map((key) => present(missing.get(key), "lockAccounts: sorted keys are known"));
  const columns = [sorted.map((a) => a.name), sorted.map((a) => a.asset), sorted.map((a) => a.customerId)];

  type Found = {
    id: bigint;
    name: string;
    asset: string;
    customer_id: string | null;
    balance: bigint;
    sequence: bigint;
  };
  const wanted = "from unnest($1::text[], $2::text[]) as w (name, asset) join accounts a using (name, asset)";
  const houseOf = `select a.id, a.name, a.asset, a.customer_id, a.balance, a.sequence ${wanted}`;
  let found = await rows<Found>(tx, houseOf, columns.slice(0, 2));
  if (found.length < sorted.length) {
    await tx.query(
      `insert into accounts (name, asset, customer_id)
       select * from unnest($1::text[], $2::text[], $3::uuid[]) on conflict (name, asset) do nothing`,
      columns,
    );
    found = await rows<Found>(tx, houseOf, columns.slice(0, 2));
  }
  assert(found.length === sorted.length, "lockAccounts: every account exists after it was inserted");

  const customers = found.filter((row) => row.customer_id !== null).map((row) => row.id.toString());
  const locked = customers.length
    ? await rows<Found>(
        tx,
        `select id, name, asset, customer_id, balance, sequence from accounts
         where id = any($1::bigint[]) order by id for no key update`,
        [customers],
      )
    : [];
  for (const row of [...found.filter((row) => row.customer_id === null), ...locked]) {
    const { id, balance, sequence } = row;
    known.set(`${row.name} ${row.asset}`, { id, customerId: row.customer_id, balance, sequence });
  }
}

/** An entry with its id, and what its customers' accounts hold after each of its postings. */
export type NumberedEntry = {
  readonly id: string;
  readonly entry: Entry;
  readonly after: readonly ({ balance: bigint; sequence: bigint } | null)[];
};

/** Posts entries, one or thousands, in two statements. The database checks each against the balances that it keeps. */
export async function post(
  tx: Tx,
  accountingDay: string,
  recordedAt: Temporal.Instant,
  entries: readonly NumberedEntry[],
  accounts: LedgerAccounts,
): Promise<void> {
  if (entries.length === 0) return;
  const all = entries.map(({ id, entry }) => ({
    id,
    accounting_day: accountingDay,
    kind: entry.kind,
    subject: entry.subject,
    at: entry.at,
    recorded_at: recordedAt,
    us_trade_on: entry.dates.usTradeOn ?? null,
    us_settles_on: entry.dates.usSettlesOn ?? null,
    domestic_trade_on: entry.dates.domesticTradeOn ?? null,
    domestic_settles_on: entry.dates.domesticSettlesOn ?? null,
    reason: entry.reason,
    lines: entry.postings.length,
  }));
  const columns = Object.keys(all[0] ?? {}).join(", ");
  await tx.query(
    `insert into entries (${columns}) select ${columns} from jsonb_populate_recordset(null::entries, $1::jsonb)`,
    [JSON.stringify(all)],
  );

  const lines = entries.flatMap(({ id, entry, after }) =>
    entry.postings.map((posting, index) => ({ id, line: index + 1, posting, after: after[index] ?? null })),
  );
  const accountId = (account: Account) =>
    present(accounts.get(accountKey(account)), `post: ${account.name} is known`).id.toString();
  await tx.query(
    `insert into postings (accounting_day, entry_id, line, account_id, amount, balance_after, sequence)
     select $1, * from unnest($2::uuid[], $3::int[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])`,
    [
      accountingDay,
      lines.map((line) => line.id),
      lines.map((line) => line.line),
      lines.map((line) => accountId(line.posting.account)),
      lines.map((line) => line.posting.amount.toString()),
      lines.map((line) => line.after?.balance.toString() ?? null),
      lines.map((line) => line.after?.sequence.toString() ?? null),
    ],
  );
}
