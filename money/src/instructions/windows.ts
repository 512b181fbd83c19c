import type { TradingDay } from "@kura/shared/calendar.ts";
import { type Queryable, rows } from "../db.ts";
import type { WindowRow } from "../rows.ts";

/** How long before the opening customers' instructions are frozen and their yen converted. */
const CUTOFF_BEFORE_OPEN = Temporal.Duration.from({ minutes: 60 });
/** How long after the opening, when prices have settled down, the window trades. */
const RUNS_AFTER_OPEN = Temporal.Duration.from({ minutes: 30 });

/** An order that reaches the broker after the close waits there for another day's opening, so none leaves so late. */
const LAST_ORDER_BEFORE_CLOSE = Temporal.Duration.from({ minutes: 1 });

/** A trading window as callers see it. */
export type TradingWindow = {
  id: string;
  tradeOn: string;
  cutoffAt: string;
  opensAt: string;
  runsAt: string;
  stage: WindowRow["stage"];
};

/** The window of a session, from the session's own hours: half days and daylight saving are the calendar's business. */
export function windowOf(session: TradingDay, id: string): WindowRow {
  return {
    id,
    trade_on: session.date,
    cutoff_at: session.openAt.subtract(CUTOFF_BEFORE_OPEN),
    opens_at: session.openAt,
    runs_at: session.openAt.add(RUNS_AFTER_OPEN),
    closes_at: session.closeAt,
    stage: "open",
    mid_rate: null,
    customer_rate: null,
    spread_bps: null,
  };
}

/** The windows that an instruction given now could still be part of, the next one first. */
export async function findOpenWindows(on: Queryable, now: Temporal.Instant, most = 2): Promise<WindowRow[]> {
  return rows<WindowRow>(
    on,
    "select * from windows where stage = 'open' and cutoff_at > $1 order by cutoff_at limit $2",
    [now, most],
  );
}

export async function findWindow(on: Queryable, tradeOn: string): Promise<WindowRow | undefined> {
  const [found] = await rows<WindowRow>(on, "select * from windows where trade_on = $1", [tradeOn]);
  return found;
}

/** The first of these windows that still takes an instruction at a moment. */
export function pickWindow(windows: readonly (WindowRow | undefined)[], now: Temporal.Instant): WindowRow | undefined {
  return windows.find((window) => window?.stage === "open" && Temporal.Instant.compare(now, window.cutoff_at) < 0);
}

/** Whether orders may still be sent in the window's session. */
export function takesOrders(window: Pick<WindowRow, "closes_at">, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(now, window.closes_at.subtract(LAST_ORDER_BEFORE_CLOSE)) < 0;
}

export function describeWindow(window: WindowRow): TradingWindow {
  return {
    id: window.id,
    tradeOn: window.trade_on,
    cutoffAt: window.cutoff_at.toString(),
    opensAt: window.opens_at.toString(),
    runsAt: window.runs_at.toString(),
    stage: window.stage,
  };
}
