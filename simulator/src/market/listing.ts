import { type Price, price } from "@kura/shared/money.ts";
import type { Row, State } from "../state.ts";
import type { Halt, Priced, SplitFactor } from "./series.ts";

export type Exchange = "AMEX" | "ARCA" | "BATS" | "NASDAQ" | "NYSE" | "OTC";

/** What the broker's master list says of one asset, and what its price is made of. */
export type Listing = Priced & {
  id: string;
  symbol: string;
  cusip: string;
  name: string;
  exchange: Exchange;
  status: "active" | "inactive";
  /** Whether orders are taken; an active asset that is not tradable can only be closed. */
  tradable: boolean;
  fractionable: boolean;
  attributes: readonly string[];
  /** Whether its trading is halted for now; it stays tradable, and orders wait. */
  halted: boolean;
  base: Price;
};

/** What is kept of a listing in its own row; splits and halts are kept with its series. */
export type ListingRow = Omit<Listing, "splits" | "halts" | "halted">;

type StoredText = "id" | "symbol" | "cusip" | "name" | "exchange" | "status" | "attributes" | "series";
type Stored = Row & Record<StoredText, string>;

/** All listings that were ever there, in the order in which they came. */
export function readListings(state: State): Listing[] {
  const splits = readSplits(state);
  const halts = readHalts(state);
  const momentOf = (value: bigint | string | null | undefined) => (value == null ? null : Number(value));
  return state.all<Stored>("select * from listing order by sequence").map((row) => ({
    id: row.id,
    symbol: row.symbol,
    cusip: row.cusip,
    name: row.name,
    exchange: row.exchange as Exchange,
    status: row.status as Listing["status"],
    tradable: row.tradable === 1n,
    fractionable: row.fractionable === 1n,
    attributes: row.attributes === "" ? [] : row.attributes.split(","),
    series: row.series,
    base: price(BigInt(row.base ?? 0n)),
    liveliness: Number(row.liveliness),
    listedMs: momentOf(row.listed_at),
    endedMs: momentOf(row.ended_at),
    splits: splits.get(row.series) ?? [],
    halts: halts.get(row.series) ?? [],
    halted: row.status === "active" && (halts.get(row.series) ?? []).some((halt) => halt.toMs === null),
  }));
}

/** The splits of each series, each holding those before it. */
function readSplits(state: State): Map<string, SplitFactor[]> {
  const bySeries = new Map<string, SplitFactor[]>();
  type SplitRow = Row & { series: string; from_at: bigint; new_rate: string; old_rate: string };
  for (const row of state.all<SplitRow>("select * from price_split order by series, from_at")) {
    const known = bySeries.get(row.series) ?? [];
    const before = known.at(-1);
    const newRate = BigInt(row.new_rate) * (before?.newRate ?? 1n);
    const oldRate = BigInt(row.old_rate) * (before?.oldRate ?? 1n);
    bySeries.set(row.series, [...known, { fromMs: Number(row.from_at), newRate, oldRate }]);
  }
  return bySeries;
}

function readHalts(state: State): Map<string, Halt[]> {
  const bySeries = new Map<string, Halt[]>();
  type HaltRow = Row & { series: string; from_at: bigint; to_at: bigint | null };
  for (const row of state.all<HaltRow>("select * from trading_halt order by series, from_at")) {
    const halt = { fromMs: Number(row.from_at), toMs: row.to_at === null ? null : Number(row.to_at) };
    bySeries.set(row.series, [...(bySeries.get(row.series) ?? []), halt]);
  }
  return bySeries;
}

export function insertListing(state: State, listing: ListingRow): void {
  state.run(
    `insert into listing (id, symbol, cusip, name, exchange, status, tradable, fractionable, attributes, series, base,
       liveliness, listed_at, ended_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[listing.id, listing.symbol, listing.cusip, listing.name, listing.exchange, listing.status],
    ...[listing.tradable ? 1 : 0, listing.fractionable ? 1 : 0, listing.attributes.join(","), listing.series],
    ...[listing.base, listing.liveliness, listing.listedMs, listing.endedMs],
  );
}

/** Ends a listing: from this moment on nothing of this id trades. */
export function endListing(state: State, id: string, atMs: number): void {
  state.run("update listing set status = 'inactive', tradable = 0, ended_at = ? where id = ?", atMs, id);
}

export function setListingTradable(state: State, id: string, tradable: boolean): void {
  state.run("update listing set tradable = ? where id = ?", tradable ? 1 : 0, id);
}

export function insertSplit(state: State, series: string, split: SplitFactor): void {
  const { fromMs, newRate, oldRate } = split;
  state.run("insert into price_split values (?, ?, ?, ?)", series, fromMs, String(newRate), String(oldRate));
}

export function insertHalt(state: State, series: string, fromMs: number): void {
  const again = "on conflict do update set to_at = null"; // halted and resumed at this very moment
  state.run(`insert into trading_halt values (?, ?, null) ${again}`, series, fromMs);
}

export function endHalt(state: State, series: string, toMs: number): void {
  state.run("update trading_halt set to_at = ? where series = ? and to_at is null", toMs, series);
}
