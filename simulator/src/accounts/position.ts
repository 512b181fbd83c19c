import { assert } from "@kura/shared/assert.ts";
import { type Price, type Shares, shares } from "@kura/shared/money.ts";
import type { Row, State } from "../state.ts";

/** Shares of one symbol in the pool, and what they cost in 10⁻¹⁵ dollars. */
export type Position = { symbol: string; qty: Shares; cost: bigint };
type PositionRow = Row & { symbol: string; qty: bigint; cost: string };

const from = (row: PositionRow): Position => ({ symbol: row.symbol, qty: shares(row.qty), cost: BigInt(row.cost) });

export function listPositions(state: State): Position[] {
  return state.all<PositionRow>("select * from position order by symbol").map(from);
}

export function findPosition(state: State, symbol: string): Position | null {
  const row = state.find<PositionRow>("select * from position where symbol = ?", symbol);
  return row && from(row);
}

/** The pool after a trade; a sale takes its share of the cost with it. */
export function positionAfter(position: Position, side: "buy" | "sell", qty: Shares, at: Price): Position {
  if (side === "buy") {
    return { symbol: position.symbol, qty: shares(position.qty + qty), cost: position.cost + qty * at };
  }
  assert(qty <= position.qty, "positionAfter: no sale takes more than the pool holds");
  const cost = position.qty === 0n ? 0n : position.cost - (position.cost * qty) / position.qty;
  return { symbol: position.symbol, qty: shares(position.qty - qty), cost };
}

export function setPosition(state: State, { symbol, qty, cost }: Position): void {
  if (qty === 0n) state.run("delete from position where symbol = ?", symbol);
  else {
    state.run(
      "insert into position values (?, ?, ?) on conflict do update set qty = excluded.qty, cost = excluded.cost",
      symbol,
      qty,
      String(cost),
    );
  }
}
