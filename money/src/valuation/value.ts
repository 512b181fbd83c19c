import {
  type Cents,
  cents,
  centsToYen,
  divide,
  notional,
  type Price,
  type Rate,
  type Shares,
  sum,
  type Yen,
  yen,
} from "@kura/shared/money.ts";

export type Valued = { readonly symbol: string; readonly value: Cents; readonly weightBps: bigint };

/** Values positions at prices, each rounded down to the cent, with their weights among the positions. */
export function valuePositions(
  positions: ReadonlyMap<string, Shares>,
  prices: ReadonlyMap<string, { price: Price }>,
): Valued[] {
  const valued = [...positions].map(([symbol, quantity]) => {
    const quote = prices.get(symbol);
    return { symbol, value: quote ? notional(quote.price, quantity, "down") : cents(0n) };
  });
  const total = sum(valued.map((one) => one.value));
  return valued.map((one) => ({
    ...one,
    weightBps: total === 0n ? 0n : divide(one.value * 10_000n, total, "half_even"),
  }));
}

/** Everything a customer has, in dollars and in yen at the bid, rounded down. */
export function totalOf(
  parts: { readonly usd: bigint; readonly jpy: bigint },
  rate: Rate,
): { readonly usd: Cents; readonly jpy: Yen } {
  const jpy = yen(parts.jpy + centsToYen(cents(parts.usd), rate, "down"));
  const usd = cents(parts.usd + divide(parts.jpy * 100_000_000n, rate, "down"));
  return { usd, jpy };
}
