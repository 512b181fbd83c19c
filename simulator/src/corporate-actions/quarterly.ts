import { assert } from "@kura/shared/assert.ts";
import { divide, formatDecimal } from "@kura/shared/money.ts";
import { chance } from "../chance.ts";
import { addDays, newYorkDay, sessionOn, settlementDayFrom } from "../clock/us-calendar.ts";
import { isRefusal } from "../http.ts";
import type { World } from "../world.ts";
import type { Action } from "./action.ts";
import { settlementDayAfter } from "./moments.ts";
import { parseActionRate, RATE_DECIMALS } from "./read-action.ts";
import { scheduleAction } from "./schedule.ts";
import { listQuarterly, setRate } from "./store.ts";

/** Who pays, and how many basis points of the price in a year: plausible, not quotations. */
const YEARLY_BPS = `
VT 180 VTI 120 VOO 115 SPY 115 IVV 120 QQQ 50 VEA 280 VXUS 290 VWO 280 EFA 270 IEMG 270 IWM 105 VUG 45 VTV 210 VB 130
VIG 165 VYM 250 SCHD 370 HDV 340 VNQ 380 XLK 60 XLV 165 BND 380 AGG 385 TLT 430 SHY 390 LQD 440 AAPL 40 MSFT 70 NVDA 3
GOOGL 30 META 35 AVGO 70 CRM 70 ORCL 90 CSCO 215 JPM 190 BAC 215 V 80 MA 55 UNH 270 LLY 60 JNJ 265 MRK 350 PFE 680
PG 285 KO 285 PEP 385 COST 55 WMT 90 HD 245 MCD 240 NKE 250 DIS 95 XOM 335 CVX 445 CAT 105 T 435 VZ 670
`;
const PER_QUARTER = 4n * 10_000n;
const TICK = 100n; // dividends are announced in hundredths of a cent; prices are in millionths of a dollar
const DAYS_PER_QUARTER = 91; // thirteen weeks: the same weekday again

/** Schedules the first dividend of every payer, within the first three months of a world. Once. */
export function openQuarterlyDividends(world: World, nowMs: number): void {
  const { state, market } = world;
  if (state.getNote("quarterly_dividends") !== null) return;
  state.setNote("quarterly_dividends", "scheduled");
  const words = YEARLY_BPS.trim().split(/\s+/);
  for (let index = 0; index < words.length; index += 2) {
    const [symbol = "", yearlyBps = "0"] = words.slice(index, index + 2);
    const quarter = divide(market.get(symbol).base * BigInt(yearlyBps), PER_QUARTER * TICK, "half_even") * TICK;
    const first = addDays(newYorkDay(nowMs), 7 + (chance(state.seed, "dividend", symbol) % 84));
    const exOn = tradingDayFrom(first);
    const payableOn = settlementDayAfter(exOn, 8 + (chance(state.seed, "payable", symbol) % 12));
    schedule(world, nowMs, { symbol, rate: formatDecimal(quarter, 6, 0), exOn, payableOn });
  }
}

/** What was paid every quarter is announced again as soon as who is entitled is known. */
export function scheduleNextQuarter(world: World, { symbol, rate, exOn, payableOn }: Action, nowMs: number): void {
  assert(rate !== null, "scheduleNextQuarter: a dividend has a rate");
  schedule(world, nowMs, {
    symbol,
    rate,
    exOn: tradingDayFrom(addDays(exOn, DAYS_PER_QUARTER)),
    payableOn: settlementDayFrom(addDays(payableOn, DAYS_PER_QUARTER)),
  });
}

/** After a split as much is paid on the new shares as would have been on the old ones. */
export function splitQuarterly({ state }: World, symbol: string, rates: { oldRate: bigint; newRate: bigint }): void {
  for (const { id, rate } of listQuarterly(state, symbol)) {
    const split = divide(parseActionRate(rate ?? "0") * rates.oldRate, rates.newRate, "half_even");
    if (split > 0n) setRate(state, id, formatDecimal(split, RATE_DECIMALS, 0));
  }
}

type Quarter = { symbol: string; rate: string; exOn: string; payableOn: string };

function schedule(world: World, nowMs: number, quarter: Quarter): void {
  const scheduled = scheduleAction(world, nowMs, { kind: "cash_dividend", ...quarter }, { quarterly: true });
  assert(!isRefusal(scheduled), "schedule: a quarterly dividend is of a listed symbol, ahead, and in order");
}

function tradingDayFrom(on: string): string {
  let day = on;
  while (sessionOn(day) === null) day = addDays(day, 1);
  return day;
}
