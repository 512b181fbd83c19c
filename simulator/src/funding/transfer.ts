import { type Cents, cents } from "@kura/shared/money.ts";
import type { Row, State } from "../state.ts";

/** Where a transfer stands. */
export type TransferStatus = "QUEUED" | "SENT_TO_CLEARING" | "COMPLETE" | "REJECTED" | "CANCELED" | "RETURNED";

/** Money between an account and its holder's own bank. `wayId` names the relationship or the bank it goes through. */
export type Transfer = {
  id: string;
  accountId: string;
  type: "ach" | "wire";
  direction: "INCOMING" | "OUTGOING";
  status: TransferStatus;
  /** What was asked for; with a fee of the holder's own, less of it arrives. */
  requested: Cents;
  fee: Cents;
  feePaymentMethod: "user" | "invoice";
  wayId: string;
  information: string;
  reason: string | null;
  createdAtMs: number;
  updatedAtMs: number;
};

type TransferRow = Row &
  Record<"id" | "account_id" | "type" | "direction" | "status" | "way_id" | "information", string> &
  Record<"requested" | "fee" | "created_at" | "updated_at", bigint> & {
    reason: string | null;
    fee_payment_method: string;
  };

const from = (row: TransferRow): Transfer => ({
  id: row.id,
  accountId: row.account_id,
  type: row.type as Transfer["type"],
  direction: row.direction as Transfer["direction"],
  status: row.status as TransferStatus,
  requested: cents(row.requested),
  fee: cents(row.fee),
  feePaymentMethod: row.fee_payment_method as Transfer["feePaymentMethod"],
  wayId: row.way_id,
  information: row.information,
  reason: row.reason,
  createdAtMs: Number(row.created_at),
  updatedAtMs: Number(row.updated_at),
});

/** What moves to or from the bank: the fee stays behind where the holder pays it. */
export function amountOf({ requested, fee, feePaymentMethod }: Transfer): Cents {
  return feePaymentMethod === "user" ? cents(requested - fee) : requested;
}

export function findTransfer(state: State, id: string): Transfer | null {
  const row = state.find<TransferRow>("select * from transfer where id = ?", id);
  return row && from(row);
}

export function countTransfers(state: State): number {
  return Number(state.find<Row & { count: bigint }>("select count(*) as count from transfer")?.count ?? 0n);
}

export function insertTransfer(state: State, transfer: Transfer): void {
  state.run(
    `insert into transfer (id, account_id, type, direction, status, requested, fee, fee_payment_method, way_id,
       information, reason, created_at, updated_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    transfer.id,
    transfer.accountId,
    transfer.type,
    transfer.direction,
    transfer.status,
    transfer.requested,
    transfer.fee,
    transfer.feePaymentMethod,
    transfer.wayId,
    transfer.information,
    transfer.reason,
    transfer.createdAtMs,
    transfer.updatedAtMs,
  );
}

/** Writes what may change of a transfer. */
export function setTransfer(state: State, { id, status, reason, updatedAtMs }: Transfer): void {
  const sql = "update transfer set status = ?, reason = ?, updated_at = ? where id = ?";
  state.run(sql, status, reason, updatedAtMs, id);
}

/** Which transfers of an account a list is to show. */
export type TransferFilter = { direction: string | null; limit: number; offset: number };

/** An account's transfers, the newest first. */
export function listTransfers(state: State, accountId: string, filter: TransferFilter): Transfer[] {
  const sql = `select * from transfer where account_id = ? and direction = coalesce(?, direction)
    order by sequence desc limit ? offset ?`;
  return state.all<TransferRow>(sql, accountId, filter.direction, filter.limit, filter.offset).map(from);
}
