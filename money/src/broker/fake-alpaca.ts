import type { ServerResponse } from "node:http";
import { type AlpacaAddress, type AlpacaMeans, connectAlpaca } from "./alpaca.ts";
import type { BookedActivity, Broker, TradeEvent } from "./broker.ts";
import { type FakePartner, type Received, type Respond, startFakePartner } from "./fake-partner.ts";
import type { Machine } from "./machine.ts";

// What the tests of the broker's adapter have in common: an Alpaca that says what a test wants said.

export const ACCOUNT = "3f0c2a51-8a5e-4f0e-9a5b-6f1f5f0b7c21";
export const ORDERS = `/v1/trading/accounts/${ACCOUNT}/orders`;

/** A machine without chance, on which a pause of seconds takes milliseconds; it keeps what it was asked to wait. */
export function quickMachine(): Machine & { readonly pauses: number[] } {
  const pauses: number[] = [];
  return {
    pauses,
    now: () => performance.now(),
    chance: () => 0,
    async pause(ms, signal) {
      if (signal?.aborted) return;
      pauses.push(ms);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms / 50);
        signal?.addEventListener("abort", () => {
          clearTimeout(timer);
          resolve();
        });
      });
    },
  };
}

const closing: (() => Promise<void>)[] = [];

/** Stops what a test has started; each file calls it after each test. */
export async function closeAll(): Promise<void> {
  for (const close of closing.splice(0).reverse()) await close();
}

/** A broker whose every answer the test gives. */
export async function connectFake(
  respond: Respond,
  facts: Partial<AlpacaAddress> = {},
  means: AlpacaMeans = { machine: quickMachine() },
): Promise<{ broker: Broker; partner: FakePartner }> {
  const partner = await startFakePartner(respond);
  const address = { url: partner.url, dataUrl: partner.url, key: "KEY", secret: "SECRET", accountId: ACCOUNT };
  const broker = connectAlpaca({ ...address, timeoutMs: 5_000, silenceMs: 400, quietMs: 400, ...facts }, means);
  closing.push(partner.stop, broker.close);
  return { broker, partner };
}

/** An order as the broker writes it, with more fields than we know. */
export const order = (facts: object = {}) => ({
  ...{ id: "c1c3", client_order_id: "kura-1", symbol: "VT", side: "buy", type: "market", notional: "650.1", qty: null },
  ...{ status: "pending_new", filled_qty: "0", filled_avg_price: null, submitted_at: "2026-11-20T15:02:10.997003114Z" },
  ...{ updated_at: "2026-11-20T10:02:10.999012-05:00", subtag: null, a_field_of_tomorrow: { x: 1 } },
  ...facts,
});

/** The id of the count-th event: one second after another. */
export const eventId = (count: number): string => `01K9M3${String(count).padStart(2, "0")}00${"0".repeat(16)}`;
export const FIRST = "0".repeat(26);

/** A partial fill as the trade stream tells it. */
export const fill = (count: number, facts: object = {}) => ({
  ...{ event_id: eventId(count), event: "partial_fill", account_id: ACCOUNT, at: "2026-11-20T15:02:11.417203Z" },
  ...{ timestamp: "2026-11-20T15:02:11.409118552Z", execution_id: `x${count}`, price: "301.2000001", qty: "1.5" },
  ...{ position_qty: "205", settle_date: "2026-11-23" },
  order: order({ status: "partially_filled", filled_qty: "1.5", filled_avg_price: "301.2" }),
  ...facts,
});

/** An execution as the broker books it. */
export const booking = (count: number, facts: object = {}) => ({
  ...{ event_id: eventId(count), ref_id: `r${count}`, account_id: ACCOUNT, activity_type: "TRD", status: "executed" },
  ...{ at: "2026-11-20T15:02:11.417203Z", executed_at: "2026-11-20T15:02:11.409118552Z", settle_date: "2026-11-23" },
  ...{ qty: "1.5", price: "301.2000001", net_amount: "-451.8", currency: "USD" },
  details: { order_id: "c1c3", client_order_id: "kura-1", side: "buy", symbol: "VT", execution_type: "fill" },
  ...facts,
});

/** What both of them say. */
export const EXECUTION = {
  ...{ id: "x1", orderId: "c1c3", clientOrderId: "kura-1", symbol: "VT", side: "buy", shares: 1_500_000_000n },
  ...{ price: 301_200_000n, priceText: "301.2000001", settlesOn: "2026-11-23" },
  executedAt: Temporal.Instant.from("2026-11-20T15:02:11.409118552Z"),
};

export type Stream = (stream: {
  send: (...events: unknown[]) => void;
  comment: (text: string) => void;
  end: () => void;
  response: ServerResponse;
}) => void;

/** A broker whose streams say, connection after connection, what a test wants said; the last one stays open. */
export function connectStreams(...streams: Stream[]): Promise<{ broker: Broker; partner: FakePartner }> {
  const left = [...streams];
  return connectFake((_request: Received, response: ServerResponse) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(": welcome to the Alpaca events\n\n");
    left.shift()?.({
      send: (...events) =>
        response.write(
          events.map((one) => `data: ${typeof one === "string" ? one : JSON.stringify(one)}\n\n`).join(""),
        ),
      comment: (text) => response.write(`:${text}\n\n`),
      end: () => response.end(),
      response,
    });
    return "handled";
  });
}

/** Follows trade events until so many have come. */
export async function take(broker: Broker, count: number, afterId: string | null = null): Promise<TradeEvent[]> {
  const stop = new AbortController();
  const found: TradeEvent[] = [];
  for await (const events of broker.tradeEvents({ afterId, signal: stop.signal })) {
    found.push(...events);
    if (found.length >= count) stop.abort();
  }
  return found;
}

/** Reads and applies all bookings that there are. */
export async function pull(broker: Broker, afterId: string | null = null): Promise<BookedActivity[]> {
  const found: BookedActivity[] = [];
  for await (const activities of broker.activities({ afterId })) found.push(...activities);
  return found;
}

/** Where each connection began. */
export const since = (partner: FakePartner): (string | null)[] =>
  partner.received.map(({ query }) => query.get("since_id"));
