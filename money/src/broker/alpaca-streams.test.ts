import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { connectAlpaca } from "./alpaca.ts";
import type { Broker, TradeEvent } from "./broker.ts";
import { type FakePartner, type Received, startFakePartner } from "./fake-partner.ts";

const ACCOUNT = "3f0c2a51-8a5e-4f0e-9a5b-6f1f5f0b7c21";
const id = (count: number) => `01K9M3T4ZC6Q8R0V2X4A6D8F${String(count).padStart(2, "0")}`;
const FIRST = "0".repeat(26);

const order = { id: "c1c3", client_order_id: "kura-1", symbol: "VTI", side: "buy", notional: "650.10", qty: null };
const working = { ...order, status: "partially_filled", filled_qty: "1.5", filled_avg_price: "301.2" };
const fill = (count: number, facts: object = {}) => ({
  ...{ event_id: id(count), event: "partial_fill", account_id: ACCOUNT, at: "2026-11-20T15:02:11.417203Z" },
  ...{ timestamp: "2026-11-20T15:02:11.409118552Z", execution_id: `x${count}`, price: "301.2000001", qty: "1.5" },
  ...{ position_qty: "205", settle_date: "2026-11-23", order: working },
  ...facts,
});
const EXECUTION = {
  ...{ id: "x1", orderId: "c1c3", clientOrderId: "kura-1", symbol: "VTI", side: "buy", shares: 1_500_000_000n },
  ...{ price: 301_200_000n, priceText: "301.2000001", settlesOn: "2026-11-23" },
  executedAt: Temporal.Instant.from("2026-11-20T15:02:11.409118552Z"),
};

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Stream = (stream: {
  send: (...events: unknown[]) => void;
  comment: (text: string) => void;
  end: () => void;
}) => void;

/** A broker whose streams say, connection after connection, what a test wants said; the last one stays open. */
async function connect(...streams: Stream[]): Promise<{ broker: Broker; partner: FakePartner }> {
  const left = [...streams];
  const partner = await startFakePartner((_request: Received, response: ServerResponse) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(": welcome to the Alpaca events\n\n");
    left.shift()?.({
      send: (...events) =>
        response.write(
          events.map((one) => `data: ${typeof one === "string" ? one : JSON.stringify(one)}\n\n`).join(""),
        ),
      comment: (text) => response.write(`:${text}\n\n`),
      end: () => response.end(),
    });
    return "handled";
  });
  const address = { url: partner.url, dataUrl: partner.url, key: "K", secret: "S", accountId: ACCOUNT };
  const broker = connectAlpaca({ ...address, timeoutMs: 5_000, silenceMs: 400, quietMs: 400 });
  closing.push(partner.stop, broker.close);
  return { broker, partner };
}

/** Follows trade events until so many have come. */
async function take(broker: Broker, count: number, afterId: string | null = null): Promise<TradeEvent[]> {
  const stop = new AbortController();
  const found: TradeEvent[] = [];
  for await (const event of broker.tradeEvents({ afterId, signal: stop.signal })) {
    found.push(event);
    if (found.length === count) stop.abort();
  }
  return found;
}

const since = (partner: FakePartner) => partner.received.map(({ query }) => query.get("since_id"));

