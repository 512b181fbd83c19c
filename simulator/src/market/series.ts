/** All splits of a series up to a moment, taken together: so many new shares for so many old ones. */
export type SplitFactor = { fromMs: number; newRate: bigint; oldRate: bigint };
/** A time in which nothing of a series trades; without an end it goes on. */
export type Halt = { fromMs: number; toMs: number | null };

/** What decides how a price moves, besides the seed. `series` is the name that its waves belong to. */
export type Priced = {
  series: string;
  base: bigint;
  liveliness: number;
  /** By moment; each holds those before it. */
  splits: readonly SplitFactor[];
  halts: readonly Halt[];
  /** The first moment at which it may trade, and the first at which it no longer does; null without such a moment. */
  listedMs: number | null;
  endedMs: number | null;
};

/** A series that nothing has happened to. */
export function newSeries(listed: { symbol: string; base: bigint; liveliness: number }): Priced {
  const { symbol: series, base, liveliness } = listed;
  return { series, base, liveliness, splits: [], halts: [], listedMs: null, endedMs: null };
}
