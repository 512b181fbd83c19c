import { assert } from "@kura/shared/assert.ts";
import type { Price } from "@kura/shared/money.ts";
import { uuidFrom } from "../chance.ts";
import type { State } from "../state.ts";
import { cusipFrom } from "./cusip.ts";
import {
  type Exchange,
  endHalt,
  endListing,
  insertHalt,
  insertListing,
  insertSplit,
  type Listing,
  type ListingRow,
  setListingTradable,
} from "./listing.ts";
import { SYMBOLS } from "./symbols.ts";

/** An asset that begins to trade; what is left out is as for most. */
export type NewListing = {
  symbol: string;
  name: string;
  exchange: Exchange;
  base: Price;
  liveliness: number;
  cusip?: string;
  fractionable?: boolean;
  attributes?: readonly string[];
};

/** Only the ratio counts: 4 new for 1 old, or 40 for 10. */
export type SplitRatio = { newRate: bigint; oldRate: bigint };

/**
 * What can happen to listings. Each is whole or not at all, and belongs to the transaction around it, if there is one.
 * That a symbol is active is the caller's to see to.
 */
export type ListingChanges = {
  /** From a moment on the price is multiplied by old over new, exactly; what was before stays. */
  split(symbol: string, ratio: SplitRatio, fromMs: number): void;
  /** Goes on under another symbol, with a new asset id, at the same price; the old listing becomes inactive. */
  rename(oldSymbol: string, newSymbol: string, atMs: number): Listing;
  /** Goes on with another CUSIP, and so with another asset id; the old id becomes inactive. */
  changeCusip(symbol: string, cusip: string, atMs: number): Listing;
  /** Ends a listing; its last price stands for ever. */
  delist(symbol: string, atMs: number): void;
  /** Says whether orders are taken. */
  setTradable(symbol: string, tradable: boolean): void;
  /** Stops trading: the price stands until trading resumes. */
  halt(symbol: string, atMs: number): void;
  resume(symbol: string, atMs: number): void;
  /** Begins to trade something. */
  listNew(listing: NewListing, atMs: number): Listing;
};

const USUAL_ATTRIBUTES = ["fractional_eh_enabled", "has_options", "overnight_tradable"];

/** Lists what a new world begins with. A world that has listings already is left as it is. */
export function listFirstSymbols(state: State): void {
  if (state.find("select 1 as found from listing limit 1")) return;
  for (const listed of SYMBOLS.values()) {
    const attributes = listed.fractionable ? USUAL_ATTRIBUTES : [];
    insertListing(state, newRow(state, { ...listed, attributes }, null));
  }
}

function newRow(state: State, listing: NewListing, atMs: number | null): ListingRow {
  const { symbol } = listing;
  const words = atMs === null ? [symbol] : [symbol, atMs];
  return {
    ...listing,
    id: uuidFrom(state.seed, "asset", ...words),
    cusip: listing.cusip ?? cusipFrom(state.seed, ...words),
    status: "active",
    tradable: true,
    fractionable: listing.fractionable ?? true,
    attributes: listing.attributes ?? USUAL_ATTRIBUTES,
    series: words.join("@"),
    listedMs: atMs,
    endedMs: null,
  };
}

/** The changes of listings in one world. */
export function listingChanges(
  state: State,
  find: (symbol: string) => Listing | null,
  change: (work: () => void) => void,
): ListingChanges {
  const active = (symbol: string): Listing => {
    const listing = find(symbol);
    assert(listing?.status === "active" && listing.symbol === symbol, `listing changes: ${symbol} is listed`);
    return listing;
  };
  const begin = (row: ListingRow, ended: Listing | null, atMs: number): Listing => {
    change(() => {
      if (ended) endListing(state, ended.id, atMs);
      insertListing(state, row);
    });
    return active(row.symbol);
  };
  return {
    split(symbol, { newRate, oldRate }, fromMs) {
      assert(newRate > 0n && oldRate > 0n, "split: both rates are above zero");
      const { series } = active(symbol);
      change(() => insertSplit(state, series, { fromMs, newRate, oldRate }));
    },
    rename(oldSymbol, newSymbol, atMs) {
      const old = active(oldSymbol);
      assert(find(newSymbol)?.status !== "active", `rename: ${newSymbol} is free`);
      return begin({ ...old, symbol: newSymbol, id: uuidFrom(state.seed, "asset", newSymbol, atMs) }, old, atMs);
    },
    changeCusip(symbol, cusip, atMs) {
      const old = active(symbol);
      return begin({ ...old, cusip, id: uuidFrom(state.seed, "asset", symbol, cusip, atMs) }, old, atMs);
    },
    delist(symbol, atMs) {
      const { id } = active(symbol);
      change(() => endListing(state, id, atMs));
    },
    setTradable(symbol, tradable) {
      const { id } = active(symbol);
      change(() => setListingTradable(state, id, tradable));
    },
    halt(symbol, atMs) {
      const { series, halted } = active(symbol);
      if (!halted) change(() => insertHalt(state, series, atMs));
    },
    resume(symbol, atMs) {
      const { series, halted } = active(symbol);
      if (halted) change(() => endHalt(state, series, atMs));
    },
    listNew(listing, atMs) {
      assert(find(listing.symbol)?.status !== "active", `list: ${listing.symbol} is free`);
      return begin(newRow(state, listing, atMs), null, atMs);
    },
  };
}
