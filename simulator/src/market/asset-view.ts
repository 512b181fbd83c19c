import type { Listing } from "./listing.ts";

/** An asset as the broker's master list shows it. */
export function assetView(listing: Listing): object {
  const active = listing.status === "active";
  return {
    id: listing.id,
    class: "us_equity",
    cusip: listing.cusip,
    exchange: listing.exchange,
    symbol: listing.symbol,
    name: listing.name,
    status: listing.status,
    tradable: listing.tradable,
    marginable: active,
    shortable: active,
    borrow_status: active ? "easy_to_borrow" : "not_borrowable",
    easy_to_borrow: active,
    fractionable: listing.fractionable,
    maintenance_margin_requirement: 30,
    margin_requirement_long: "30",
    margin_requirement_short: "30",
    attributes: listing.attributes,
  };
}
