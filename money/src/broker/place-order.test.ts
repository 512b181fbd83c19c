import { parseCents, parseShares } from "@kura/shared/money.ts";
import { afterEach, describe, expect, test } from "vitest";
import type { Placed } from "./broker.ts";
import { closeAll, connectFake, ORDERS, order } from "./fake-alpaca.ts";
import type { Received, Reply, Respond } from "./fake-partner.ts";

afterEach(closeAll);

const REQUEST = { clientOrderId: "kura-1", symbol: "VT", notional: parseCents("650.10") };
const NOT_FOUND: Reply = { status: 404, body: { code: 40410000, message: "order not found for kura-1" } };
const DROP: Respond = (_request, response) => {
  response.destroy();
  return "handled";
};

type Script = Reply | Respond;
const say = (script: Script, ...heard: Parameters<Respond>) =>
  typeof script === "function" ? script(...heard) : script;

/** Places one order: how the POST is answered, and how the look-ups after it, one after the other. */
async function place(post: Script, lookUps: readonly Script[] = [NOT_FOUND]) {
  let looks = 0;
  const { broker, partner } = await connectFake((request, response) => {
    if (request.method === "POST") return say(post, request, response);
    looks += 1;
    return say(lookUps[Math.min(looks, lookUps.length) - 1] ?? NOT_FOUND, request, response);
  });
  const placed: Placed = await broker.placeBuy(REQUEST);
  const sent = partner.received.filter(({ method }) => method === "POST");
  return { placed, sent, looks };
}

describe("placing an order", () => {
  test("a purchase goes out once, as a market order for the day, by dollars and cents as text", async () => {
    const { broker, partner } = await connectFake(() => ({ body: order() }));
    const placed = await broker.placeBuy(REQUEST);
    expect(placed).toMatchObject({ outcome: "accepted", requestId: "req-1" });
    expect(partner.received).toHaveLength(1);
    const [request] = partner.received as [Received];
    expect([request.method, request.path]).toEqual(["POST", ORDERS]);
    expect(JSON.parse(request.body)).toEqual({
      symbol: "VT",
      side: "buy",
      notional: "650.10",
      client_order_id: "kura-1",
      type: "market",
      time_in_force: "day",
    });
  });

  test("a sale goes out by quantity, and carries the tag of our order flow where there is one", async () => {
    const answer = order({ side: "sell", notional: null, qty: "1.5" });
    const { broker, partner } = await connectFake(() => ({ body: answer }), { subtag: "kura" });
    const placed = await broker.placeSell({ clientOrderId: "kura-1", symbol: "VT", quantity: parseShares("1.5") });
    expect(placed).toMatchObject({ outcome: "accepted", order: { quantity: 1_500_000_000n, notional: null } });
    expect(JSON.parse(partner.received[0]!.body)).toMatchObject({ side: "sell", qty: "1.5", subtag: "kura" });
    expect(JSON.parse(partner.received[0]!.body)).not.toHaveProperty("notional");
  });

  test("an order of nothing is our own mistake, and is not sent", async () => {
    const { broker, partner } = await connectFake(() => ({ body: order() }));
    await expect(broker.placeBuy({ ...REQUEST, notional: parseCents("0") })).rejects.toThrow(/dollars or by quantity/);
    expect(partner.received).toHaveLength(0);
  });
});

describe("a refusal", () => {
  const body = { code: 40310000, message: "insufficient buying power" };

  test("is believed after one look that finds nothing", async () => {
    const { placed, sent, looks } = await place({ status: 403, body });
    expect(placed).toMatchObject({ outcome: "refused", reason: "insufficient_buying_power", requestId: "req-1" });
    expect([sent.length, looks]).toEqual([1, 1]);
  });

  test("of an order that is there all the same is none", async () => {
    const { placed } = await place({ status: 422, body: { code: 1, message: "something" } }, [{ body: order() }]);
    expect(placed).toMatchObject({ outcome: "accepted", order: { id: "c1c3" } });
  });

  test("is in doubt while the broker cannot be asked", async () => {
    expect((await place({ status: 403, body }, [DROP])).placed.outcome).toBe("in_doubt");
  });
});

const doubts: [string, Script][] = [
  ["a 500", { status: 500, body: { code: 50010000, message: "internal server error occurred" } }],
  ["a 503 without a body", { status: 503, body: "" }],
  ["a request that timed out there", { status: 408, body: "" }],
  ["a wrong key", { status: 403, body: { message: "forbidden." } }],
  ["a wrong account", { status: 404, body: { code: 40410000, message: "account not found" } }],
  ["an id that is taken", { status: 422, body: { code: 42210000, message: "client_order_id must be unique" } }],
  [
    "a taken id in the other code",
    { status: 422, body: { code: 40010001, message: "client_order_id must be unique" } },
  ],
  ["a page of HTML from the edge", { status: 403, body: "<html>denied</html>" }],
  ["an answer that is not JSON", { body: "OK" }],
  ["an answer without its amounts", { body: { id: "c1c3" } }],
  ["amounts that do not fit our units", { body: order({ filled_qty: "0.1234567891" }) }],
  ["the answer to another order", { body: order({ client_order_id: "kura-2" }) }],
  ["another symbol than we asked for", { body: order({ symbol: "VTI" }) }],
  ["another amount than we asked for", { body: order({ notional: "650.11" }) }],
  ["a connection cut after the request", DROP],
  [
    "an answer cut in the middle",
    (_request, response) => {
      response.writeHead(200, { "content-length": "1000" }).write('{"id":');
      setTimeout(() => response.destroy(), 20);
      return "handled";
    },
  ],
];

