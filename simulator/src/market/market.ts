import { present } from "@kura/shared/assert.ts";
import type { Price } from "@kura/shared/money.ts";
import { uuidFrom } from "../chance.ts";
import type { State } from "../state.ts";
import { previousClose, type Quote, quote, tradePrice } from "./price.ts";
import { type ListedSymbol, SYMBOLS } from "./symbols.ts";

/** A symbol as it is listed now, with the broker's id of it. */
export type Listing = ListedSymbol & { id: string };

/** The market of one world: what is listed, and at which prices it can be dealt in. */
export type Market = {
  /** By symbol, or by the broker's id; null where nothing of that name is listed. */
  find(symbolOrId: string): Listing | null;
  get(symbol: string): Listing;
  list(): Listing[];
  quote(symbol: string, atMs: number): Quote;
  lastPrice(symbol: string, atMs: number): Price;
  /** The last price of the trading day before. */
  previousClose(symbol: string, atMs: number): Price;
};

/** Opens the market of a world. Prices are decided by seed, symbol and business moment. */
export function openMarket(state: State): Market {
  const listings = [...SYMBOLS.values()].map((listed) => ({
    ...listed,
    id: uuidFrom(state.seed, "asset", listed.symbol),
  }));
  const bySymbol = new Map(listings.map((listing) => [listing.symbol, listing]));
  const byId = new Map(listings.map((listing) => [listing.id, listing]));
  const get = (symbol: string) => present(bySymbol.get(symbol), `openMarket: ${symbol} is listed`);
  return {
    find: (symbolOrId) => bySymbol.get(symbolOrId) ?? byId.get(symbolOrId) ?? null,
    get,
    list: () => listings,
    quote: (symbol, atMs) => quote(state.seed, get(symbol), atMs),
    lastPrice: (symbol, atMs) => tradePrice(state.seed, get(symbol), atMs),
    previousClose: (symbol, atMs) => previousClose(state.seed, get(symbol), atMs),
  };
}