describe("what happens to orders", () => {
  test("a fill is an execution of our order, with the broker's own price beside ours", async () => {
    const { broker } = await connect(({ send }) => send(fill(1)));
    const [event] = await take(broker, 1);
    expect(event).toMatchObject({
      kind: "fill",
      eventId: id(1),
      execution: EXECUTION,
      order: { status: "partially_filled" },
    });
  });

  test("a bust and a correction are never taken for a new execution", async () => {
    const { broker } = await connect(({ send }) =>
      send(
        fill(1, { event: "trade_bust", qty: "-1.5", previous_execution_id: "x0", reason: "TRADE_BUST" }),
        fill(2, { event: "trade_correct", previous_execution_id: "x1", execution_id: "x2" }),
      ),
    );
    const [bust, correction] = await take(broker, 2);
    expect(bust).toMatchObject({ kind: "bust", execution: null, previousExecutionId: "x0", corrected: null });
    expect(correction).toMatchObject({ kind: "correction", execution: null, corrected: { id: "x2" } });
  });

  test("other words, known or not, say something of the order and carry no execution", async () => {
    const news = (count: number, event: string) => fill(count, { event, price: undefined, qty: undefined });
    const { broker } = await connect(({ send }) => send(news(1, "new"), news(2, "canceled"), news(3, "teleported")));
    const events = await take(broker, 3);
    expect(events.map((one) => one.kind === "order" && one.event)).toEqual(["new", "canceled", "teleported"]);
    expect(events.every(({ execution }) => execution === null)).toBe(true);
  });

  test("an event that cannot be read goes to a person, with its text, and the stream goes on", async () => {
    const { broker } = await connect(({ send }) =>
      send(
        fill(1, { qty: "0.0000000001" }),
        fill(2, { settle_date: null }),
        fill(3, { execution_id: null }),
        fill(4, { qty: "0" }),
        "this is not JSON",
        fill(6),
      ),
    );
    const events = await take(broker, 6);
    expect(events.map(({ kind }) => kind)).toEqual([...Array(5).fill("unreadable"), "fill"]);
    expect(events[0]).toMatchObject({ eventId: id(1), problem: expect.stringContaining("qty"), execution: null });
    expect(events[4]).toMatchObject({ eventId: id(4), raw: "this is not JSON" });
  });

  test("events of accounts that are not ours are passed over, readable or not", async () => {
    const foreign = (count: number, facts: object = {}) => fill(count, { account_id: "another", ...facts });
    const { broker } = await connect(({ send }) => send(foreign(1), foreign(2, { order: null }), fill(3)));
    expect((await take(broker, 1)).map(({ eventId }) => eventId)).toEqual([id(3)]);
  });
});

describe("the stream", () => {
  test("begins after the stored event, and without one at the very first: never from now on", async () => {
    const one = await connect(({ send }) => send(fill(8)));
    await take(one.broker, 1, id(7));
    expect(since(one.partner)).toEqual([id(7)]);
    const two = await connect(({ send }) => send(fill(1)));
    await take(two.broker, 1);
    expect(since(two.partner)).toEqual([FIRST]);
  });

  test("resumes after the last event when the server closes, drops messages, or says it failed", async () => {
    const { broker, partner } = await connect(
      ({ send, end }) => {
        send(fill(1));
        end();
      },
      ({ send, comment }) => {
        send(fill(2));
        comment(" you are reading too slowly, dropped 3 messages");
        send(fill(9));
      },
      ({ send, comment }) => {
        send(fill(3));
        comment(" internal server error");
      },
      ({ send }) => send(fill(4)),
    );
    const events = await take(broker, 4);
    expect(events.map(({ eventId }) => eventId)).toEqual([id(1), id(2), id(3), id(4)]);
    expect(since(partner)).toEqual([FIRST, id(1), id(2), id(3)]);
  });

  test("a silent connection is dead though nobody closed it; heartbeats keep a quiet one alive", async () => {
    const { broker, partner } = await connect(
      ({ send }) => send(fill(1)),
      ({ send, comment }) => {
        const beat = setInterval(() => comment("heartbeat"), 50);
        setTimeout(() => {
          clearInterval(beat);
          send(fill(2));
        }, 1_200);
      },
    );
    const events = await take(broker, 2);
    expect(events.map(({ eventId }) => eventId)).toEqual([id(1), id(2)]);
    expect(partner.received).toHaveLength(2);
  });

  test("while we work on an event the stream is not called silent", async () => {
    const { broker, partner } = await connect(({ send }) => {
      send(fill(1));
      setTimeout(() => send(fill(2)), 50);
    });
    const stop = new AbortController();
    for await (const { eventId } of broker.tradeEvents({ afterId: null, signal: stop.signal })) {
      if (eventId === id(2)) stop.abort();
      else await new Promise((resolve) => setTimeout(resolve, 900));
    }
    expect(partner.received).toHaveLength(1);
  });

  test("stops when told to, in the middle of a silence", async () => {
    const { broker } = await connect(() => {});
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    for await (const _event of broker.tradeEvents({ afterId: null, signal: stop.signal })) throw new Error("no event");
  });

  test("a stream that is refused is an error: asking again would be refused again", async () => {
    const partner = await startFakePartner(() => ({ status: 403, body: { message: "forbidden." } }));
    const address = { url: partner.url, dataUrl: partner.url, key: "K", secret: "S", accountId: ACCOUNT };
    const broker = connectAlpaca(address);
    closing.push(partner.stop, broker.close);
    await expect(take(broker, 1)).rejects.toMatchObject({ kind: "refused", status: 403 });
    await expect(broker.activities({ afterId: null })).rejects.toMatchObject({ kind: "refused" });
  });
});

