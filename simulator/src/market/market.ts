import { present } from "@kura/shared/assert.ts";
import { divide, type Price } from "@kura/shared/money.ts";
import { uuidFrom } from "../chance.ts";
import { cusipFrom } from "../corporate-actions/cusip.ts";
import type { Row, State } from "../state.ts";
import { type Priced, previousClose, type Quote, quote, tradePrice } from "./price.ts";
import { type ListedSymbol, SYMBOLS } from "./symbols.ts";

/** A symbol as it is listed now, with the broker's id of it. */
export type Listing = ListedSymbol & { id: string; cusip: string };

/** How many shares become how many. */
export type SplitRates = { newRate: bigint; oldRate: bigint };

/** The market of one world: what is listed, and at which prices it can be dealt in. */
export type Market = {
  /** By symbol, or by the broker's id; null where nothing of that name is listed. */
  find(symbolOrId: string): Listing | null;
  /** By symbol, also where it is listed no more: orders and bookings of it are still told of. */
  get(symbol: string): Listing;
  list(): Listing[];
  quote(symbol: string, atMs: number): Quote;
  lastPrice(symbol: string, atMs: number): Price;
  /** The last price of the trading day before. */
  previousClose(symbol: string, atMs: number): Price;
  /** From a moment on a share is worth its part of an old one. */
  split(symbol: string, rates: SplitRates, fromMs: number): void;
  rename(symbol: string, newSymbol: string, atMs: number): void;
  /** The symbol gets a new number, and the broker's list a new asset. */
  changeCusip(symbol: string, cusip: string, atMs: number): void;
  delist(symbol: string, atMs: number): void;
};

type Change = { kind: "split" | "rename" | "cusip" | "delist"; symbol: string; atMs: number; words: [string, string] };
type ChangeRow = Row & Record<"kind" | "symbol" | "first" | "second", string> & { changed_at: bigint };
type Entry = Listing & { pricedAs: string; splits: (SplitRates & { fromMs: number })[]; active: boolean };

/** Opens the market of a world. Prices are decided by seed, symbol and business moment. */
export function openMarket(state: State): Market {
  const entries = new Map<string, Entry>();
  for (const listed of SYMBOLS.values()) {
    const id = uuidFrom(state.seed, "asset", listed.symbol);
    const cusip = cusipFrom(state.seed, listed.symbol);
    entries.set(listed.symbol, { ...listed, id, cusip, pricedAs: listed.symbol, splits: [], active: true });
  }
  const get = (symbol: string) => present(entries.get(symbol), `openMarket: ${symbol} is or was listed`);
  const active = () => [...entries.values()].filter((entry) => entry.active);
  for (const row of state.all<ChangeRow>("select * from listing_change order by sequence")) {
    const { kind, symbol, first, second, changed_at: atMs } = row;
    apply(state, entries, { kind: kind as Change["kind"], symbol, atMs: Number(atMs), words: [first, second] });
  }
  const change = (kind: Change["kind"], symbol: string, atMs: number, first = "", second = "") => {
    const sql = "insert into listing_change (kind, symbol, changed_at, first, second) values (?, ?, ?, ?, ?)";
    state.run(sql, kind, symbol, atMs, first, second);
    apply(state, entries, { kind, symbol, atMs, words: [first, second] });
  };
  const find = (symbolOrId: string) => {
    const entry = entries.get(symbolOrId);
    return entry?.active ? entry : (active().find(({ id }) => id === symbolOrId) ?? null);
  };
  return {
    find,
    get,
    list: active,
    quote: (symbol, atMs) => quote(state.seed, pricedAt(get(symbol), atMs), atMs),
    lastPrice: (symbol, atMs) => tradePrice(state.seed, pricedAt(get(symbol), atMs), atMs),
    previousClose: (symbol, atMs) => previousClose(state.seed, pricedAt(get(symbol), atMs), atMs),
    split: (symbol, { newRate, oldRate }, fromMs) => change("split", symbol, fromMs, String(newRate), String(oldRate)),
    rename: (symbol, newSymbol, atMs) => change("rename", symbol, atMs, newSymbol),
    changeCusip: (symbol, cusip, atMs) => change("cusip", symbol, atMs, cusip),
    delist: (symbol, atMs) => change("delist", symbol, atMs),
  };
}

function apply(state: State, entries: Map<string, Entry>, { kind, symbol, atMs, words }: Change): void {
  const entry = present(entries.get(symbol), `apply: ${symbol} is or was listed`);
  const [first, second] = words;
  if (kind === "split") entry.splits.push({ newRate: BigInt(first), oldRate: BigInt(second), fromMs: atMs });
  if (kind === "rename" || kind === "delist") entries.set(symbol, { ...entry, active: false });
  if (kind === "rename") entries.set(first, { ...entry, symbol: first });
  if (kind === "cusip") entries.set(symbol, { ...entry, cusip: first, id: uuidFrom(state.seed, "asset", first) });
}

/** What decides the price at a moment: a split moves what it wanders around. */
function pricedAt({ pricedAs, base, liveliness, splits }: Entry, atMs: number): Priced {
  let moved = base;
  for (const { newRate, oldRate, fromMs } of splits) {
    if (fromMs <= atMs) moved = divide(moved * oldRate, newRate, "half_even");
  }
  return { symbol: pricedAs, base: moved, liveliness };
}
