import { parseCents, parseShares } from "@kura/shared/money.ts";
import { afterEach, describe, expect, test } from "vitest";
import { connectAlpaca } from "./alpaca.ts";
import type { Broker, Placed } from "./broker.ts";
import { type FakePartner, type Received, type Reply, type Respond, startFakePartner } from "./fake-partner.ts";
import { PartnerError } from "./partner.ts";

const ACCOUNT = "3f0c2a51-8a5e-4f0e-9a5b-6f1f5f0b7c21";
const ORDERS = `/v1/trading/accounts/${ACCOUNT}/orders`;
const REQUEST = { clientOrderId: "kura-1", symbol: "VT", notional: parseCents("650.10") };

/** An order as the broker writes it, with more fields than we know. */
const order = (facts: object = {}) => ({
  ...{ id: "c1c3", client_order_id: "kura-1", symbol: "VT", side: "buy", type: "market", notional: "650.1", qty: null },
  ...{ status: "pending_new", filled_qty: "0", filled_avg_price: null, submitted_at: "2026-11-20T15:02:10.997003114Z" },
  ...{ updated_at: "2026-11-20T10:02:10.999012-05:00", subtag: null, a_field_of_tomorrow: { x: 1 } },
  ...facts,
});

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function connect(respond: Respond, timeoutMs = 5_000): Promise<{ broker: Broker; partner: FakePartner }> {
  const partner = await startFakePartner(respond);
  const address = { url: partner.url, dataUrl: partner.url, key: "KEY", secret: "SECRET", accountId: ACCOUNT };
  const broker = connectAlpaca({ ...address, timeoutMs });
  closing.push(partner.stop, broker.close);
  return { broker, partner };
}

const outcomeOf = async (reply: Reply | Respond): Promise<Placed> => {
  const { broker } = await connect(typeof reply === "function" ? reply : () => reply);
  return broker.placeBuy(REQUEST);
};

describe("placing an order", () => {
  test("a purchase goes out once, as a market order for the day, by dollars and cents as text", async () => {
    const { broker, partner } = await connect(() => ({ body: order() }));
    const placed = await broker.placeBuy(REQUEST);
    expect(placed).toMatchObject({ outcome: "accepted", requestId: "req-1" });
    expect(partner.received).toHaveLength(1);
    const [request] = partner.received as [Received];
    expect([request.method, request.path]).toEqual(["POST", ORDERS]);
    expect(request.headers.authorization).toBe(`Basic ${Buffer.from("KEY:SECRET").toString("base64")}`);
    expect(JSON.parse(request.body)).toEqual({
      symbol: "VT",
      side: "buy",
      notional: "650.10",
      client_order_id: "kura-1",
      type: "market",
      time_in_force: "day",
    });
  });

  test("a sale goes out by quantity", async () => {
    const answer = order({ side: "sell", notional: null, qty: "1.5" });
    const { broker, partner } = await connect(() => ({ body: answer }));
    const placed = await broker.placeSell({ clientOrderId: "kura-1", symbol: "VT", quantity: parseShares("1.5") });
    expect(placed).toMatchObject({ outcome: "accepted", order: { quantity: 1_500_000_000n, notional: null } });
    expect(JSON.parse(partner.received[0]!.body)).toMatchObject({ side: "sell", qty: "1.5" });
    expect(JSON.parse(partner.received[0]!.body)).not.toHaveProperty("notional");
  });

  const refusals: [number, object, string][] = [
    [403, { code: 40310000, message: "insufficient buying power", buying_power: "1" }, "insufficient_buying_power"],
    [403, { code: 40310000, message: "cost basis must be >= minimal amount of order 1" }, "below_minimum"],
    [403, { code: 40310000, message: 'asset "X" is not fractionable' }, "not_fractionable"],
    [403, { code: 40310000, message: "potential wash trade detected. use complex orders" }, "opposite_order_open"],
    [403, { code: 40310000, message: "insufficient qty available for order" }, "insufficient_shares"],
    [422, { code: 42210000, message: 'asset "X" not found' }, "unknown_symbol"],
    [422, { code: 40010001, message: "qty or notional is required" }, "invalid_request"],
    [400, { code: 40010000, message: "request body format is invalid" }, "invalid_request"],
    [403, { code: 40310000, message: "something that we have never read" }, "other"],
  ];
  test.each(refusals)("%i %o is a refusal: %s", async (status, body, reason) => {
    expect(await outcomeOf({ status, body })).toMatchObject({ outcome: "refused", reason, requestId: "req-1" });
  });

  const doubts: [string, Reply | Respond][] = [
    ["a 500", { status: 500, body: { code: 50010000, message: "internal server error occurred" } }],
    ["a 503 without a body", { status: 503, body: "" }],
    ["too many requests", { status: 429, body: { code: 42910000, message: "rate limit exceeded" } }],
    ["a request that timed out there", { status: 408, body: "" }],
    ["a wrong key", { status: 403, body: { message: "forbidden." } }],
    ["a wrong account", { status: 404, body: { code: 40410000, message: "account not found" } }],
    ["an id that is taken", { status: 422, body: { code: 42210000, message: "client_order_id must be unique" } }],
    ["a page of HTML from the edge", { status: 403, body: "<html>denied</html>" }],
    ["an answer that is not JSON", { body: "OK" }],
    ["an answer without its amounts", { body: { id: "c1c3" } }],
    ["amounts that do not fit our units", { body: order({ filled_qty: "0.1234567891" }) }],
    ["the answer to another order", { body: order({ client_order_id: "kura-2" }) }],
    ["another symbol than we asked for", { body: order({ symbol: "VTI" }) }],
    [
      "a connection cut after the request",
      (_request, response) => {
        response.destroy();
        return "handled";
      },
    ],
    [
      "an answer cut in the middle",
      (_request, response) => {
        response.writeHead(200, { "content-length": "1000" }).write('{"id":');
        setTimeout(() => response.destroy(), 20);
        return "handled";
      },
    ],
  ];
  test.each(doubts)("after %s the order is in doubt, and is not sent again", async (_name, reply) => {
    const { broker, partner } = await connect(typeof reply === "function" ? reply : () => reply);
    expect((await broker.placeBuy(REQUEST)).outcome).toBe("in_doubt");
    expect(partner.received).toHaveLength(1);
  });

  test("an answer that does not come in time leaves the order in doubt", async () => {
    const { broker, partner } = await connect(() => "handled", 150);
    expect((await broker.placeBuy(REQUEST)).outcome).toBe("in_doubt");
    expect(partner.received).toHaveLength(1);
  });

  test("nobody there at all leaves it in doubt too", async () => {
    const { broker, partner } = await connect(() => ({ body: order() }));
    await partner.stop();
    expect((await broker.placeBuy(REQUEST)).outcome).toBe("in_doubt");
  });

  test("an error never shows the key", async () => {
    const placed = await outcomeOf({ status: 500, body: "no" });
    expect(JSON.stringify(placed)).not.toMatch(/SECRET|U0VDUkVU|KEY/);
  });
});