describe("what the broker has booked", () => {
  const booking = (count: number, facts: object = {}) => ({
    ...{ event_id: id(count), ref_id: `r${count}`, account_id: ACCOUNT, activity_type: "TRD", status: "executed" },
    ...{ at: "2026-11-20T15:02:11.417203Z", executed_at: "2026-11-20T15:02:11.409118552Z", settle_date: "2026-11-23" },
    ...{ qty: "1.5", price: "301.2000001", net_amount: "-451.8", currency: "USD" },
    details: { order_id: "c1c3", client_order_id: "kura-1", side: "buy", symbol: "VTI", execution_type: "fill" },
    ...facts,
  });

  test("an execution is the same as in the trade events, known by the same id", async () => {
    const { broker, partner } = await connect(({ send, end }) => {
      send(booking(1, { ref_id: "x1" }));
      end();
    });
    const [activity] = await broker.activities({ afterId: null });
    expect(activity).toMatchObject({ kind: "execution", id: "x1", execution: EXECUTION, netAmount: -45_180n });
    expect(partner.received[0]?.query.get("until_id")).toMatch(/^7Z{25}$/);
  });

  test("dollars that came in carry their sender's reference", async () => {
    const wire = { activity_type: "CSD", net_amount: "25000", qty: "0", details: { reference: "wire-7" } };
    const { broker } = await connect(({ send, end }) => {
      send(booking(1, wire));
      end();
    });
    const [activity] = await broker.activities({ afterId: null });
    expect(activity).toMatchObject({ kind: "cash_in", amount: 2_500_000n, reference: "wire-7", eventId: id(1) });
  });

  test("corrections, reversals, fees and types of tomorrow are told of, never taken for a plain booking", async () => {
    const { broker } = await connect(({ send, end }) => {
      send(
        booking(1, { previous_id: "r0" }),
        booking(2, { status: "canceled" }),
        booking(3, { details: { ...booking(3).details, execution_type: "trade_bust" } }),
        booking(4, { activity_type: "FEE", activity_subtype: "TAF", net_amount: "-0.005", details: {} }),
        booking(5, { activity_type: "TELEPORT", net_amount: null, details: null }),
      );
      end();
    });
    const activities = await broker.activities({ afterId: null });
    expect(activities.map((one) => one.kind === "other" && [one.type, one.correctsId, one.netAmountText])).toEqual([
      ["TRD", "r0", "-451.8"],
      ["TRD", null, "-451.8"],
      ["TRD", null, "-451.8"],
      ["FEE", null, "-0.005"],
      ["TELEPORT", null, null],
    ]);
  });

  test("what cannot be read does not hide what follows", async () => {
    const { broker } = await connect(({ send, end }) => {
      send(booking(1, { qty: "x" }), booking(2, { activity_type: "CSD", net_amount: "0.001" }), booking(3));
      end();
    });
    expect((await broker.activities({ afterId: null })).map(({ kind }) => kind)).toEqual([
      "unreadable",
      "unreadable",
      "execution",
    ]);
  });

  test("where the broker keeps the stream open, a heartbeat or a silence ends the reading", async () => {
    const { broker } = await connect(
      ({ send, comment }) => {
        send(booking(1));
        comment("heartbeat");
      },
      ({ send }) => send(booking(2)),
    );
    expect((await broker.activities({ afterId: null })).map(({ eventId }) => eventId)).toEqual([id(1)]);
    expect((await broker.activities({ afterId: id(1) })).map(({ eventId }) => eventId)).toEqual([id(2)]);
  });

  test("a connection that breaks off is an outage, not the end", async () => {
    const partner = await startFakePartner((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).write(`data: ${JSON.stringify(booking(1))}\n\n`);
      setTimeout(() => response.destroy(), 20);
      return "handled";
    });
    const address = { url: partner.url, dataUrl: partner.url, key: "K", secret: "S", accountId: ACCOUNT };
    const broker = connectAlpaca(address);
    closing.push(partner.stop, broker.close);
    await expect(broker.activities({ afterId: null })).rejects.toMatchObject({ kind: "outage" });
  });
});
