import { type Cents, cents, type Shares, shares } from "@kura/shared/money.ts";
import { doLater, isPutOff } from "../clock/later.ts";
import { addDays, newYorkDay, newYorkMoment, nextSession, nextTimes, previousSession } from "../clock/us-calendar.ts";
import { formatMoment } from "../http.ts";
import type { Row, State } from "../state.ts";
import type { World } from "../world.ts";
import { listAccounts } from "./account.ts";
import { listPositions } from "./position.ts";
import { reservedCash } from "./reserved.ts";
import { marketValueOf } from "./value.ts";

/** What an account was worth when a trading day closed. */
export type AccountClose = { on: string; cash: Cents; longMarketValue: Cents; buyingPower: Cents };
/** What an account held of a symbol when a trading day closed. */
export type PositionClose = { accountId: string; symbol: string; qty: Shares; cost: bigint };

/** Reports of a trading day are ready at this New York time on the day after it. */
const REPORTED = "04:00";

/** In a new world, has the first close looked forward to. */
export function expectCloses(state: State, nowMs: number): void {
  if (!isPutOff(state, "session_close")) doLater(state, nextTimes(nowMs).closeMs, "session_close", "");
}

/** At each close: keeps what every account holds and is worth, for all that is told of "the previous day". */
export function closeSession(world: World, atMs: number): void {
  const { state } = world;
  const on = newYorkDay(atMs);
  for (const { id, cash } of listAccounts(state)) {
    const power = cash - reservedCash(state, id);
    const value = marketValueOf(world, listPositions(world.state, id), atMs);
    state.run("insert into account_close values (?, ?, ?, ?, ?)", id, on, cash, value, power > 0n ? power : 0n);
    for (const { symbol, qty, cost } of listPositions(state, id)) {
      state.run("insert into position_close values (?, ?, ?, ?, ?)", on, id, symbol, qty, String(cost));
    }
  }
  // The day before is still asked for until the reports of this one are ready.
  const before = previousSession(atMs).on;
  state.run("delete from account_close where closed_on < ?", before);
  state.run("delete from position_close where closed_on < ?", before);
  doLater(state, newYorkMoment(addDays(on, 1), REPORTED), "day_reports", on);
  doLater(state, nextSession(atMs).closeMs, "session_close", "");
}

/** Tells the stream of the system that the reports of a trading day are ready. */
export function announceReports(world: World, on: string, atMs: number): void {
  for (const type of ["eod_balances_ready", "eod_positions_ready"]) {
    const what = type === "eod_balances_ready" ? "balances" : "positions";
    world.feed.publish("system", { atMs, accountId: null }, (eventId) => ({
      event_id: eventId,
      type,
      system_date: on,
      description: `End of day ${what} of ${on} are ready`,
      at: formatMoment(atMs),
    }));
  }
}

/** The last trading day of which the reports are ready. */
export function reportedDay(nowMs: number): string {
  const today = newYorkDay(nowMs);
  const early = nowMs < newYorkMoment(today, REPORTED);
  return previousSession(early ? newYorkMoment(today, "00:00") - 1 : nowMs).on;
}

type AccountCloseRow = Row & { closed_on: string; cash: bigint; long_market_value: bigint; buying_power: bigint };

/** What an account was worth at the close of the trading day before today; null where it was not there yet. */
export function findAccountClose(state: State, accountId: string, nowMs: number): AccountClose | null {
  const sql = "select * from account_close where account_id = ? and closed_on = ?";
  const row = state.find<AccountCloseRow>(sql, accountId, previousSession(nowMs).on);
  return (
    row && {
      on: row.closed_on,
      cash: cents(row.cash),
      longMarketValue: cents(row.long_market_value),
      buyingPower: cents(row.buying_power),
    }
  );
}

type PositionCloseRow = Row & { account_id: string; symbol: string; qty: bigint; cost: string };

/** What an account held of a symbol at the close of a trading day. */
export function findPositionClose(state: State, accountId: string, symbol: string, on: string): PositionClose | null {
  const sql = "select * from position_close where closed_on = ? and account_id = ? and symbol = ?";
  const row = state.find<PositionCloseRow>(sql, on, accountId, symbol);
  return row && closeFrom(row);
}

/** Everything that was held at the close of a trading day, after an account and a symbol. */
export function listPositionCloses(state: State, on: string, after: [string, string], limit: number): PositionClose[] {
  const sql = `select * from position_close where closed_on = ? and (account_id, symbol) > (?, ?)
    order by account_id, symbol limit ?`;
  return state.all<PositionCloseRow>(sql, on, ...after, limit).map(closeFrom);
}

const closeFrom = (row: PositionCloseRow): PositionClose => ({
  accountId: row.account_id,
  symbol: row.symbol,
  qty: shares(row.qty),
  cost: BigInt(row.cost),
});
