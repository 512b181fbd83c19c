import type { Row, State } from "../state.ts";

/** A way between an account and its holder's bank: by ACH, or by wire to a recipient bank. */
export type MoneyWay = {
  id: string;
  accountId: string;
  kind: "ach_relationship" | "recipient_bank";
  status: "QUEUED" | "APPROVED" | "CANCELED";
  /** What was sent when it was named, by the broker's names. */
  facts: Readonly<Record<string, string | null>>;
  createdAtMs: number;
  updatedAtMs: number;
};

type WayRow = Row & Record<"id" | "account_id" | "kind" | "status" | "facts", string>;

const from = (row: WayRow): MoneyWay => ({
  id: row.id,
  accountId: row.account_id,
  kind: row.kind as MoneyWay["kind"],
  status: row.status as MoneyWay["status"],
  facts: JSON.parse(row.facts),
  createdAtMs: Number(row.created_at),
  updatedAtMs: Number(row.updated_at),
});

export function findWay(state: State, id: string): MoneyWay | null {
  const row = state.find<WayRow>("select * from money_way where id = ?", id);
  return row && from(row);
}

/** An account's ways of one kind, the newest first; those that were taken back are no longer shown. */
export function listWays(state: State, accountId: string, kind: MoneyWay["kind"]): MoneyWay[] {
  const sql = `select * from money_way where account_id = ? and kind = ? and status <> 'CANCELED'
    order by sequence desc`;
  return state.all<WayRow>(sql, accountId, kind).map(from);
}

export function countWays(state: State): number {
  return Number(state.find<Row & { count: bigint }>("select count(*) as count from money_way")?.count ?? 0n);
}

export function insertWay(state: State, way: MoneyWay): void {
  state.run(
    `insert into money_way (id, account_id, kind, status, facts, created_at, updated_at)
     values (?, ?, ?, ?, ?, ?, ?)`,
    way.id,
    way.accountId,
    way.kind,
    way.status,
    JSON.stringify(way.facts),
    way.createdAtMs,
    way.updatedAtMs,
  );
}

/** Writes what may change of a way. */
export function setWay(state: State, { id, status, updatedAtMs }: MoneyWay): void {
  state.run("update money_way set status = ?, updated_at = ? where id = ?", status, updatedAtMs, id);
}
