import { present } from "@kura/shared/assert.ts";
import { type Cents, cents, type Shares, shares } from "@kura/shared/money.ts";
import type { Row, State } from "../state.ts";

// Totals that every change of an open order moves along: nobody adds up all open orders for each new one.
const KEPT = "select coalesce(sum(amount), 0) as total from reservation where account_id = ? and symbol = ?";

/** Buying power that an account's open purchases keep from other orders. */
export function reservedCash(state: State, accountId: string): Cents {
  return cents(total(state, KEPT, accountId, ""));
}

/** Shares of a symbol that an account's open sales keep from other orders. */
export function reservedShares(state: State, accountId: string, symbol: string): Shares {
  return shares(total(state, KEPT, accountId, symbol));
}

/** Proceeds that have not settled by a day: cash already, but not to be taken out. */
export function unsettledProceeds(state: State, accountId: string, on: string): Cents {
  const sql = "select coalesce(sum(amount), 0) as total from unsettled where account_id = ? and settles_on > ?";
  return cents(total(state, sql, accountId, on));
}

function total(state: State, sql: string, ...values: string[]): bigint {
  const row = state.find<Row & { total: bigint }>(sql, ...values);
  return present(row, "total: an aggregate has a row").total;
}
