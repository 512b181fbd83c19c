import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ACCOUNT_ID } from "../accounts/account.ts";
import { type Facts, listenTo, marketOrder, readEvents, startWorld, type TestWorld } from "../test-world.ts";

const TRADES = "/v2/events/trades";
const ACTIVITIES = "/v2beta1/events/activities";

let world: TestWorld;
beforeEach(async () => {
  world = await startWorld({ heartbeatMs: 50 });
  await world.fund("5000.00");
});
afterEach(() => world.stop());

const rule = (body: object) => world.call("POST", "/sim/faults", body);
const buy = (symbol: string, id: string) =>
  world.trade("POST", "/orders", marketOrder(symbol, { notional: "10", client_order_id: id }));
const listen = (path: string, headers = {}) => listenTo(world.url + path, headers);
const ids = (events: readonly Facts[]) => events.map((event) => event.event_id);

/** Some orders that wait for the opening, one event each. */
async function someOrders(count: number) {
  for (let index = 0; index < count; index += 1) await buy("KO", `order ${index}`);
  return world.history(TRADES);
}

test("an idle stream shows that it is alive, as often as is set", async () => {
  const heard = await listen(TRADES);
  await vi.waitFor(() => expect(heard.text).toMatch(/^: welcome to the Alpaca events\n\n(:heartbeat\n\n){2}/));
  heard.stop();
});

test("a replay may begin with the very event it is to begin after", async () => {
  const all = await someOrders(3);
  const after = `${TRADES}?since_id=${all[0]?.event_id}&until_id=${all[2]?.event_id}`;
  expect(await world.events(after)).toEqual(all.slice(1));
  await rule({ fault: "cursor_repeated", times: 1 });
  expect(await world.events(after)).toEqual(all);
  expect(await world.events(after)).toEqual(all.slice(1));
  const { body } = await world.call<string>("GET", after, undefined, { "x-sim-faults": "cursor_repeated" });
  expect(readEvents(body)).toEqual(all);
});

test("a stream that drops messages says how many, never sends them, and a new connection has them", async () => {
  const heard = await listen(TRADES);
  await rule({ fault: "messages_dropped", times: 2 });
  const all = await someOrders(4);
  await vi.waitFor(() => expect(ids(readEvents(heard.text))).toEqual(ids(all.slice(2))));
  expect(heard.text.match(/: you are reading too slowly, dropped 1 messages\n\n/g)).toHaveLength(2);
  heard.stop();
  expect(await world.history(TRADES)).toEqual(all);

  const replayed = await listen(`${TRADES}?since=2026-03-01`, { "x-sim-faults": "messages_dropped" });
  await vi.waitFor(() => expect(ids(readEvents(replayed.text))).toEqual(ids(all.slice(1))));
  expect(replayed.text).toContain(": you are reading too slowly, dropped 1 messages\n\ndata: ");
  replayed.stop();
});

test("a silent stream stays open and says nothing more, not even that it is alive", async () => {
  const fromStart = await listen(TRADES, { "x-sim-faults": "stream_silent" });
  const later = await listen(TRADES);
  await someOrders(1);
  await vi.waitFor(() => expect(readEvents(later.text)).toHaveLength(1));
  await rule({ fault: "stream_silent", times: 1 });
  await buy("KO", "another");
  const { text } = later;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect([fromStart.text, fromStart.ended]).toEqual([": welcome to the Alpaca events\n\n", false]);
  expect([later.text, later.ended]).toEqual([text, false]);
  for (const each of [fromStart, later]) each.stop();
});

test("a stream with an error says so and closes, at once or instead of an event", async () => {
  const fromStart = await listen(TRADES, { "x-sim-faults": "stream_error" });
  const error = ": internal server error\n\n";
  await vi.waitFor(() => expect([fromStart.text.endsWith(error), fromStart.ended]).toEqual([true, true]));
  const later = await listen(TRADES);
  await rule({ fault: "stream_error", times: 1 });
  await someOrders(1);
  await vi.waitFor(() => expect([later.text.endsWith(error), later.ended]).toEqual([true, true]));
  expect(readEvents(later.text)).toEqual([]);
});

