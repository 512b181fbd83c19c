import { percentText } from "../figures.ts";

/** What a picture of weights shows, in words: `VT 60%, BND 40%`. */
export function weightsInWords(holdings: readonly { symbol: string; weightBps: number }[]): string {
  return holdings.map((holding) => `${holding.symbol} ${percentText(holding.weightBps)}`).join(", ");
}

/** The largest weight first; equal weights by symbol, so that the order never depends on how they arrived. */
export function largestFirst<Holding extends { symbol: string; weightBps: number }>(
  holdings: readonly Holding[],
): Holding[] {
  return holdings.toSorted((a, b) => b.weightBps - a.weightBps || (a.symbol < b.symbol ? -1 : 1));
}

/** How a portfolio spreads over sectors, largest first. */
export function bySector(holdings: readonly { sector: string; weightBps: number }[]): [sector: string, bps: number][] {
  const sectors = new Map<string, number>();
  for (const { sector, weightBps } of holdings) sectors.set(sector, (sectors.get(sector) ?? 0) + weightBps);
  return [...sectors].toSorted(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
}
