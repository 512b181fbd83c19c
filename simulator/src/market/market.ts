import { present } from "@kura/shared/assert.ts";
import type { Price } from "@kura/shared/money.ts";
import type { State } from "../state.ts";
import { type Bar, barMaker } from "./bar.ts";
import { type Listing, readListings } from "./listing.ts";
import { type ListingChanges, listFirstSymbols, listingChanges } from "./listing-changes.ts";
import { previousClose, type Quote, quote, tradePrice } from "./price.ts";
import type { Span } from "./trading.ts";

export type { Listing } from "./listing.ts";

/** The market of one world: what is listed, and at which prices it can be dealt in. */
export type Market = ListingChanges & {
  /** By symbol, or by the broker's id, active or not; null where nothing of that name was ever listed. */
  find(symbolOrId: string): Listing | null;
  /** The listing of a symbol; where it is no longer active, the last one that was. */
  get(symbol: string): Listing;
  /** What is active, in the order in which it came. */
  list(): Listing[];
  /** Everything that is or was listed. */
  listEver(): Listing[];
  quote(symbol: string, atMs: number): Quote;
  /** What the last trade was dealt at, in the shares of that moment. */
  lastPrice(symbol: string, atMs: number): Price;
  /** The last price of the core session of the trading day before, in the shares of that moment. */
  previousClose(symbol: string, atMs: number): Price;
  /** Prepares to make bars of a listing; see `barMaker`. */
  bars(listing: Listing, inSharesOfMs: number | null): (spans: readonly Span[]) => Bar | null;
};

type Known = {
  all: readonly Listing[];
  active: readonly Listing[];
  bySymbol: ReadonlyMap<string, Listing>;
  byId: ReadonlyMap<string, Listing>;
};

/** Opens the market of a world. Prices are decided by seed, symbol and business moment, and by what was changed. */
export function openMarket(state: State): Market {
  state.transaction(() => listFirstSymbols(state));
  const { known, change } = keepKnown(state);
  const get = (symbol: string) => present(known().bySymbol.get(symbol), `openMarket: ${symbol} is or was listed`);
  const find = (symbolOrId: string) => known().bySymbol.get(symbolOrId) ?? known().byId.get(symbolOrId) ?? null;
  return {
    find,
    get,
    list: () => [...known().active],
    listEver: () => [...known().all],
    quote: (symbol, atMs) => quote(state.seed, get(symbol), atMs),
    lastPrice: (symbol, atMs) => tradePrice(state.seed, get(symbol), atMs),
    previousClose: (symbol, atMs) => previousClose(state.seed, get(symbol), atMs),
    bars: (listing, inSharesOfMs) => barMaker(state.seed, listing, inSharesOfMs),
    ...listingChanges(state, find, change),
  };
}

const VERSION = "listings";

/**
 * Keeps in memory what the tables of listings hold, also within a transaction, and also after one that was undone.
 *
 * The version of the tables is part of them. After a change it is looked at again until the change is kept for good.
 */
function keepKnown(state: State): { known: () => Known; change: (work: () => void) => void } {
  const versionNow = () => Number(state.getNote(VERSION) ?? "0");
  let loaded = load(state);
  let loadedVersion = versionNow();
  let unsure = 0;

  const known = () => {
    if (unsure > 0 && versionNow() !== loadedVersion) {
      loaded = load(state);
      loadedVersion = versionNow();
    }
    return loaded;
  };
  const change = (work: () => void) => {
    state.transaction(() => {
      work();
      state.setNote(VERSION, String(versionNow() + 1));
      loaded = load(state);
      loadedVersion = versionNow();
      unsure += 1;
      const mine = unsure;
      state.afterCommit(() => {
        if (unsure === mine) unsure = 0;
      });
    });
  };
  return { known, change };
}

function load(state: State): Known {
  const all = readListings(state);
  const active = all.filter((listing) => listing.status === "active");
  // What comes later in the list wins: the last one of a symbol, and an active one before all others.
  const bySymbol = new Map([...all, ...active].map((listing) => [listing.symbol, listing]));
  return { all, active, bySymbol, byId: new Map(all.map((listing) => [listing.id, listing])) };
}
