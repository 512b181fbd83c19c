/**
 * Reads JSON so that no number ever becomes a float: each number is given as the text it was written in.
 *
 * The broker writes decimals as strings in one place and as numbers in another (its market data); after this
 * both are the same text, exact to the last digit.
 */
export function readExactJson(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) =>
    typeof value === "number" ? context?.source : value,
  );
}
