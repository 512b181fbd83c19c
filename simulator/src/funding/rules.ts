import { addDays, newYorkDay, newYorkMoment, settlementDayFrom } from "../clock/us-calendar.ts";
import type { Transfer } from "./transfer.ts";

/** Until when, in New York, what leaves still leaves on the same day. */
const CUTOFF = { ach: "14:00", wire: "16:00" } as const;
/** When banks send back what they do not want. */
const RETURNED = "10:00";

/** When what is to leave is sent: at the cut-off of this day or of the next one on which banks work. */
export function sentAtMs(type: Transfer["type"], nowMs: number): number {
  const today = newYorkDay(nowMs);
  const early = nowMs < newYorkMoment(today, CUTOFF[type]);
  return newYorkMoment(settlementDayFrom(early ? today : addDays(today, 1)), CUTOFF[type]);
}

/** When a bank sends a transfer back: in the morning of the next day on which banks work. */
export function returnedAtMs(completedAtMs: number): number {
  return newYorkMoment(settlementDayFrom(addDays(newYorkDay(completedAtMs), 1)), RETURNED);
}

/** What a test asks for in `additional_information`: the bank refuses the transfer, or sends it back a day later. */
export function fixtureOf(information: string): "rejected" | "returned" | null {
  const [, word] = /\/fixtures\/status=(rejected|returned)\/fixtures\//.exec(information) ?? [];
  return word === "rejected" || word === "returned" ? word : null;
}
