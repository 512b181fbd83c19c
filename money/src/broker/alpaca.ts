import type { z } from "zod";
import { askAgain } from "./ask-again.ts";
import { askInTurn, createTurns, type Turns } from "./ask-in-turn.ts";
import { type Access, createCredentials } from "./authenticate.ts";
import type { BookedActivity, Broker, Quote, TradeEvent } from "./broker.ts";
import { cancelOrder } from "./cancel-order.ts";
import { findOrder } from "./find-order.ts";
import { followStream, readStream, type StreamedEvent } from "./follow-stream.ts";
import { listOrders } from "./list-orders.ts";
import { type Machine, thisMachine } from "./machine.ts";
import { connectPartner, type Partner, type PartnerLog, type Question, readAnswer } from "./partner.ts";
import { placeOrder } from "./place-order.ts";
import { readActivity } from "./read-activity.ts";
import { AccountValue, AssetList, CalendarList, PositionList, QuoteMap } from "./read-market.ts";
import { readTradeEvent, tradeKey } from "./read-trade-event.ts";

export type AlpacaAddress = Access & {
  /** The Broker API's host. */
  readonly url: string;
  /** The market data host, which takes the same key. */
  readonly dataUrl: string;
  /** Our one omnibus account. */
  readonly accountId: string;
  /** What block orders carry where Alpaca asks an omnibus account to tag its order flow. */
  readonly subtag?: string;
  readonly timeoutMs?: number;
  /** A stream without even a heartbeat for this long is taken for dead. */
  readonly silenceMs?: number;
  /** How long to wait for more bookings where the broker keeps the stream open. */
  readonly quietMs?: number;
  /** How much of a stream is read again where it is resumed. */
  readonly overlapMs?: number;
};

/** What the connection uses of the program it runs in. */
export type AlpacaMeans = { readonly log?: PartnerLog; readonly machine?: Machine };

const TIMEOUT_MS = 15_000;
const SILENCE_MS = 60_000;
const QUIET_MS = 3_000;
const OVERLAP_MS = 5 * 60_000;
const SYMBOLS_AT_ONCE = 200;

const TRADES = "/v2/events/trades";
const ACTIVITIES = "/v2beta1/events/activities";

/** Connects to Alpaca's Broker API as a broker with one omnibus account. Nothing is sent before the first question. */
export function connectAlpaca(address: AlpacaAddress, { log, machine = thisMachine }: AlpacaMeans = {}): Broker {
  const { accountId, silenceMs = SILENCE_MS, quietMs = QUIET_MS, overlapMs = OVERLAP_MS } = address;
  const { broker, data } = openHosts(address, log, machine);
  const account = `/v1/trading/accounts/${encodeURIComponent(accountId)}`;
  const orders = `${account}/orders`;
  const desk = { partner: broker, path: orders, machine, subtag: address.subtag };
  const get = <Schema extends z.ZodType>(path: string, schema: Schema, query: Question["query"] = {}) =>
    getFrom(broker, path, schema, query);
  const applied = new Set<string>();

  return {
    placeBuy: (wanted) => placeOrder(desk, { ...wanted, side: "buy", quantity: null }),
    placeSell: (wanted) => placeOrder(desk, { ...wanted, side: "sell", notional: null }),
    cancel: (orderId) => cancelOrder(broker, orders, orderId),
    findByClientOrderId: (clientOrderId) => findOrder(broker, orders, { clientOrderId }),
    findByOrderId: (id) => findOrder(broker, orders, { id }),
    listOpenOrders: () => listOrders(broker, orders, { status: "open", after: null }),
    ordersSince: (after) => listOrders(broker, orders, { status: "all", after }),
    account: () => get(`${account}/account`, AccountValue),
    positions: () => get(`${account}/positions`, PositionList),
    assets: () => get("/v1/assets", AssetList, { status: "active", asset_class: "us_equity" }),
    calendar: ({ from, to }) => get("/v1/calendar", CalendarList, { start: from, end: to, date_type: "TRADING" }),
    latestQuotes: (symbols) => latestQuotes(data, symbols),
    tradeEvents({ afterId, signal }) {
      const read = (event: StreamedEvent): TradeEvent | null => readTradeEvent(event, accountId);
      const place = { partner: broker, path: TRADES, machine, afterId, silenceMs, overlapMs };
      return followStream({ ...place, read, repeatKey: tradeKey }, signal);
    },
    activities({ afterId }) {
      const read = (event: StreamedEvent): BookedActivity | null => readActivity(event, accountId);
      const place = { partner: broker, path: ACTIVITIES, machine, afterId, silenceMs: quietMs, overlapMs };
      return readStream({ ...place, read }, applied);
    },
    async close() {
      await Promise.all([broker.close(), data.close()]);
    },
  };
}

/** The broker's two hosts. They know us by the same key, and one that is both has one queue. */
function openHosts(address: AlpacaAddress, log: PartnerLog | undefined, machine: Machine) {
  const { url, dataUrl, timeoutMs = TIMEOUT_MS } = address;
  const credentials = createCredentials(address, machine, timeoutMs);
  const turns = createTurns("broker", machine);
  const same = new URL(url).origin === new URL(dataUrl).origin;
  const open = (name: string, at: string, its: Turns) => {
    const partner = connectPartner({ ...address, timeoutMs, credentials, log, machine, name, url: at });
    return askAgain(askInTurn(partner, its), machine);
  };
  const data = open("market data", dataUrl, same ? turns : createTurns("market data", machine));
  return { broker: open("broker", url, turns), data };
}

async function latestQuotes(data: Partner, symbols: readonly string[]): Promise<Map<string, Quote>> {
  const found = new Map<string, Quote>();
  for (let from = 0; from < symbols.length; from += SYMBOLS_AT_ONCE) {
    const asked = symbols.slice(from, from + SYMBOLS_AT_ONCE);
    const quotes = await getFrom(data, "/v2/stocks/quotes/latest", QuoteMap, { symbols: asked.join(",") });
    for (const symbol of asked) {
      const quote = quotes.get(symbol);
      if (quote) found.set(symbol, quote);
    }
  }
  return found;
}

async function getFrom<Schema extends z.ZodType>(
  partner: Partner,
  path: string,
  schema: Schema,
  query: Question["query"] = {},
): Promise<z.output<Schema>> {
  const question: Question = { method: "GET", path, query };
  return readAnswer(partner, question, await partner.ask(question), schema);
}
