import { sum, WHOLE_BPS } from "@kura/shared/money.ts";
import { type Refusal, refuse } from "../refusal.ts";

export type TargetHolding = { readonly symbol: string; readonly weightBps: bigint };

const HOLDINGS_MOST = 50;

/** What can be wrong with a target: too few or many holdings, doubles, weights, symbols that cannot be bought. */
export function checkTarget(
  holdings: readonly TargetHolding[],
  symbols: ReadonlyMap<string, { tradable: boolean; fractionable: boolean }>,
): Refusal | null {
  if (holdings.length < 1 || holdings.length > HOLDINGS_MOST)
    return refuse("holdings_out_of_range", { holdings: `There are ${holdings.length}.` });
  const seen = new Set<string>();
  for (const [index, { symbol, weightBps }] of holdings.entries()) {
    const field = `holdings.${index}.symbol`;
    const known = symbols.get(symbol);
    if (!known) return refuse("unknown_symbol", { [field]: `${symbol} is not known.` });
    if (!known.tradable || !known.fractionable)
      return refuse("symbol_not_tradable", { [field]: `${symbol} cannot be bought at the moment.` });
    if (seen.has(symbol)) return refuse("duplicate_symbol", { [field]: `${symbol} appears twice.` });
    if (weightBps < 1n)
      return refuse("weights_not_whole", { [`holdings.${index}.weightBps`]: "A weight is at least 0.01 %." });
    seen.add(symbol);
  }
  const total = sum(holdings.map((holding) => holding.weightBps));
  if (total !== WHOLE_BPS)
    return refuse("weights_not_whole", { holdings: `The weights sum to ${total} of ${WHOLE_BPS} basis points.` });
  return null;
}
