import { addDays, newYorkDay, sessionOn } from "../clock/us-calendar.ts";

/** From when to when an order can trade. */
export type TradingWindow = { fromMs: number; toMs: number };

/** The window in which an order trades that is open at a moment, or the next one that opens. */
export function tradingWindow(ms: number, extendedHours: boolean): TradingWindow {
  for (let on = newYorkDay(ms); ; on = addDays(on, 1)) {
    const session = sessionOn(on);
    if (!session) continue;
    const { preOpenMs, openMs, closeMs, afterCloseMs } = session;
    const window = extendedHours ? { fromMs: preOpenMs, toMs: afterCloseMs } : { fromMs: openMs, toMs: closeMs };
    if (ms < window.toMs) return window;
  }
}

/** The first opening after a moment. */
export function nextOpening(ms: number): number {
  const { fromMs, toMs } = tradingWindow(ms, false);
  return fromMs > ms ? fromMs : tradingWindow(toMs, false).fromMs;
}
