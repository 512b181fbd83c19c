import { assert } from "@kura/shared/assert.ts";
import type pg from "pg";
import type { Command, Decision, KeyClaim, Lock, Outcome, RowLock, Waiting } from "./command.ts";
import { type BatchState, createState } from "./command-state.ts";
import { type Written, writeDecisions } from "./command-write.ts";
import { inTransaction, rows, type Tx } from "./db.ts";
import type { Account } from "./ledger/accounts.ts";
import { type LedgerAccounts, lockAccounts } from "./ledger/post.ts";
import { isRefusal, type Refusal, refuse } from "./refusal.ts";
import { KEY_OF, LOCK_ORDER } from "./rows.ts";

export type BatchParts = {
  readonly pool: pg.Pool;
  readonly now: () => Temporal.Instant;
  readonly machineNow: () => Temporal.Instant;
  readonly newId: () => string;
};

/** One number that everybody who posts shares, and whoever closes the accounting day takes alone. */
export const ACCOUNTING_DAY_LOCK = 4_215_001;

/**
 * Runs waiting commands in one transaction: claims their keys, locks all rows once, decides each in arrival order on
 * running balances, and writes set-based. A refused or failed one leaves nothing; equal keys are one.
 */
export async function runBatch(parts: BatchParts, waiting: readonly Waiting[]): Promise<Outcome[]> {
  return inTransaction(parts.pool, async (tx) => {
    await tx.query("select pg_advisory_xact_lock_shared($1)", [ACCOUNTING_DAY_LOCK]);
    const [open] = await rows<{ day: string }>(tx, "select day from accounting_days where closed_at is null");
    assert(open, "runBatch: an accounting day is open");

    const outcomes: (Outcome | undefined)[] = await claimKeys(tx, waiting);
    const todo = waiting.flatMap((item, index) => (outcomes[index] ? [] : [{ item, index }]));
    const accounts: LedgerAccounts = new Map();
    const state = createState(accounts);
    await lockAll(
      tx,
      todo.flatMap(({ item }) => item.command.locks(item.input)),
      state,
      accounts,
    );
    const loaded = await loadAll(
      tx,
      todo.map(({ item }) => item),
    );

    const now = parts.now();
    const written: Written[] = [];
    const firstOfKey = new Map<string, number>();
    for (const { item, index } of todo) {
      const key = item.claim && claimText(item.claim);
      const first = key === null ? undefined : firstOfKey.get(key);
      if (first !== undefined) {
        outcomes[index] = sameRequest(waiting[first]?.claim, item.claim) ? outcomes[first] : refuse("key_reused");
        continue;
      }
      const context = { now, newId: parts.newId, loaded: loaded.get(item.command) };
      outcomes[index] = decideOne(item, context, state, written);
      if (key !== null && "answer" in (outcomes[index] ?? {})) firstOfKey.set(key, index);
    }
    const moment = { accountingDay: open.day, now, recordedAt: parts.machineNow(), accounts, newId: parts.newId };
    await writeDecisions(tx, moment, written);
    return outcomes.map((outcome) => outcome ?? { failed: new Error("runBatch: every command has an outcome") });
  });
}

/** One command's turn. What it throws is its own: the ones beside it go on. */
function decideOne(
  item: Waiting,
  context: { now: Temporal.Instant; newId: () => string; loaded: unknown },
  state: BatchState,
  written: Written[],
): Outcome {
  try {
    const decided: Decision<unknown> | Refusal = item.command.decide(state, item.input, context);
    if (isRefusal(decided)) return decided;
    written.push({ item, decision: decided, entries: state.apply(decided, context.newId) });
    return { answer: decided.answer };
  } catch (failed) {
    return { failed };
  }
}

const claimText = (claim: KeyClaim): string => `${claim.caller} ${claim.route} ${claim.key}`;
const sameRequest = (one: KeyClaim | null | undefined, other: KeyClaim | null): boolean =>
  one?.bodyHash === other?.bodyHash;

/** Holds the requests' keys until commit, and finds those that have been answered before. */
async function claimKeys(tx: Tx, waiting: readonly Waiting[]): Promise<(Outcome | undefined)[]> {
  const claims = waiting.flatMap(({ claim }) => (claim ? [claim] : []));
  if (claims.length === 0) return waiting.map(() => undefined);
  // Two at once for one key queue here; the second then finds the first one's answer. One order, so nobody deadlocks.
  const texts = [...new Set(claims.map(claimText))];
  await tx.query(
    `select pg_advisory_xact_lock(k) from (select distinct hashtextextended(t, 0) as k from unnest($1::text[]) t
     order by k) as sorted`,
    [texts],
  );
  const stored = await rows<{ caller: string; route: string; key: string; body_hash: string; answer: string }>(
    tx,
    `select i.* from idempotency i join unnest($1::text[], $2::text[], $3::text[]) as c (caller, route, key)
     using (caller, route, key)`,
    [claims.map((c) => c.caller), claims.map((c) => c.route), claims.map((c) => c.key)],
  );
  const byKey = new Map(stored.map((row) => [`${row.caller} ${row.route} ${row.key}`, row]));
  return waiting.map(({ claim }) => {
    const row = claim && byKey.get(claimText(claim));
    if (!row) return undefined;
    return row.body_hash === claim.bodyHash ? { answer: JSON.parse(row.answer) } : refuse("key_reused");
  });
}

const isRowLock = (wanted: Lock): wanted is RowLock => "table" in wanted;

/** Takes every lock of the batch in the one order: rows table by table, each in one statement, then balances. */
async function lockAll(tx: Tx, locks: readonly Lock[], state: BatchState, accounts: LedgerAccounts): Promise<void> {
  const rowLocks = locks.filter(isRowLock);
  for (const table of LOCK_ORDER) {
    const ofTable = rowLocks.filter((wanted) => wanted.table === table);
    if (ofTable.length === 0) continue;
    const key = KEY_OF[table];
    const mode = ofTable.every((wanted) => wanted.share) ? "share" : "no key update";
    const found = await rows<Record<string, unknown>>(
      tx,
      `select * from ${table} where ${key} = any($1) order by ${key} for ${mode}`,
      [[...new Set(ofTable.map((wanted) => wanted.id))]],
    );
    for (const row of found) state.hold(table, row);
  }
  await lockAccounts(
    tx,
    locks.filter((wanted): wanted is Account => !isRowLock(wanted)),
    accounts,
  );
}

/** Lets each kind of command read, once for all its inputs, what it needs beside its locks. */
async function loadAll(tx: Tx, items: readonly Waiting[]): Promise<Map<Command<unknown, unknown, unknown>, unknown>> {
  const loaded = new Map<Command<unknown, unknown, unknown>, unknown>();
  for (const command of new Set(items.map((item) => item.command)))
    if (command.load) {
      const inputs = items.filter((item) => item.command === command).map((item) => item.input);
      loaded.set(command, await command.load(tx, inputs));
    }
  return loaded;
}
