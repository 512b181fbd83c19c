import { addDays, newYorkDay, newYorkMoment, sessionOn, settlesOn } from "../clock/us-calendar.ts";

/** When one trading day's parts begin and end: before the opening, the session, and after the close. */
export type TradingHours = {
  on: string;
  preMs: number;
  openMs: number;
  closeMs: number;
  afterMs: number;
  /** When orders for the next auctions are taken again: 19:00. */
  eveningMs: number;
  /** The day on which its trades settle. */
  settlesOn: string;
};
export type Phase = "closed" | "pre" | "core" | "after";

const known = new Map<string, TradingHours | null>();

/** The hours of a New York day; null when the exchanges are closed all day. */
function hoursOn(on: string): TradingHours | null {
  const found = known.get(on);
  if (found !== undefined) return found;
  const session = sessionOn(on);
  const hours = session && {
    on,
    preMs: newYorkMoment(on, "04:00"),
    openMs: session.openMs,
    closeMs: session.closeMs,
    afterMs: newYorkMoment(on, session.half ? "17:00" : "20:00"),
    eveningMs: newYorkMoment(on, "19:00"),
    settlesOn: settlesOn(on),
  };
  known.set(on, hours);
  return hours;
}

/** The hours of the day that a moment belongs to; null when it is no trading day. */
export function hoursAt(ms: number): TradingHours | null {
  return hoursOn(newYorkDay(ms));
}

/** What the market does at a moment. */
export function phaseAt(ms: number): Phase {
  const hours = hoursAt(ms);
  if (!hours || ms < hours.preMs || ms >= hours.afterMs) return "closed";
  if (ms < hours.openMs) return "pre";
  return ms < hours.closeMs ? "core" : "after";
}

/** From when to when an order can trade. */
export type TradingWindow = { fromMs: number; toMs: number };

/** The window in which an order trades that is open at a moment, or the next one that opens. */
export function tradingWindow(ms: number, extendedHours: boolean): TradingWindow {
  for (let on = newYorkDay(ms); ; on = addDays(on, 1)) {
    const hours = hoursOn(on);
    const toMs = hours && (extendedHours ? hours.afterMs : hours.closeMs);
    if (hours && toMs && ms < toMs) return { fromMs: extendedHours ? hours.preMs : hours.openMs, toMs };
  }
}

/** The first opening after a moment. */
export function nextOpening(ms: number): number {
  const { fromMs, toMs } = tradingWindow(ms, false);
  return fromMs > ms ? fromMs : tradingWindow(toMs, false).fromMs;
}
