import { formatCents, formatShares } from "@kura/shared/money.ts";
import type { z } from "zod";
import type { BookedActivity, Broker, Quote, TradeEvent } from "./broker.ts";
import { followStream, readStream } from "./follow-stream.ts";
import { listOrders } from "./list-orders.ts";
import { connectPartner, type Partner, type Question, readAnswer } from "./partner.ts";
import { placeOrder } from "./place-order.ts";
import { readActivity, readTradeEvent } from "./read-events.ts";
import { AccountValue, AssetList, CalendarList, PositionList, QuoteMap } from "./read-market.ts";
import { OrderValue } from "./read-order.ts";

export type AlpacaAddress = {
  /** The Broker API's host. */
  readonly url: string;
  /** The market data host, which takes the same key. */
  readonly dataUrl: string;
  readonly key: string;
  readonly secret: string;
  /** Our one omnibus account. */
  readonly accountId: string;
  /** What block orders carry where Alpaca asks an omnibus account to tag its order flow. */
  readonly subtag?: string;
  readonly timeoutMs?: number;
  /** A stream without even a heartbeat for this long is taken for dead. */
  readonly silenceMs?: number;
  /** How long to wait for more bookings where the broker keeps the stream open. */
  readonly quietMs?: number;
};

const SILENCE_MS = 60_000;
const QUIET_MS = 3_000;
/** One reading of the bookings; more are read by asking again. */
const MOST_ACTIVITIES = 500;
const SYMBOLS_AT_ONCE = 200;

const TRADES = "/v2/events/trades";
const ACTIVITIES = "/v2beta1/events/activities";

/** Connects to Alpaca's Broker API as a broker with one omnibus account. Nothing is sent before the first question. */
export function connectAlpaca(address: AlpacaAddress): Broker {
  const { key, secret, accountId, silenceMs = SILENCE_MS, quietMs = QUIET_MS } = address;
  const access = { key, secret, ...(address.timeoutMs === undefined ? {} : { timeoutMs: address.timeoutMs }) };
  const broker = connectPartner({ ...access, name: "broker", url: address.url });
  const data = connectPartner({ ...access, name: "market data", url: address.dataUrl });
  const account = `/v1/trading/accounts/${encodeURIComponent(accountId)}`;
  const orders = `${account}/orders`;
  const tag = address.subtag === undefined ? {} : { subtag: address.subtag };
  const get = <Schema extends z.ZodType>(path: string, schema: Schema, query: Question["query"] = {}) =>
    getFrom(broker, path, schema, query);

  return {
    placeBuy({ clientOrderId, symbol, notional }) {
      const amount = formatCents(notional);
      const request = { symbol, side: "buy", notional: amount, client_order_id: clientOrderId, ...tag } as const;
      return placeOrder(broker, orders, request);
    },
    placeSell({ clientOrderId, symbol, quantity }) {
      const amount = formatShares(quantity);
      const request = { symbol, side: "sell", qty: amount, client_order_id: clientOrderId, ...tag } as const;
      return placeOrder(broker, orders, request);
    },
    async findByClientOrderId(clientOrderId) {
      const query = { client_order_id: clientOrderId };
      const question = { method: "GET", path: `${orders}:by_client_order_id`, query } as const;
      const answer = await broker.ask(question);
      return answer.status === 404 ? null : readAnswer(broker, question, answer, OrderValue);
    },
    listOpenOrders: () => listOrders(broker, orders, { status: "open", after: null }),
    ordersSince: (after) => listOrders(broker, orders, { status: "all", after }),
    account: () => get(`${account}/account`, AccountValue),
    positions: () => get(`${account}/positions`, PositionList),
    assets: () => get("/v1/assets", AssetList, { status: "active", asset_class: "us_equity" }),
    calendar: ({ from, to }) => get("/v1/calendar", CalendarList, { start: from, end: to, date_type: "TRADING" }),
    latestQuotes: (symbols) => latestQuotes(data, symbols),
    async *tradeEvents({ afterId, signal }): AsyncGenerator<TradeEvent, void> {
      for await (const event of followStream({ partner: broker, path: TRADES, afterId, silenceMs }, signal)) {
        const read = readTradeEvent(event, accountId);
        if (read) yield read;
      }
    },
    async activities({ afterId }): Promise<BookedActivity[]> {
      for (let after = afterId; ; ) {
        const place = { partner: broker, path: ACTIVITIES, afterId: after, silenceMs: quietMs };
        const events = await readStream(place, MOST_ACTIVITIES);
        const ours = events.flatMap((event) => readActivity(event, accountId) ?? []);
        // A whole reading of other accounts' bookings is not the end of ours.
        if (ours.length > 0 || events.length < MOST_ACTIVITIES) return ours;
        after = events.at(-1)?.eventId ?? after;
      }
    },
    async close() {
      await Promise.all([broker.close(), data.close()]);
    },
  };
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
