import { addDays, isSettlementDay, newYorkMoment, previousSession, settlementDayFrom } from "../clock/us-calendar.ts";

/** The broker's beginning of a day: splits, mergers and renames are booked, and who holds what is written down. */
export function beginningOf(on: string): number {
  return newYorkMoment(on, "02:15");
}

/** When the cash of a day is paid: its first settlement day, in the morning. */
export function paysAt(on: string): number {
  return newYorkMoment(settlementDayFrom(on), "08:00");
}

/** When what is withheld from a payment is taken. */
export function withholdsAt(on: string): number {
  return newYorkMoment(settlementDayFrom(on), "08:01");
}

/** The last trading day before a day: holdings as of its end count. */
export function dayBefore(on: string): string {
  return previousSession(newYorkMoment(on, "12:00")).on;
}

/** The settlement day some settlement days later. */
export function settlementDayAfter(on: string, days: number): string {
  let day = on;
  for (let left = days; left > 0; ) {
    day = addDays(day, 1);
    if (isSettlementDay(day)) left -= 1;
  }
  return day;
}