describe("looking up", () => {
  test("an order is found by its client order id, and 404 means there is none", async () => {
    const { broker } = await connect(({ query }) =>
      query.get("client_order_id") === "a+b &c"
        ? { body: order({ status: "filled", filled_qty: "2.155", filled_avg_price: "301.666666667" }) }
        : { status: 404, body: { code: 40410000, message: "order not found" } },
    );
    expect(await broker.findByClientOrderId("a+b &c")).toMatchObject({
      status: "filled",
      filled: 2_155_000_000n,
      averagePrice: 301_666_667n,
      averagePriceText: "301.666666667",
    });
    expect(await broker.findByClientOrderId("other")).toBeNull();
  });

  test("only 404 means there is none: an outage is an error, for a second order must not follow from it", async () => {
    const { broker } = await connect(() => ({ status: 500, body: "" }));
    await expect(broker.findByClientOrderId("kura-1")).rejects.toMatchObject({ kind: "outage", status: 500 });
  });

  test("a status that we do not know yet is unknown, with the broker's word beside it", async () => {
    const { broker } = await connect(() => ({ body: order({ status: "teleported", side: "sell_short" }) }));
    const found = await broker.findByClientOrderId("kura-1");
    expect(found).toMatchObject({ status: "unknown", statusText: "teleported", side: "other" });
  });

  test("a decimal may be a number or a string, and is exact either way", async () => {
    const text = JSON.stringify(order({ status: "filled" })).replace('"filled_qty":"0"', '"filled_qty":0.123456789');
    const { broker } = await connect(() => ({ body: text }));
    expect((await broker.findByClientOrderId("kura-1"))?.filled).toBe(123_456_789n);
  });

  test("a long list of orders is read page by page, though many were submitted at one moment", async () => {
    const at = (index: number) => `2026-11-20T15:02:${String(10 + Math.floor(index / 300)).padStart(2, "0")}Z`;
    const all = Array.from({ length: 1_200 }, (_, i) => order({ id: `o${i}`, submitted_at: at(i) }));
    const { broker, partner } = await connect(({ query }) => {
      const after = Temporal.Instant.from(query.get("after") ?? "");
      const later = all.filter((one) => Temporal.Instant.compare(Temporal.Instant.from(one.submitted_at), after) > 0);
      return { body: later.slice(0, Number(query.get("limit"))) };
    });
    const found = await broker.ordersSince(Temporal.Instant.from("2026-11-20T15:00:00Z"));
    expect(found.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(partner.received.every(({ query }) => query.get("direction") === "asc")).toBe(true);
  });

  test("a list of orders that never ends is an error, not a loop", async () => {
    const page = Array.from({ length: 500 }, (_, i) => order({ id: `o${i}` }));
    const { broker } = await connect(() => ({ body: page }));
    await expect(broker.listOpenOrders()).rejects.toThrow(/no end/);
  });
});

describe("the pool and the market", () => {
  const answers: Record<string, unknown> = {
    [`/v1/trading/accounts/${ACCOUNT}/account`]: { cash: "1450221.075", buying_power: "1446606.07", status: "ACTIVE" },
    [`/v1/trading/accounts/${ACCOUNT}/positions`]: [
      { symbol: "VTI", qty: "205.345678901", qty_available: "193.345678901", avg_entry_price: "288.4126783301999999" },
    ],
    "/v1/assets": [
      { symbol: "VT", name: "Vanguard Total World", status: "active", tradable: true, fractionable: true },
      { symbol: "OLD", name: null, status: "active", tradable: false, fractionable: false },
    ],
    "/v1/calendar": [
      { date: "2026-03-06", open: "09:30", close: "16:00", settlement_date: "2026-03-09", session_open: "0400" },
      { date: "2026-11-27", open: "09:30", close: "13:00", settlement_date: "2026-11-30" },
    ],
  };
  const open = () => connect(({ path }) => ({ body: answers[path] }));

  test("cash is ours to the cent, with the broker's text beside it", async () => {
    const { broker } = await open();
    expect(await broker.account()).toEqual({
      cash: 145_022_108n,
      cashText: "1450221.075",
      buyingPower: 144_660_607n,
      status: "ACTIVE",
      blocked: false,
    });
  });

  test("positions are exact to the billionth", async () => {
    const { broker } = await open();
    expect(await broker.positions()).toEqual([
      { symbol: "VTI", quantity: 205_345_678_901n, available: 193_345_678_901n },
    ]);
  });

  test("an asset is tradable only if the broker says so", async () => {
    const { broker } = await open();
    expect((await broker.assets()).map(({ symbol, tradable }) => [symbol, tradable])).toEqual([
      ["VT", true],
      ["OLD", false],
    ]);
  });

  test("sessions are moments, in summer and winter and on half days", async () => {
    const { broker, partner } = await open();
    const days = await broker.calendar({ from: "2026-03-01", to: "2026-11-30" });
    expect(days.map(({ openAt, closeAt, settlesOn }) => [String(openAt), String(closeAt), settlesOn])).toEqual([
      ["2026-03-06T14:30:00Z", "2026-03-06T21:00:00Z", "2026-03-09"],
      ["2026-11-27T14:30:00Z", "2026-11-27T18:00:00Z", "2026-11-30"],
    ]);
    expect(partner.received[0]?.query.toString()).toBe("start=2026-03-01&end=2026-11-30&date_type=TRADING");
  });

  test("quotes are exact although they are JSON numbers; one without both sides is left out", async () => {
    const quote = (bid: string, ask: string) => `{"bp":${bid},"ap":${ask},"t":"2026-11-20T15:02:11.4Z","bs":3}`;
    const body = `{"quotes":{"VT":${quote("118.0200", "118.05")},"X":${quote("0", "5")}}}`;
    const { broker, partner } = await connect(() => ({ body }));
    const quotes = await broker.latestQuotes(["VT", "X", "GONE"]);
    expect([...quotes]).toEqual([
      ["VT", { bid: 118_020_000n, ask: 118_050_000n, at: Temporal.Instant.from("2026-11-20T15:02:11.4Z") }],
    ]);
    expect(partner.received[0]?.query.get("symbols")).toBe("VT,X,GONE");
    expect((await broker.latestQuotes([])).size).toBe(0);
    expect(partner.received).toHaveLength(1);
  });

  test("an answer that we cannot read is an error that says where, with the broker's request id", async () => {
    const { broker } = await connect(() => ({ body: [{ symbol: "VT", qty: "1.0000000001" }] }));
    const error = await broker.positions().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PartnerError);
    expect(error).toMatchObject({ kind: "unreadable", requestId: "req-1" });
    expect(String(error)).toMatch(/0\.qty/);
  });

  test("a refusal and an outage are told apart by status", async () => {
    const { broker } = await connect(() => ({ status: 422, body: { code: 40010001, message: "start is invalid" } }));
    await expect(broker.assets()).rejects.toMatchObject({ kind: "refused", status: 422, code: "40010001" });
    const other = await connect(() => ({ status: 429, body: { message: "too many requests" } }));
    await expect(other.broker.assets()).rejects.toMatchObject({ kind: "outage", status: 429 });
  });
});
