import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { closeAll, connectStreams, EXECUTION, fill, eventId as id, order, take } from "./fake-alpaca.ts";

afterEach(closeAll);

const says = async (...events: unknown[]) => {
  const { broker } = await connectStreams(({ send }) => send(...events));
  return take(broker, events.length);
};

test("a fill is an execution of our order, with the broker's own price beside ours", async () => {
  const [event] = await says(fill(1));
  expect(event).toMatchObject({
    kind: "fill",
    eventId: id(1),
    execution: EXECUTION,
    order: { status: "partially_filled", clientOrderId: "kura-1" },
  });
});

test("a decimal may be a number or a string, and is exact either way", async () => {
  const numbers = JSON.stringify(fill(1, { price: "P", qty: "Q" }))
    .replace('"P"', "301.200000100000000001")
    .replace('"Q"', "0.123456789");
  const [event] = await says(numbers);
  expect(event?.execution).toMatchObject({ priceText: "301.200000100000000001", shares: 123_456_789n });
  const [other] = await says(JSON.stringify(fill(1, { price: "P" })).replace('"P"', "3.012e2"));
  expect(other?.execution?.price).toBe(301_200_000n);
});

test("a real fill is never unbookable for what it does not need", async () => {
  const events = await says(
    fill(1, { price: "0.000000000001" }),
    fill(2, { price: "301.123456789012" }),
    fill(3, { settle_date: undefined }),
    fill(4, { settle_date: "2026-11-23T00:00:00Z" }),
    fill(5, { settle_date: "soon" }),
    fill(6, { timestamp: undefined }),
    fill(7, { order: order({ notional: "10.001", filled_qty: null, status: "teleported" }) }),
    fill(8, { order: { id: "c1c3", client_order_id: "kura-1", symbol: "VT", side: "buy", status: "filled" } }),
  );
  expect(events.map(({ kind }) => kind)).toEqual(Array(8).fill("fill"));
  const executions = events.map(({ execution }) => execution!);
  expect(executions.slice(0, 2).map(({ price, priceText }) => [price, priceText])).toEqual([
    [0n, "0.000000000001"],
    [301_123_457n, "301.123456789012"],
  ]);
  expect(executions.slice(2, 5).map(({ settlesOn }) => settlesOn)).toEqual([null, "2026-11-23", null]);
  expect(String(executions[5]?.executedAt)).toBe("2026-11-20T15:02:11.417203Z");
  expect(events[6]).toMatchObject({ order: { status: "unknown", statusText: "teleported" } });
});

test("a bust and a correction are never taken for a new execution", async () => {
  const [bust, correction] = await says(
    fill(1, { event: "trade_bust", qty: "-1.5", previous_execution_id: "x0", reason: "TRADE_BUST" }),
    fill(2, { event: "trade_correct", previous_execution_id: "x1", execution_id: "x2" }),
  );
  expect(bust).toMatchObject({ kind: "bust", execution: null, previousExecutionId: "x0", corrected: null });
  expect(bust).toMatchObject({ reason: "TRADE_BUST" });
  expect(correction).toMatchObject({ kind: "correction", execution: null, corrected: { id: "x2" } });
});

test("other words, known or not, say something of the order and carry no execution", async () => {
  const news = (count: number, event: string) => fill(count, { event, price: undefined, qty: undefined });
  const events = await says(news(1, "new"), news(2, "canceled"), news(3, "teleported"));
  expect(events.map((one) => one.kind === "order" && one.event)).toEqual(["new", "canceled", "teleported"]);
  expect(events.every(({ execution }) => execution === null)).toBe(true);
});

const unreadable: readonly (readonly [string, unknown, RegExp])[] = [
  ["more digits of a share than there are", fill(1, { qty: "0.0000000001" }), /qty/],
  ["a quantity of nothing", fill(1, { qty: "0" }), /qty/],
  ["a price of nothing", fill(1, { price: "0" }), /price/],
  ["a price below nothing", fill(1, { price: "-1" }), /price/],
  ["a price that is none", fill(1, { price: "1,5" }), /price/],
  ["no price", fill(1, { price: null }), /price/],
  ["no id of the execution", fill(1, { execution_id: null }), /execution_id/],
  ["no order", fill(1, { order: null }), /order/],
  ["no client order id", fill(1, { order: order({ client_order_id: undefined }) }), /order\.client_order_id/],
  ["a side that we do not have", fill(1, { order: order({ side: "sell_short" }) }), /order\.side/],
  ["no moment", fill(1, { timestamp: "soon" }), /timestamp/],
  ["no account", fill(1, { account_id: undefined }), /account_id/],
  ["a bust of nothing", fill(1, { event: "trade_bust" }), /previous_execution_id/],
  ["a list", [fill(1)], /account_id/],
  ["a text", '"hello"', /JSON object/],
  ["no JSON", "this is not JSON", /JSON object/],
];
test.each(unreadable)("an event with %s goes to a person, and the stream goes on", async (_what, event, problem) => {
  const [first, second] = await says(event, fill(2));
  expect(first).toMatchObject({ kind: "unreadable", problem: expect.stringMatching(problem), execution: null });
  expect(first?.raw).toBe(typeof event === "string" ? event : JSON.stringify(event));
  expect(second?.kind).toBe("fill");
});

test("events of accounts that are not ours are passed over, readable or not", async () => {
  const foreign = (count: number, facts: object = {}) => fill(count, { account_id: "another", ...facts });
  const { broker } = await connectStreams(({ send }) => send(foreign(1), foreign(2, { order: null }), fill(3)));
  expect((await take(broker, 1)).map(({ eventId }) => eventId)).toEqual([id(3)]);
});

test("an execution comes once, however its events are repeated and mixed", async () => {
  const events = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(events, fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), async (drawn, renamed) => {
      // The same event again, or the same execution as another event: both have been seen.
      const sent = drawn.map((count, i) => fill(count, renamed[i] ? { event_id: id(20 + i) } : {}));
      const { broker } = await connectStreams(({ send }) => send(...sent, fill(99)));
      const executions: string[] = [];
      const stop = new AbortController();
      for await (const batch of broker.tradeEvents({ afterId: null, signal: stop.signal })) {
        executions.push(...batch.flatMap(({ execution }) => execution?.id ?? []));
        if (executions.at(-1) === "x99") stop.abort();
      }
      expect(executions.toSorted()).toEqual([...new Set(drawn.map((count) => `x${count}`)), "x99"].toSorted());
    }),
    { numRuns: 25 },
  );
});

test("the same execution with other figures is no repeat", async () => {
  const events = await says(
    fill(1),
    fill(2, { execution_id: "x1", price: "301.3" }),
    fill(3, { execution_id: "x1", qty: "2" }),
  );
  expect(events.map(({ kind }) => kind)).toEqual(["fill", "fill", "fill"]);
});

test("what an order was told twice with the same id of an execution is told once for each word", async () => {
  const pair = (count: number) => [
    fill(count, { event: "new", execution_id: "x1", price: undefined, qty: undefined }),
    fill(count + 1, { execution_id: "x1" }),
  ];
  const { broker } = await connectStreams(({ send }) => send(...pair(1), ...pair(3), ...pair(5), fill(9)));
  expect((await take(broker, 3)).map(({ eventId }) => eventId)).toEqual([id(1), id(2), id(9)]);
});
