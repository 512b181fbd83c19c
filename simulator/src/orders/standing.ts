import { present } from "@kura/shared/assert.ts";
import { type Cents, cents, type Shares, shares } from "@kura/shared/money.ts";
import type { Row, State } from "../state.ts";
import { OPEN, type OrderStatus, type Side } from "./order.ts";

/** Where an account stands when it asks for an order in a symbol. */
export type Standing = {
  /** The sequence the next order gets. */
  nextSequence: number;
  /** The status of the order that has this client order id already. */
  taken: OrderStatus | null;
  /** Cash that no open purchase keeps. */
  spendable: Cents;
  /** Shares of the symbol, and how many of them open sales keep. */
  heldQty: Shares;
  reservedQty: Shares;
  /** Whether any order on the other side of the symbol is open. */
  opposed: boolean;
};

const SQL = `select
  (select coalesce(max(sequence), 0) + 1 from trade_order) as sequence,
  (select status from trade_order where account_id = ?1 and client_order_id = ?4) as taken,
  (select cash from account where id = ?1) as cash,
  coalesce((select amount from reservation where account_id = ?1 and symbol = ''), 0) as reserved_cash,
  coalesce((select qty from position where account_id = ?1 and symbol = ?2), 0) as held_qty,
  coalesce((select amount from reservation where account_id = ?1 and symbol = ?2), 0) as reserved_qty,
  exists (select 1 from trade_order where ${OPEN} and account_id = ?1 and symbol = ?2 and side = ?3) as opposed`;

type StandingRow = Row &
  Record<"sequence" | "cash" | "reserved_cash" | "held_qty" | "reserved_qty" | "opposed", bigint> & {
    taken: string | null;
  };

/** Reads, in one look, what decides about most orders. */
export function readStanding(
  state: State,
  accountId: string,
  { symbol, side, clientOrderId }: { symbol: string; side: Side; clientOrderId: string | null },
): Standing {
  const found = state.find<StandingRow>(SQL, accountId, symbol, otherSide(side), clientOrderId);
  const row = present(found, "readStanding: a select without a table has a row");
  return {
    nextSequence: Number(row.sequence),
    taken: row.taken as OrderStatus | null,
    spendable: cents(row.cash - row.reserved_cash),
    heldQty: shares(row.held_qty),
    reservedQty: shares(row.reserved_qty),
    opposed: row.opposed === 1n,
  };
}

export function otherSide(side: Side): Side {
  return side === "buy" ? "sell" : "buy";
}
