import { afterEach, describe, expect, test } from "vitest";
import { ACCOUNT, closeAll, connectFake, ORDERS, order } from "./fake-alpaca.ts";
import { PartnerError } from "./partner.ts";

afterEach(closeAll);

describe("looking up", () => {
  test("an order is found by its client order id, and 404 means there is none", async () => {
    const { broker } = await connectFake(({ query }) =>
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

  test("an order is found by the broker's own id too", async () => {
    const { broker, partner } = await connectFake(() => ({ body: order() }));
    expect(await broker.findByOrderId("c1c3")).toMatchObject({ clientOrderId: "kura-1" });
    expect(partner.received[0]?.path).toBe(`${ORDERS}/c1c3`);
  });

  test("only 404 means there is none: an outage is an error, for a second order must not follow from it", async () => {
    const { broker } = await connectFake(() => ({ status: 500, body: "" }));
    await expect(broker.findByClientOrderId("kura-1")).rejects.toMatchObject({ kind: "outage", status: 500 });
  });

  test("a status that we do not know yet is unknown, with the broker's word beside it", async () => {
    const { broker } = await connectFake(() => ({ body: order({ status: "teleported", side: "sell_short" }) }));
    const found = await broker.findByClientOrderId("kura-1");
    expect(found).toMatchObject({ status: "unknown", statusText: "teleported", side: "other" });
  });

  test("a decimal may be a number or a string, and is exact either way", async () => {
    const text = JSON.stringify(order({ status: "filled" })).replace('"filled_qty":"0"', '"filled_qty":0.123456789');
    const { broker } = await connectFake(() => ({ body: text }));
    expect((await broker.findByClientOrderId("kura-1"))?.filled).toBe(123_456_789n);
  });

  test("a long list of orders is read page by page, though many were submitted at one moment", async () => {
    const at = (index: number) => `2026-11-20T15:02:${String(10 + Math.floor(index / 300)).padStart(2, "0")}Z`;
    const all = Array.from({ length: 1_200 }, (_, i) => order({ id: `o${i}`, submitted_at: at(i) }));
    const { broker, partner } = await connectFake(({ query }) => {
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
    const { broker } = await connectFake(() => ({ body: page }));
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
  const open = () => connectFake(({ path }) => ({ body: answers[path] }));

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
    const { broker, partner } = await connectFake(() => ({ body }));
    const quotes = await broker.latestQuotes(["VT", "X", "GONE"]);
    expect([...quotes]).toEqual([
      ["VT", { bid: 118_020_000n, ask: 118_050_000n, at: Temporal.Instant.from("2026-11-20T15:02:11.4Z") }],
    ]);
    expect(partner.received[0]?.query.get("symbols")).toBe("VT,X,GONE");
    expect((await broker.latestQuotes([])).size).toBe(0);
    expect(partner.received).toHaveLength(1);
  });

  test("an answer that we cannot read is an error that says where, with the broker's request id", async () => {
    const { broker } = await connectFake(() => ({ body: [{ symbol: "VT", qty: "1.0000000001" }] }));
    const error = await broker.positions().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PartnerError);
    expect(error).toMatchObject({ kind: "unreadable", requestId: "req-1" });
    expect(String(error)).toMatch(/0\.qty/);
  });

  test("a refusal and an outage are told apart by status", async () => {
    const { broker } = await connectFake(() => ({
      status: 422,
      body: { code: 40010001, message: "start is invalid" },
    }));
    await expect(broker.assets()).rejects.toMatchObject({ kind: "refused", status: 422, code: "40010001" });
    const other = await connectFake(() => ({ status: 502, body: "<html>bad gateway</html>" }));
    await expect(other.broker.assets()).rejects.toMatchObject({ kind: "outage", status: 502 });
  });
});
