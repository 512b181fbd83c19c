import { assert } from "@kura/shared/assert.ts";
import { type Price, type Shares, shares } from "@kura/shared/money.ts";
import type { Row, State } from "../state.ts";

/** Shares of one symbol on an account, and what they cost in 10⁻¹⁵ dollars. */
export type Position = { accountId: string; symbol: string; qty: Shares; cost: bigint };
type PositionRow = Row & { account_id: string; symbol: string; qty: bigint; cost: string };

const from = (row: PositionRow): Position => ({
  accountId: row.account_id,
  symbol: row.symbol,
  qty: shares(row.qty),
  cost: BigInt(row.cost),
});

export function listPositions(state: State, accountId: string): Position[] {
  return state.all<PositionRow>("select * from position where account_id = ? order by symbol", accountId).map(from);
}

/** Who holds a symbol, account by account. */
export function listHolders(state: State, symbol: string): Position[] {
  return state.all<PositionRow>("select * from position where symbol = ? order by account_id", symbol).map(from);
}

export function findPosition(state: State, accountId: string, symbol: string): Position | null {
  const row = state.find<PositionRow>("select * from position where account_id = ? and symbol = ?", accountId, symbol);
  return row && from(row);
}

/** What an account holds of a symbol; nothing is a position of no shares. */
export function positionOf(state: State, accountId: string, symbol: string): Position {
  return findPosition(state, accountId, symbol) ?? { accountId, symbol, qty: shares(0n), cost: 0n };
}

/** The position after a trade; a sale takes its share of the cost with it. */
export function positionAfter(position: Position, side: "buy" | "sell", qty: Shares, at: Price): Position {
  if (side === "buy") return { ...position, qty: shares(position.qty + qty), cost: position.cost + qty * at };
  assert(qty <= position.qty, "positionAfter: no sale takes more than the account holds");
  const cost = position.qty === 0n ? 0n : position.cost - (position.cost * qty) / position.qty;
  return { ...position, qty: shares(position.qty - qty), cost };
}

export function setPosition(state: State, { accountId, symbol, qty, cost }: Position): void {
  if (qty === 0n) state.run("delete from position where account_id = ? and symbol = ?", accountId, symbol);
  else {
    state.run(
      "insert into position values (?, ?, ?, ?) on conflict do update set qty = excluded.qty, cost = excluded.cost",
      accountId,
      symbol,
      qty,
      String(cost),
    );
  }
}
