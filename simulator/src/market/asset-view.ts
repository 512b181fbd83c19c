import { assetId, type ListedSymbol } from "./symbols.ts";

/** A symbol as the broker's master list shows it. */
export function assetView(seed: number, listed: ListedSymbol): object {
  return {
    id: assetId(seed, listed.symbol),
    class: "us_equity",
    exchange: listed.exchange,
    symbol: listed.symbol,
    name: listed.name,
    status: "active",
    tradable: true,
    marginable: true,
    shortable: true,
    borrow_status: "easy_to_borrow",
    fractionable: listed.fractionable,
    margin_requirement_long: "30",
    margin_requirement_short: "30",
    attributes: ["has_options"],
  };
}
