import { request } from "undici";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BASIC, listenTo, marketOrder, readEvents, startWorld, type TestWorld } from "../test-world.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

const listen = (path: string) => listenTo(world.url + path);

/** Three orders that end before the opening: six events at three moments. */
async function nineEvents() {
  await world.fund("1000.00");
  for (const minute of [20, 21, 22]) {
    await world.advance(`2026-03-02T13:${minute}:00Z`);
    const { body } = await world.trade("POST", "/orders", marketOrder("KO", { notional: "10" }));
    await world.trade("DELETE", `/orders/${body.id}`);
  }
  return world.history("/v2/events/trades");
}

test("a stream without a beginning says welcome and then only what happens from now on", async () => {
  await nineEvents();
  const heard = await listen("/v2/events/trades");
  await vi.waitFor(() => expect(heard.text).toBe(": welcome to the Alpaca events\n\n"));
  await world.trade("POST", "/orders", marketOrder("PEP", { notional: "10" }));
  await vi.waitFor(() => expect(readEvents(heard.text).map((each) => each.event)).toEqual(["accepted"]));
  expect(heard.ended).toBe(false);
  heard.stop();
});

test("a stream from a cursor on repeats nothing before it and goes on live", async () => {
  const all = await nineEvents();
  const heard = await listen(`/v2/events/trades?since_id=${all[5]?.event_id}`);
  await vi.waitFor(() => expect(readEvents(heard.text)).toEqual(all.slice(6)));
  await world.trade("POST", "/orders", marketOrder("PEP", { notional: "10" }));
  await vi.waitFor(() => expect(readEvents(heard.text)).toHaveLength(4));
  heard.stop();
});

test("a stream with an end ends: by moment, both ends included, or by id", async () => {
  const all = await nineEvents();
  expect(all).toHaveLength(9);
  const between = await world.events("/v2/events/trades?since=2026-03-02T13:20:00Z&until=2026-03-02T13:21:00Z");
  expect(between).toEqual(all.slice(0, 6));
  const byId = `since_id=${all[0]?.event_id}&until_id=${all[2]?.event_id}`;
  expect(await world.events(`/v2/events/trades?${byId}`)).toEqual(all.slice(1, 3));
  const inNewYork = "since=2026-03-02T08:21:00-05:00&until=2026-03-02T08:21:00-05:00";
  expect(await world.events(`/v2/events/trades?${inNewYork}`)).toEqual(all.slice(3, 6));
});

test("a stream whose end is still to come stays open until business time has passed it", async () => {
  const all = await nineEvents();
  const heard = await listen("/v2/events/trades?since=2026-03-02T13:22:00Z&until=2026-03-02T14:00:00Z");
  await world.trade("POST", "/orders", marketOrder("PEP", { notional: "10" }));
  await vi.waitFor(() => expect(readEvents(heard.text)).toHaveLength(4));
  expect(readEvents(heard.text).slice(0, 3)).toEqual(all.slice(6));
  expect(heard.ended).toBe(false);
  await world.advance("2026-03-02T14:00:00Z");
  await vi.waitFor(() => expect(heard.ended).toBe(true));
});

test("a long history is sent whole, also to a reader who takes its time", async () => {
  await world.fund("90000.00");
  const orders = Array.from({ length: 1_300 }, (_, index) => marketOrder("KO", { notional: `${1 + (index % 50)}` }));
  for (const order of orders) await world.trade("POST", "/orders", order);
  const answered = await request(`${world.url}/v2/events/trades?since=2026-03-01&until=2026-03-02T13:15:00Z`, {
    headers: { authorization: BASIC },
  });
  let text = "";
  for await (const chunk of answered.body.setEncoding("utf8")) {
    text += chunk;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const ids = readEvents(text).map((event) => event.event_id);
  expect(ids).toHaveLength(1_300);
  expect(ids).toEqual([...new Set(ids)].toSorted());
}, 30_000);

test("an arrived wire is a CSD activity that names the client's reference", async () => {
  await world.fund("1234.50");
  expect(await world.history("/v2beta1/events/activities")).toMatchObject([
    {
      activity_type: "CSD",
      status: "executed",
      net_amount: "1234.50",
      currency: "USD",
      at: "2026-03-02T13:15:00Z",
      details: { reference: "fund-1234.50" },
    },
  ]);
});

test("beginnings and ends that make no sense are refused", async () => {
  const bad = [
    "until=2026-03-01",
    "until_id=01K9M3T4ZC6Q8R0V2X4A6D8F1H",
    "since=2026-03-01&since_id=01K9M3T4ZC6Q8R0V2X4A6D8F1H",
    "since=yesterday",
    "since=2026-03-01&until=never",
    "since_id=not-a-ulid",
  ];
  for (const query of bad) {
    const answered = await world.call("GET", `/v2/events/trades?${query}`);
    expect([query, answered.status, typeof answered.body.message]).toEqual([query, 400, "string"]);
  }
});

test("there are at most 25 streams at once", async () => {
  const open = await Promise.all(Array.from({ length: 25 }, () => listen("/v2/events/trades")));
  expect((await world.call("GET", "/v2/events/trades")).status).toBe(429);
  for (const each of open) each.stop();
  await vi.waitFor(async () => {
    const again = await listen("/v2/events/trades");
    again.stop();
    expect(again.status).toBe(200);
  });
});
