import { assert, present } from "@kura/shared/assert.ts";
import type { Decision, State } from "./command.ts";
import type { Account } from "./ledger/accounts.ts";
import type { Entry } from "./ledger/entry.ts";
import { accountKey, type LedgerAccounts, type NumberedEntry } from "./ledger/post.ts";
import { KEY_OF, LOCK_ORDER, type LockRows, type LockTable } from "./rows.ts";

/** The locked rows, by table and key. */
export type LockedRows = Map<string, Record<string, unknown>>;
const rowKey = (table: string, id: string): string => `${table} ${id}`;

/** The running state of a batch: each command is decided on what the ones before it have left. */
export type BatchState = State & {
  /** Takes a decision into the running state, whole or, where one of its rules does not hold, not at all. */
  apply(decision: Decision<unknown>, newId: () => string): NumberedEntry[];
  hold(table: LockTable, row: Record<string, unknown>): void;
};

export function createState(accounts: LedgerAccounts): BatchState {
  const held: LockedRows = new Map();

  const find = <Table extends LockTable>(table: Table, id: string): LockRows[Table] | undefined =>
    held.get(rowKey(table, id)) as LockRows[Table] | undefined;

  return {
    find,
    get: (table, id) => present(find(table, id), `state: ${table} ${id} is locked and exists`),
    balance(account) {
      assert(account.customerId !== null, "state: only customers' balances are locked");
      return present(accounts.get(accountKey(account)), `state: ${account.name} is locked`).balance;
    },
    hold: (table, row) => void held.set(rowKey(table, String(row[KEY_OF[table]])), row),
    apply(decision, newId) {
      const numbered = numberEntries(decision.entries ?? [], accounts, newId);
      for (const change of decision.update ?? [])
        assert(
          held.has(rowKey(change.table, change.id)),
          `state: ${change.table} ${change.id} is locked before it changes`,
        );

      for (const { entry, after } of numbered)
        entry.postings.forEach(({ account }, index) => {
          const now = after[index];
          if (now) Object.assign(present(accounts.get(accountKey(account)), "state: the account is locked"), now);
        });
      for (const { table, id, set } of decision.update ?? [])
        held.set(rowKey(table, id), { ...held.get(rowKey(table, id)), ...set });
      for (const { table, row } of decision.insert ?? []) {
        const lockable = LOCK_ORDER.find((name) => name === table);
        if (lockable) held.set(rowKey(table, String(row[KEY_OF[lockable]])), { ...row });
      }
      return numbered;
    },
  };
}

/** Gives each entry an id and each customer posting its balance after and its place in the account. */
function numberEntries(entries: readonly Entry[], accounts: LedgerAccounts, newId: () => string): NumberedEntry[] {
  const running = new Map<string, { balance: bigint; sequence: bigint }>();
  return entries.map((entry) => ({
    id: newId(),
    entry,
    after: entry.postings.map(({ account, amount }) => {
      if (account.customerId === null) return null;
      const key = accountKey(account);
      const before = running.get(key) ?? lockedBalance(accounts, account);
      const after = { balance: before.balance + amount, sequence: before.sequence + 1n };
      assert(after.balance >= 0n, `${entry.kind}: ${account.name} ${account.asset} does not go below zero`);
      running.set(key, after);
      return after;
    }),
  }));
}

function lockedBalance(accounts: LedgerAccounts, account: Account): { balance: bigint; sequence: bigint } {
  return present(
    accounts.get(accountKey(account)),
    `${account.name} ${account.asset} is locked before it is posted to`,
  );
}
