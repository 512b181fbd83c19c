import type { Decision, RowInsert, RowUpdate, Waiting, Wake } from "./command.ts";
import type { Tx } from "./db.ts";
import { type LedgerAccounts, lockAccounts, type NumberedEntry, post } from "./ledger/post.ts";
import { KEY_OF } from "./rows.ts";

/** A decision that stands, with its numbered entries. */
export type Written = {
  readonly item: Waiting;
  readonly decision: Decision<unknown>;
  readonly entries: readonly NumberedEntry[];
};

type Moment = {
  readonly accountingDay: string;
  readonly now: Temporal.Instant;
  readonly recordedAt: Temporal.Instant;
  readonly accounts: LedgerAccounts;
  readonly newId: () => string;
};

/** Writes what a batch decided: each table once, whatever the number of commands. */
export async function writeDecisions(tx: Tx, moment: Moment, written: readonly Written[]): Promise<void> {
  await insertRows(
    tx,
    written.flatMap(({ decision }) => decision.insert ?? []),
  );
  await updateRows(
    tx,
    written.flatMap(({ decision }) => decision.update ?? []),
  );

  const entries = written.flatMap((one) => one.entries);
  const house = entries.flatMap(({ entry }) => entry.postings.map((posting) => posting.account));
  await lockAccounts(
    tx,
    house.filter((account) => account.customerId === null),
    moment.accounts,
  );
  await post(tx, moment.accountingDay, moment.recordedAt, entries, moment.accounts);

  await insertRows(
    tx,
    written.flatMap(({ decision }) =>
      (decision.events ?? []).map((event) => ({
        table: "events",
        row: { kind: event.kind, customer_id: event.customerId, subject_id: event.subject, at: moment.now },
      })),
    ),
  );
  await wakeWork(
    tx,
    written.flatMap(({ decision, item }) =>
      (decision.wake ?? []).map((wake) => ({ ...wake, traceparent: item.traceparent })),
    ),
    moment.newId,
  );
  await insertRows(
    tx,
    written.flatMap(({ item, decision }) =>
      item.claim
        ? [
            {
              table: "idempotency",
              row: {
                caller: item.claim.caller,
                route: item.claim.route,
                key: item.claim.key,
                body_hash: item.claim.bodyHash,
                status: item.status,
                answer: toJson(decision.answer),
                stored_at: moment.recordedAt,
              },
            },
          ]
        : [],
    ),
  );
}

/** Amounts and instants as PostgreSQL reads them out of JSON. */
const toJson = (value: unknown): string =>
  JSON.stringify(value, (_key, field: unknown) => (typeof field === "bigint" ? field.toString() : field));

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
}

/** Table and column names come from our own code, never from a request. */
async function insertRows(tx: Tx, inserts: readonly RowInsert[]): Promise<void> {
  const shapeOf = (insert: RowInsert) => `${insert.table} ${Object.keys(insert.row).sort()} ${insert.unlessThere}`;
  for (const group of groupBy(inserts, shapeOf)) {
    const [first] = group;
    if (!first) continue;
    const columns = Object.keys(first.row).sort().join(", ");
    await tx.query(
      `insert into ${first.table} (${columns})
       select ${columns} from jsonb_populate_recordset(null::${first.table}, $1::jsonb)
       ${first.unlessThere ? "on conflict do nothing" : ""}`,
      [toJson(group.map((insert) => insert.row))],
    );
  }
}

async function updateRows(tx: Tx, updates: readonly RowUpdate[]): Promise<void> {
  const merged = new Map<string, RowUpdate>();
  for (const change of updates) {
    const key = `${change.table} ${change.id}`;
    merged.set(key, { ...change, set: { ...merged.get(key)?.set, ...change.set } });
  }
  const shapeOf = (change: RowUpdate) => `${change.table} ${Object.keys(change.set).sort()}`;
  for (const group of groupBy([...merged.values()], shapeOf)) {
    const [first] = group;
    if (!first) continue;
    const columns = Object.keys(first.set).sort();
    const key = KEY_OF[first.table];
    await tx.query(
      `update ${first.table} t set ${columns.map((column) => `${column} = r.${column}`).join(", ")}
       from jsonb_populate_recordset(null::${first.table}, $1::jsonb) r where t.${key} = r.${key}`,
      [toJson(group.map((change) => ({ ...change.set, [key]: change.id })))],
    );
  }
}

/** A trace of its own, for work that nobody's request has asked for (W3C Trace Context). */
export function newTrace(newId: () => string): string {
  const hex = (text: string) => text.replaceAll("-", "");
  return `00-${hex(newId())}-${hex(newId()).slice(-16)}-01`;
}

/** Work to do. A wake for a key that waits already brings it forward; one that is done is waiting again. */
export async function wakeWork(
  tx: Tx,
  wakes: readonly (Wake & { readonly traceparent: string | null })[],
  newId: () => string,
): Promise<void> {
  if (wakes.length === 0) return;
  const earliest = new Map<string, Wake & { traceparent: string | null }>();
  for (const wake of wakes) {
    const before = earliest.get(`${wake.kind} ${wake.key}`);
    if (!before || Temporal.Instant.compare(wake.dueAt, before.dueAt) < 0)
      earliest.set(`${wake.kind} ${wake.key}`, wake);
  }
  const sorted = [...earliest.keys()].sort().flatMap((key) => earliest.get(key) ?? []);
  await tx.query(
    `insert into work as w (id, kind, key, due_at, status, traceparent)
     select gen_id, kind, key, due_at, 'waiting', traceparent
     from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::text[])
       as n (gen_id, kind, key, due_at, traceparent)
     on conflict (kind, key) do update
     set due_at = case when w.status = 'waiting' then least(w.due_at, excluded.due_at) else excluded.due_at end,
         status = 'waiting', version = w.version + 1, not_before = null,
         traceparent = excluded.traceparent`,
    [
      sorted.map(newId),
      sorted.map((wake) => wake.kind),
      sorted.map((wake) => wake.key),
      sorted.map((wake) => wake.dueAt.toString()),
      sorted.map((wake) => wake.traceparent ?? newTrace(newId)),
    ],
  );
  await tx.query("select pg_notify('work', '')");
}