test("a late booking is told of an hour later, at the end of the sequence, with its first moment", async () => {
  await rule({ fault: "activity_late", symbol: "KO" });
  await buy("KO", "late");
  await buy("PEP", "in time");
  await world.advance("2026-03-02T15:29:59Z");
  const symbols = (events: readonly Facts[]) => events.map((event) => event.details.symbol);
  expect(symbols((await world.history(ACTIVITIES)).slice(1))).toEqual(["PEP"]);
  expect((await world.trade<object[]>("GET", "/positions")).body).toHaveLength(2);
  await world.advance("2026-03-02T15:31:00Z");
  const all = (await world.history(ACTIVITIES)).slice(1);
  expect(symbols(all)).toEqual(["PEP", "KO"]);
  expect(all.map((event) => event.at)).toEqual(["2026-03-02T14:30:00Z", "2026-03-02T14:30:00Z"]);
  expect(ids(all)).toEqual(ids(all).toSorted());
  // Asked for by moment, it is among those of its moment; asked for by id, it is the last.
  const at = "since=2026-03-02T14:30:00Z&until=2026-03-02T14:30:00Z";
  expect(symbols(await world.events(`${ACTIVITIES}?${at}`))).toEqual(["PEP", "KO"]);
  expect(await world.events(`${ACTIVITIES}?since=2026-03-02T15:00:00Z&until=2026-03-02T15:31:00Z`)).toEqual([]);
  expect(
    symbols(await world.events(`${ACTIVITIES}?since_id=${all[0]?.event_id}&until_id=${"7".padEnd(26, "Z")}`)),
  ).toEqual(["KO"]);
});

test("an unknown event or booking comes besides the others, and books nothing", async () => {
  await buy("KO", "plain");
  await rule({ fault: "unknown_event", symbol: "PEP" });
  await rule({ fault: "unknown_activity", symbol: "PEP" });
  await buy("PEP", "struck");
  await world.advance("2026-03-02T14:31:00Z");
  const names = async (id: string) =>
    (await world.history(TRADES)).filter((event) => event.order.client_order_id === id).map((event) => event.event);
  expect(await names("plain")).toEqual(["accepted", "new", "fill"]);
  const unknown = "order_reviewed";
  expect(await names("struck")).toEqual(["accepted", unknown, "new", unknown, "fill", unknown]);
  const activities = await world.history(ACTIVITIES);
  const types = activities.map((event) => event.activity_type);
  expect(types.toSorted()).toEqual(["CSD", "QRX", "TRD", "TRD"]);
  expect(new Set(activities.map((event) => event.ref_id)).size).toBe(4);
  const sum = activities.reduce((total, event) => total + Math.round(Number(event.net_amount) * 100), 0);
  const { body } = await world.call("GET", `/v1/trading/accounts/${ACCOUNT_ID}/account`);
  expect(Math.round(Number(body.cash) * 100)).toBe(sum);
});

test("ids within a millisecond can be in no order: one comes that sorts before one already sent", async () => {
  const heard = await listen(TRADES);
  await rule({ fault: "ids_unordered" });
  const all = await someOrders(12);
  await vi.waitFor(() => expect(readEvents(heard.text)).toHaveLength(12));
  const sent = ids(readEvents(heard.text));
  expect(sent).not.toEqual(sent.toSorted());
  expect(ids(all)).toEqual(sent.toSorted());
  expect(new Set(sent.map((id) => id.slice(0, 10))).size).toBe(1);
  heard.stop();
});

test("a request that names faults of its order has them in the order's events", async () => {
  const order = marketOrder("KO", { notional: "10", client_order_id: "named" });
  const path = `/v1/trading/accounts/${ACCOUNT_ID}/orders`;
  await world.call("POST", path, order, { "x-sim-faults": "unknown_event, activity_late" });
  await world.advance("2026-03-02T14:31:00Z");
  expect((await world.history(TRADES)).map((event) => event.event)).toContain("order_reviewed");
  expect(await world.history(ACTIVITIES)).toHaveLength(1);
});

test("moments on a stream can have nine digits and New York's offset", async () => {
  const all = await someOrders(2);
  const path = `${TRADES}?since=2026-03-01&until=2026-03-02T13:15:00Z`;
  const { body } = await world.call<string>("GET", path, undefined, { "x-sim-faults": "new_york_nanoseconds" });
  const struck = readEvents(body);
  expect(ids(struck)).toEqual(ids(all));
  for (const event of struck) expect(event.at).toMatch(/^2026-03-02T08:15:00\.000\d{6}-05:00$/);
});

test("faults by chance strike the same events in two worlds of one seed", async () => {
  const run = async () => {
    const one = await startWorld();
    for (const fault of ["activity_late", "unknown_event", "unknown_activity", "ids_unordered"]) {
      await one.call("POST", "/sim/faults", { fault, probability: "0.4" });
    }
    await one.fund("5000.00");
    for (let index = 0; index < 8; index += 1) {
      const order = marketOrder("KO", { notional: "10", client_order_id: `order ${index}` });
      await one.trade("POST", "/orders", order);
    }
    await one.advance("2026-03-02T16:00:00Z");
    const told = [await one.history(TRADES), await one.history(ACTIVITIES)];
    await one.stop();
    return told;
  };
  const told = await run();
  const names = told[0]?.map((event) => event.event);
  expect(names).toContain("order_reviewed");
  expect(names?.filter((name) => name === "order_reviewed").length).toBeLessThan(24);
  expect(await run()).toEqual(told);
});
