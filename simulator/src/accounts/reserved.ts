import { present } from "@kura/shared/assert.ts";
import { type Cents, cents, type Shares, shares } from "@kura/shared/money.ts";
import type { Row, State } from "../state.ts";

const KEPT = `select coalesce(sum(reserved), 0) as total from trade_order
  where status in ('accepted', 'pending_new', 'new', 'partially_filled')`;

/** Buying power that open purchases keep from other orders. */
export function reservedCash(state: State): Cents {
  return cents(total(state, `${KEPT} and side = 'buy'`));
}

/** Shares of a symbol that open sales keep from other orders. */
export function reservedShares(state: State, symbol: string): Shares {
  return shares(total(state, `${KEPT} and side = 'sell' and symbol = ?`, symbol));
}

/** Proceeds of sales that have not settled by a day: cash already, but not to be taken out. */
export function unsettledProceeds(state: State, on: string): Cents {
  return cents(total(state, "select coalesce(sum(proceeds), 0) as total from sale where settles_on > ?", on));
}

function total(state: State, sql: string, ...values: string[]): bigint {
  const row = state.find<Row & { total: bigint }>(sql, ...values);
  return present(row, "total: an aggregate has a row").total;
}
