import { addDays, newYorkDay, newYorkMoment, settlementDayFrom } from "../clock/us-calendar.ts";

/** Wires sent before this New York time still arrive on the same day. */
const CUTOFF = "04:00";
/** The broker books arrived wires at this New York time. */
const BOOKED = "08:15";

/** When a wire that is sent now arrives at the broker: 08:15 New York, on the next day on which US banks work. */
export function wireArrival(sentAtMs: number): number {
  const today = newYorkDay(sentAtMs);
  const early = sentAtMs < newYorkMoment(today, CUTOFF);
  return newYorkMoment(settlementDayFrom(early ? today : addDays(today, 1)), BOOKED);
}
