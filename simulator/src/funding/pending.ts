import { type Cents, cents } from "@kura/shared/money.ts";
import type { Row, State } from "../state.ts";

/** Dollars that have left an account and have not arrived at a bank yet. */
export function pendingTransferOut(state: State, accountId: string): Cents {
  const sql = `select coalesce(sum(requested), 0) as total from transfer
    where account_id = ? and direction = 'OUTGOING' and status in ('QUEUED', 'SENT_TO_CLEARING')`;
  return cents(state.find<Row & { total: bigint }>(sql, accountId)?.total ?? 0n);
}