describe("what leaves a doubt is looked up and never sent again", () => {
  test.each(doubts)("after %s the order that is there is accepted", async (_name, post) => {
    const { placed, sent, looks } = await place(post, [{ body: order() }]);
    expect(placed).toMatchObject({ outcome: "accepted", order: { clientOrderId: "kura-1" } });
    expect([sent.length, looks]).toEqual([1, 1]);
  });

  test.each(doubts)("after %s an order that is never there stays in doubt", async (_name, post) => {
    const { placed, sent, looks } = await place(post);
    expect(placed.outcome).toBe("in_doubt");
    expect(sent).toHaveLength(1);
    expect(looks).toBeGreaterThan(1);
  });

  test.each([1, 2, 3])("an order that shows up only at look-up %i + 1 is accepted", async (late) => {
    const lookUps = [...Array<Reply>(late).fill(NOT_FOUND), { body: order({ status: "filled" }) }];
    const { placed, sent } = await place({ status: 504, body: "" }, lookUps);
    expect(placed).toMatchObject({ outcome: "accepted", order: { status: "filled" } });
    expect(sent).toHaveLength(1);
  });

  test.each([
    ["symbol", { symbol: "VTI" }],
    ["side", { side: "sell" }],
    ["amount", { notional: "650.11" }],
    ["kind of size", { notional: null, qty: "5" }],
  ])("another %s under our id is never accepted, and said to be another order", async (_what, facts) => {
    const { placed } = await place({ status: 500, body: "" }, [{ body: order(facts) }]);
    expect(placed).toMatchObject({
      outcome: "differs",
      found: { id: "c1c3" },
      message: expect.stringContaining("c1c3"),
    });
  });

  test("a look-up that fails is no answer: the next one counts", async () => {
    const broken: Reply = { status: 500, body: "" };
    const { placed } = await place(DROP, [broken, broken, broken, { body: order() }]);
    expect(placed.outcome).toBe("accepted");
  });

  test("a key that is not accepted is asked with no longer than needed", async () => {
    const forbidden: Reply = { status: 403, body: { message: "forbidden." } };
    const { placed, looks } = await place(forbidden, [forbidden]);
    expect([placed.outcome, looks]).toEqual(["in_doubt", 1]);
  });

  test("an answer that does not come in time leaves the order in doubt", async () => {
    const { broker, partner } = await connectFake(({ method }) => (method === "POST" ? "handled" : NOT_FOUND), {
      timeoutMs: 150,
    });
    expect((await broker.placeBuy(REQUEST)).outcome).toBe("in_doubt");
    expect(partner.received.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  test("nobody there at all leaves it in doubt too", async () => {
    const { broker, partner } = await connectFake(() => ({ body: order() }));
    await partner.stop();
    expect((await broker.placeBuy(REQUEST)).outcome).toBe("in_doubt");
  });

  test("too many requests means that it was not placed: it is sent again when the next window begins", async () => {
    let asked = 0;
    const { broker, partner } = await connectFake(() => {
      asked += 1;
      return asked === 1
        ? { status: 429, body: { code: 42910000, message: "rate limit exceeded" } }
        : { body: order() };
    });
    expect((await broker.placeBuy(REQUEST)).outcome).toBe("accepted");
    expect(partner.received.map(({ method }) => method)).toEqual(["POST", "POST"]);
  });

  test("an error never shows the key", async () => {
    const { placed } = await place({ status: 500, body: "no" });
    expect(JSON.stringify(placed)).not.toMatch(/SECRET|U0VDUkVU|KEY/);
  });
});

describe("cancelling", () => {
  const cancel = async (reply: Script) => {
    const { broker, partner } = await connectFake((...heard) => say(reply, ...heard));
    return { result: broker.cancel("c1c3"), partner };
  };

  test("204 is a request that was accepted, and no more", async () => {
    const { result, partner } = await cancel({ status: 204, body: "" });
    expect(await result).toEqual({ outcome: "requested", requestId: "req-1" });
    expect(partner.received.map(({ method, path }) => [method, path])).toEqual([["DELETE", `${ORDERS}/c1c3`]]);
  });

  test.each([
    ["with its words", { code: 42210000, message: 'order is already in "filled" state' }],
    ["with nothing", ""],
  ])("an order that is over, said %s, is not cancelable, and that is no error", async (_how, body) => {
    expect(await (await cancel({ status: 422, body })).result).toMatchObject({ outcome: "not_cancelable" });
  });

  test("an order that is not there is not found, body or none", async () => {
    expect(await (await cancel({ status: 404, body: "" })).result).toMatchObject({ outcome: "not_found" });
  });

  test("a failure is asked again, a few times, and then is an outage", async () => {
    const { result, partner } = await cancel({ status: 503, body: "" });
    await expect(result).rejects.toMatchObject({ kind: "outage", status: 503 });
    expect(partner.received).toHaveLength(3);
  });

  test("what the second attempt says after a broken first one is what holds", async () => {
    let asked = 0;
    const { result } = await cancel((...heard) => {
      asked += 1;
      return asked === 1 ? DROP(...heard) : { status: 422, body: "" };
    });
    expect(await result).toMatchObject({ outcome: "not_cancelable" });
  });
});
