import { type Cents, cents, shares } from "@kura/shared/money.ts";
import type { Account } from "../accounts/account.ts";
import { listPositions, type Position, positionOf } from "../accounts/position.ts";
import type { Booking } from "../bookings/book.ts";
import type { Row, State } from "../state.ts";
import type { World } from "../world.ts";

const LAG_MS = 2_000;
const LOOKS = 3;

type LagRow = Row & { sequence: bigint; net: bigint; symbol: string | null; qty: bigint; cost: string };

/** What an account shows of itself; a booking that lags is not in it yet. */
export type Shown = { cash: Cents; positions: Position[] };

/** Before something is booked: where the fault strikes, keeps what it will move, for the account to show it later. */
export function lagBalances(world: World, atMs: number, booking: Booking): void {
  const { state, faults } = world;
  const { accountId, refId, net, position, faults: named = [] } = booking;
  if (named.length === 0 && !faults.any()) return;
  const symbol = position?.symbol ?? null;
  const key = `${accountId} ${refId}`;
  if (!faults.strikes("balances_lag", { key, symbol: symbol ?? undefined, named })) return;
  const before = position && positionOf(state, accountId, position.symbol);
  state.run(
    `insert into balance_lag (account_id, net, symbol, qty, cost, until, looks_left) values (?, ?, ?, ?, ?, ?, ?)`,
    ...[accountId, net, symbol],
    ...(position && before ? [position.qty - before.qty, String(position.cost - before.cost)] : [0n, "0"]),
    ...[atMs + LAG_MS, LOOKS],
  );
}

/**
 * One look at an account: its cash and positions as they were before the bookings that lag. Each is shown after two
 * business seconds, or after three looks where the clock stands.
 */
export function lookAtAccount({ state }: World, account: Account, nowMs: number): Shown {
  const truth = { cash: account.cash, positions: listPositions(state, account.id) };
  const lags = state.all<LagRow>("select * from balance_lag where account_id = ? order by sequence", account.id);
  if (lags.length === 0) return truth;
  return state.transaction(() => {
    state.run("delete from balance_lag where account_id = ? and (until <= ? or looks_left = 0)", account.id, nowMs);
    state.run("update balance_lag set looks_left = looks_left - 1 where account_id = ?", account.id);
    return before(truth, account.id, laggingNow(state, account.id));
  });
}

function laggingNow(state: State, accountId: string): LagRow[] {
  return state.all<LagRow>("select * from balance_lag where account_id = ? order by sequence", accountId);
}

/** What an account showed before some bookings. */
function before(truth: Shown, accountId: string, lags: readonly LagRow[]): Shown {
  const positions = new Map(truth.positions.map((position) => [position.symbol, position]));
  let cash: bigint = truth.cash;
  for (const { net, symbol, qty, cost } of lags) {
    cash -= net;
    if (symbol === null) continue;
    const shown = positions.get(symbol) ?? { accountId, symbol, qty: shares(0n), cost: 0n };
    positions.set(symbol, { ...shown, qty: shares(shown.qty - qty), cost: shown.cost - BigInt(cost) });
  }
  const held = [...positions.values()].filter((position) => position.qty !== 0n);
  return { cash: cents(cash), positions: held.toSorted((a, b) => (a.symbol < b.symbol ? -1 : 1)) };
}
