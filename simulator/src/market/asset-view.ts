import type { Listing } from "./market.ts";

/** A symbol as the broker's master list shows it. */
export function assetView(listing: Listing): object {
  return {
    id: listing.id,
    class: "us_equity",
    exchange: listing.exchange,
    symbol: listing.symbol,
    name: listing.name,
    status: "active",
    tradable: true,
    marginable: true,
    shortable: true,
    borrow_status: "easy_to_borrow",
    fractionable: listing.fractionable,
    margin_requirement_long: "30",
    margin_requirement_short: "30",
    attributes: ["has_options"],
  };
}
