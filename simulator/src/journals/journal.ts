import { type Cents, cents, type Price, price, type Shares, shares } from "@kura/shared/money.ts";
import type { Row, State } from "../state.ts";

/** Where a journal stands. */
export const JOURNAL_STATUSES = [
  ...(["queued", "sent_to_clearing", "pending", "executed", "rejected"] as const),
  ...(["refused", "canceled", "deleted", "correct"] as const),
] as const;
export type JournalStatus = (typeof JOURNAL_STATUSES)[number];

/** Dollars above which a journal of cash waits for the next morning: each one, and all of a day. */
export type JournalLimits = { each: Cents; daily: Cents };

/** What moves: cash (`JNLC`), or shares (`JNLS`) at a price. */
export type JournalSize =
  | { entryType: "JNLC"; amount: Cents }
  | { entryType: "JNLS"; symbol: string; qty: Shares; price: Price };

/** Cash or shares that move from one account to another. Days are New York days. */
export type Journal = {
  id: string;
  size: JournalSize;
  fromAccount: string;
  toAccount: string;
  description: string;
  status: JournalStatus;
  createdAtMs: number;
  createdOn: string;
  /** The day on which it was booked; null until then. */
  bookedOn: string | null;
  idempotencyKey: string | null;
  batch: boolean;
  /** The journal whose mirror this one is. */
  reverses: string | null;
};

type JournalRow = Row &
  Record<"id" | "entry_type" | "from_account" | "to_account" | "description" | "status" | "created_on", string> & {
    booked_on: string | null;
    symbol: string | null;
    idempotency_key: string | null;
    reverses: string | null;
  };

const from = (row: JournalRow): Journal => ({
  id: row.id,
  size:
    row.entry_type === "JNLC"
      ? { entryType: "JNLC", amount: cents(BigInt(row.amount ?? 0n)) }
      : {
          entryType: "JNLS",
          symbol: row.symbol ?? "",
          qty: shares(BigInt(row.qty ?? 0n)),
          price: price(BigInt(row.price ?? 0n)),
        },
  fromAccount: row.from_account,
  toAccount: row.to_account,
  description: row.description,
  status: row.status as JournalStatus,
  createdAtMs: Number(row.created_at),
  createdOn: row.created_on,
  bookedOn: row.booked_on,
  idempotencyKey: row.idempotency_key,
  batch: row.batch === 1n,
  reverses: row.reverses,
});

export function findJournal(state: State, id: string): Journal | null {
  const row = state.find<JournalRow>("select * from journal where id = ?", id);
  return row && from(row);
}

export function countJournals(state: State): number {
  return Number(state.find<Row & { count: bigint }>("select count(*) as count from journal")?.count ?? 0n);
}

export function insertJournal(state: State, journal: Journal): void {
  const { size } = journal;
  state.run(
    `insert into journal (id, entry_type, from_account, to_account, amount, symbol, qty, price, description, status,
       created_at, created_on, booked_on, idempotency_key, batch, reverses)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    journal.id,
    size.entryType,
    journal.fromAccount,
    journal.toAccount,
    size.entryType === "JNLC" ? size.amount : null,
    size.entryType === "JNLS" ? size.symbol : null,
    size.entryType === "JNLS" ? size.qty : null,
    size.entryType === "JNLS" ? size.price : null,
    journal.description,
    journal.status,
    journal.createdAtMs,
    journal.createdOn,
    journal.bookedOn,
    journal.idempotencyKey,
    journal.batch ? 1n : 0n,
    journal.reverses,
  );
}

/** Writes what may change of a journal. */
export function setJournal(state: State, { id, status, bookedOn }: Journal): void {
  state.run("update journal set status = ?, booked_on = ? where id = ?", status, bookedOn, id);
}

/** The cash of all journals of a day that were not turned away. Mirrors do not count. */
export function journaledOn(state: State, on: string): Cents {
  const sql = `select coalesce(sum(amount), 0) as total from journal where created_on = ? and reverses is null
    and status not in ('rejected', 'refused', 'canceled', 'deleted')`;
  return cents(state.find<Row & { total: bigint }>(sql, on)?.total ?? 0n);
}

/** Which journals a list is to show; days are included. */
export type JournalFilter = {
  afterOn: string;
  beforeOn: string;
  status: string | null;
  entryType: string | null;
  toAccount: string | null;
  fromAccount: string | null;
  limit: number;
};

/** Journals, the newest first. */
export function listJournals(state: State, filter: JournalFilter): Journal[] {
  const sql = `select * from journal where created_on >= ? and created_on <= ? and status = coalesce(?, status)
    and entry_type = coalesce(?, entry_type) and to_account = coalesce(?, to_account)
    and from_account = coalesce(?, from_account) order by sequence desc limit ?`;
  const { afterOn, beforeOn, status, entryType, toAccount, fromAccount, limit } = filter;
  return state.all<JournalRow>(sql, afterOn, beforeOn, status, entryType, toAccount, fromAccount, limit).map(from);
}
