import { type Cents, cents, type Shares, shares } from "@kura/shared/money.ts";
import type { Booking } from "../bookings/book.ts";
import { detailsOf } from "../bookings/details.ts";
import { addDays, newYorkDay, newYorkMoment, sessionOn } from "../clock/us-calendar.ts";
import type { Row, State } from "../state.ts";
import { planFees, type Sale } from "./plan-fees.ts";

/** One account's sales of one day that are still to be charged, and when they will be. */
export type Charge = { accountId: string; tradeOn: string; atMs: number; sales: Sale[] };
type ChargeRow = Row & { account_id: string; trade_on: string; charged_at: bigint; qty: bigint; value: string };

const CHARGED_AT = "23:00"; // New York: the end-of-day run of the trade date
const NEXT_DAY_FROM = "20:00"; // what trades later in the evening belongs to the next trading day

/**
 * Keeps a sale until its day's fees are booked. A sale that is taken back or corrected by then is charged as it
 * stands; what was charged already stays charged.
 */
export function noteSale(state: State, booking: Booking, atMs: number): void {
  if (detailsOf(booking).side !== "sell") return;
  const { previousId, status = "executed", refId, accountId, executedAtMs, qty = 0n, price = 0n } = booking;
  const tradeOn = tradeDate(executedAtMs);
  if (previousId !== undefined) {
    state.run("delete from sale_charge where execution_id = ?", previousId);
    if (tradeDate(atMs) !== tradeOn) return;
  }
  if (status === "canceled" || detailsOf(booking).execution_type === "trade_bust") return;
  // What is booked late is charged late: never at a moment that has passed.
  const chargedAtMs = newYorkMoment(tradeDate(atMs), CHARGED_AT);
  const sql = "insert into sale_charge values (?, ?, ?, ?, ?, ?)";
  state.run(sql, refId, accountId, tradeOn, chargedAtMs, qty, String(qty * price));
}

/** The trading day that a moment belongs to. */
export function tradeDate(atMs: number): string {
  const today = newYorkDay(atMs);
  let on = atMs >= newYorkMoment(today, NEXT_DAY_FROM) ? addDays(today, 1) : today;
  while (sessionOn(on) === null) on = addDays(on, 1);
  return on;
}

/** When fees are booked next. */
export function nextChargeMoment(state: State): number | null {
  const row = state.find<Row & { next: bigint | null }>("select min(charged_at) as next from sale_charge");
  return row?.next === null || row === null ? null : Number(row.next);
}

/** What is to be charged by a moment, account by account and day by day; from then on it is charged. */
export function takeCharges(state: State, atMs: number): Charge[] {
  const charges = group(state.all<ChargeRow>(`${WAITING} where charged_at <= ? ${IN_ORDER}`, atMs));
  state.run("delete from sale_charge where charged_at <= ?", atMs);
  return charges;
}

/** The fees of an account's sales that are not booked yet: `pending_reg_taf_fees` of its balances. */
export function pendingFees(state: State, accountId: string): Cents {
  const charges = group(state.all<ChargeRow>(`${WAITING} where account_id = ? ${IN_ORDER}`, accountId));
  const fees = charges.map(({ sales }) => planFees(sales));
  return cents(fees.reduce((sum, { reg, taf }) => sum + reg + taf, 0n));
}

const WAITING = "select * from sale_charge";
const IN_ORDER = "order by charged_at, account_id, trade_on, execution_id";

function group(rows: readonly ChargeRow[]): Charge[] {
  const charges: Charge[] = [];
  for (const row of rows) {
    const [accountId, tradeOn] = [row.account_id, row.trade_on];
    const last = charges.at(-1);
    const sale = { tradeOn, qty: shares(row.qty) as Shares, value: BigInt(row.value) };
    if (last && last.accountId === accountId && last.tradeOn === tradeOn) last.sales.push(sale);
    else charges.push({ accountId, tradeOn, atMs: Number(row.charged_at), sales: [sale] });
  }
  return charges;
}
