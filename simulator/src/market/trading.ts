import { latestTradingDay, type Session } from "../clock/us-calendar.ts";
import type { Priced } from "./series.ts";

/** When a series can be traded at all, and what was halted. */
export type Tradable = Pick<Priced, "halts" | "listedMs" | "endedMs">;

/** The part of a trading day in which a trade is printed every so often, at whole multiples of `stepMs`. */
export type Hours = { phase: "pre" | "core" | "after"; fromMs: number; toMs: number; stepMs: number };

/** One trade that was printed. */
export type Print = { atMs: number; on: string; phase: Hours["phase"]; stepMs: number };

const CORE_STEP_MS = 10_000;
const OUTSIDE_STEP_MS = 30_000;

const hoursOfDays = new WeakMap<Session, readonly Hours[]>();

/** The parts of a trading day, in order. */
export function hoursOf(session: Session): readonly Hours[] {
  const known = hoursOfDays.get(session);
  if (known) return known;
  const { preOpenMs, openMs, closeMs, afterCloseMs } = session;
  const hours: Hours[] = [
    { phase: "pre", fromMs: preOpenMs, toMs: openMs, stepMs: OUTSIDE_STEP_MS },
    { phase: "core", fromMs: openMs, toMs: closeMs, stepMs: CORE_STEP_MS },
    { phase: "after", fromMs: closeMs, toMs: afterCloseMs, stepMs: OUTSIDE_STEP_MS },
  ];
  hoursOfDays.set(session, hours);
  return hours;
}

/** The moment whose price counts: the moment itself while trading is possible, else when it last was. */
export function standsAt({ halts, endedMs }: Tradable, atMs: number): number {
  let stands = endedMs !== null && endedMs < atMs ? endedMs : atMs;
  for (;;) {
    const { afterCloseMs } = latestTradingDay(stands + 1);
    if (afterCloseMs < stands) stands = afterCloseMs;
    const halt = halts.find(({ fromMs, toMs }) => fromMs < stands && (toMs === null || stands < toMs));
    if (!halt) return stands;
    stands = halt.fromMs;
  }
}

/** The last trade printed by a moment; null when there was none yet. */
export function lastPrint({ halts, listedMs, endedMs }: Tradable, atMs: number): Print | null {
  let byMs = endedMs !== null && endedMs <= atMs ? endedMs - 1 : atMs;
  for (;;) {
    const session = latestTradingDay(byMs + 1);
    const hours = hoursOf(session);
    const { phase, toMs, stepMs } = hours.findLast(({ fromMs }) => fromMs <= byMs)!;
    const print = Math.floor(Math.min(byMs, toMs - 1) / stepMs) * stepMs;
    if (listedMs !== null && print < listedMs) return null;
    const halt = halts.find((each) => each.fromMs <= print && (each.toMs === null || print < each.toMs));
    if (!halt) return { atMs: print, on: session.on, phase, stepMs };
    byMs = halt.fromMs - 1;
  }
}

/** A time in which every step is printed, within one part of one trading day. */
export type Span = { fromMs: number; toMs: number; stepMs: number; on: string; phase: Hours["phase"] };

/**
 * The times in which a series was printed between two moments (the second excluded) of a trading day, in order.
 *
 * They are cut at the ends of the day's parts, at listings, halts and splits: within one of them nothing changes.
 */
export function spansOf(
  priced: Tradable & Pick<Priced, "splits">,
  session: Session,
  between: { fromMs: number; toMs: number },
  parts: "core" | "all",
): Span[] {
  const spans: Span[] = [];
  for (const { phase, stepMs, ...hours } of hoursOf(session)) {
    if (parts === "core" && phase !== "core") continue;
    const fromMs = Math.max(hours.fromMs, between.fromMs, priced.listedMs ?? between.fromMs);
    const toMs = Math.min(hours.toMs, between.toMs, priced.endedMs ?? between.toMs);
    if (fromMs >= toMs) continue;
    for (const part of cut({ fromMs, toMs }, priced)) spans.push({ ...part, stepMs, on: session.on, phase });
  }
  return spans;
}

/** Takes halts out of a time, and cuts it at splits. */
function cut(whole: { fromMs: number; toMs: number }, { halts, splits }: Pick<Priced, "halts" | "splits">) {
  let parts = [whole];
  for (const { fromMs, toMs } of halts) {
    parts = parts.flatMap((part) => [
      { fromMs: part.fromMs, toMs: Math.min(part.toMs, fromMs) },
      ...(toMs === null ? [] : [{ fromMs: Math.max(part.fromMs, toMs), toMs: part.toMs }]),
    ]);
  }
  for (const { fromMs: splitMs } of splits) {
    parts = parts.flatMap((part) =>
      part.fromMs < splitMs && splitMs < part.toMs
        ? [
            { ...part, toMs: splitMs },
            { ...part, fromMs: splitMs },
          ]
        : [part],
    );
  }
  return parts.filter((part) => part.fromMs < part.toMs);
}

/** All prints of a span: the first and the last one, and how many. Null when no step falls into it. */
export function printsOf({ fromMs, toMs, stepMs }: Span): { firstMs: number; lastMs: number; count: number } | null {
  const firstMs = Math.ceil(fromMs / stepMs) * stepMs;
  const lastMs = (Math.ceil(toMs / stepMs) - 1) * stepMs;
  return firstMs > lastMs ? null : { firstMs, lastMs, count: (lastMs - firstMs) / stepMs + 1 };
}
