import { type HistoryQuery, writePageToken } from "./data-query.ts";

/** One row of history, which its symbol and moment name. */
export type HistoryRow = { atMs: number; view: object };

export type Page = { bySymbol: Record<string, object[]>; nextPageToken: string | null };

/**
 * One page of history: symbols in the order of the alphabet, each by time, as many rows as fit.
 *
 * Rows are made one by one and no more of them than the page needs, so what is asked for may be as long as it likes.
 */
export function takePage(
  query: Pick<HistoryQuery, "symbols" | "fromMs" | "toMs" | "limit" | "descending" | "after">,
  rowsOf: (symbol: string, fromMs: number, toMs: number) => Iterable<HistoryRow>,
): Page {
  const { symbols, limit, descending, after } = query;
  const bySymbol: Page["bySymbol"] = {};
  let taken = 0;
  let last: { symbol: string; atMs: number } | null = null;
  for (const symbol of symbols) {
    if (after && symbol < after.symbol) continue;
    let { fromMs, toMs } = query;
    if (after?.symbol === symbol && descending) toMs = Math.min(toMs, after.atMs - 1);
    else if (after?.symbol === symbol) fromMs = Math.max(fromMs, after.atMs + 1);
    if (fromMs > toMs) continue;
    for (const { atMs, view } of rowsOf(symbol, fromMs, toMs)) {
      if (taken === limit && last) return { bySymbol, nextPageToken: writePageToken(last) };
      const rows = bySymbol[symbol] ?? [];
      bySymbol[symbol] = rows;
      rows.push(view);
      taken += 1;
      last = { symbol, atMs };
    }
  }
  return { bySymbol, nextPageToken: null };
}
