import { assert } from "@kura/shared/assert.ts";
import { type BrokerRefusal, brokerRefuse, CODES, isBrokerRefusal } from "../broker-http.ts";
import { addDays, newYorkDay, newYorkMoment } from "../clock/us-calendar.ts";
import { parseMoment } from "../http.ts";

/** A query of market data, as it came. */
export type Query = Record<string, unknown>;

/** What every question for market data may say. */
export type Feed = { feed: string; nowMs: number };

/** What a question for history says; `after` is where the page before has ended. */
export type HistoryQuery = Feed & {
  symbols: readonly string[];
  fromMs: number;
  toMs: number;
  limit: number;
  descending: boolean;
  after: PageEnd | null;
  /** Whether a symbol stands for what it was called before, too. */
  asof: "today" | "-" | { on: string };
};
export type PageEnd = { symbol: string; atMs: number };

const MOST_SYMBOLS = 1_000;
const DEFAULT_LIMIT = 1_000;
const MOST_ROWS = 10_000;
const FEEDS = ["sip", "iex", "delayed_sip", "otc", "boats", "overnight"];
const DELAY_MS = 15 * 60_000;

export const malformed = (message: string): BrokerRefusal => brokerRefuse(400, CODES.malformed, message);

/** Reads a list of names, each once, in the order of the alphabet. */
export function readNames(query: Query, field: string): string[] | BrokerRefusal {
  const text = query[field];
  if (typeof text !== "string" || text.trim() === "") return malformed(`${field} is required`);
  const names = [...new Set(text.split(",").map((name) => name.trim()))].filter((name) => name !== "").sort();
  return names.length > MOST_SYMBOLS ? malformed(`too many ${field}`) : names;
}

/** Reads which feed is asked for, and so until when its data reach. Only dollars are quoted. */
export function readFeed(query: Query, nowMs: number): Feed | BrokerRefusal {
  const { feed = "sip", currency = "USD" } = query;
  if (typeof feed !== "string" || !FEEDS.includes(feed)) return malformed(`invalid feed: ${feed}`);
  if (currency !== "USD") return malformed(`invalid currency: ${currency}`);
  return { feed, nowMs: feed === "delayed_sip" ? nowMs - DELAY_MS : nowMs };
}

/** Reads a question for the history of some symbols. */
export function readHistory(query: Query, symbols: readonly string[], nowMs: number): HistoryQuery | BrokerRefusal {
  const feed = readFeed(query, nowMs);
  if (isBrokerRefusal(feed)) return feed;
  const range = readRange(query, feed.nowMs);
  if (isBrokerRefusal(range)) return range;
  const { sort = "asc" } = query;
  if (sort !== "asc" && sort !== "desc") return malformed(`invalid sort: ${sort}`);
  const limit = readLimit(query.limit);
  if (limit === null) return malformed(`invalid limit: it must be from 1 to ${MOST_ROWS}`);
  const after = query.page_token ? readPageToken(query.page_token) : null;
  if (after === undefined) return malformed("invalid page_token");
  const asof = readAsof(query.asof);
  if (asof === null) return malformed("invalid asof: it must be a date, or -");
  return { ...feed, ...range, symbols, limit, descending: sort === "desc", after, asof };
}

/** Reads from when until when: from the beginning of the day until now, unless it is said. */
function readRange(query: Query, nowMs: number): { fromMs: number; toMs: number } | BrokerRefusal {
  const start = query.start || newYorkDay(nowMs);
  const fromMs = readBegin(start);
  if (fromMs === null) return malformed(`invalid start: ${start}`);
  const toMs = query.end ? readEnd(query.end) : nowMs;
  if (toMs === null) return malformed(`invalid end: ${query.end}`);
  if (query.end && toMs < fromMs) return malformed("end should not be before start");
  return { fromMs, toMs: Math.min(toMs, nowMs) };
}

/** A day begins at midnight in New York. */
function readBegin(value: unknown): number | null {
  if (typeof value !== "string" || parseMoment(value) === null) return null;
  return isDay(value) ? newYorkMoment(value, "00:00") : parseMoment(value);
}

/** A day as an end is all of that day. A moment that is finer than a millisecond is cut off. */
function readEnd(value: unknown): number | null {
  if (typeof value !== "string") return null;
  if (isDay(value)) return parseMoment(value) === null ? null : newYorkMoment(addDays(value, 1), "00:00") - 1;
  const roundedUp = parseMoment(value);
  if (roundedUp === null) return null;
  const { epochNanoseconds } = Temporal.Instant.from(value);
  return BigInt(roundedUp) * 1_000_000n > epochNanoseconds ? roundedUp - 1 : roundedUp;
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}

function readLimit(value: unknown): number | null {
  if (value === undefined || value === "") return DEFAULT_LIMIT;
  const limit = /^\d{1,6}$/.test(String(value)) ? Number(value) : 0;
  return limit >= 1 && limit <= MOST_ROWS ? limit : null;
}

function readAsof(value: unknown): HistoryQuery["asof"] | null {
  if (value === undefined || value === "") return "today";
  if (value === "-") return "-";
  return typeof value === "string" && isDay(value) && parseMoment(value) !== null ? { on: value } : null;
}

/** Writes where a page ends. */
export function writePageToken({ symbol, atMs }: PageEnd): string {
  return Buffer.from(`${symbol}|${atMs}`).toString("base64url");
}

function readPageToken(value: unknown): PageEnd | undefined {
  const text = Buffer.from(String(value), "base64url").toString();
  const found = /^([^|]+)\|(-?\d{1,15})$/.exec(text);
  if (!found) return undefined;
  const [, symbol, atMs] = found;
  assert(symbol !== undefined, "readPageToken: the token names a symbol");
  return { symbol, atMs: Number(atMs) };
}
