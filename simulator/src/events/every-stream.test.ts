import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ACCOUNT_ID, FIRM_ACCOUNT_ID } from "../accounts/account.ts";
import type { BusinessClock } from "../clock/business-clock.ts";
import { openFaults } from "../faults/faults.ts";
import { createApp } from "../http.ts";
import { openState } from "../state.ts";
import { BASIC, listenTo, readEvents, startWorld, type TestWorld } from "../test-world.ts";
import type { World } from "../world.ts";
import { createFeed } from "./feed.ts";
import { eventRoutes } from "./route.ts";

const PATHS = [
  "/v2/events/trades",
  "/v2beta1/events/activities",
  "/v2/events/journals/status",
  "/v2/events/funding/status",
  "/v1/events/accounts/status",
  "/v2/events/system",
  "/v2/events/admin-actions",
];

let world: TestWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

test("every stream is there: it says welcome, takes a beginning and an end, and asks for the key", async () => {
  for (const path of PATHS) {
    const { status, body, headers } = await world.call<string>("GET", `${path}?since=2026-03-01&until=2026-03-02`);
    expect([path, status, body]).toEqual([path, 200, ": welcome to the Alpaca events\n\n"]);
    expect(headers["content-type"]).toBe("text/event-stream");
    expect((await world.call("GET", path, undefined, { authorization: "" })).status).toBe(403);
    expect((await world.call("GET", `${path}?until=2026-03-02`)).status).toBe(400);
  }
});

test("the stream of transfers of old is closed to new partners", async () => {
  expect((await world.call("GET", "/v1/events/transfers/status")).status).toBe(410);
});

test("the stream of the system tells once for each trading day that its balances and positions are ready", async () => {
  await world.advance("2026-03-03T09:00:00Z");
  const path = "/v2/events/system";
  const named = async () => (await world.history(path)).map(({ type, system_date: on }) => `${on} ${type}`);
  expect(await named()).toEqual(["2026-03-02 eod_balances_ready", "2026-03-02 eod_positions_ready"]);
  await world.advance("2026-03-10T08:00:00Z");
  const days = (await named()).filter((each) => each.endsWith("positions_ready")).map((each) => each.slice(0, 10));
  expect(days).toEqual(["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06", "2026-03-09"]);
});

test("one booking can be fetched by its account and event, as a message of a stream", async () => {
  await world.fund("10.00");
  const [event] = await world.history("/v2beta1/events/activities");
  const path = (account: string, id: string) => `/v2beta1/accounts/${account}/events/activities/${id}`;
  const answered = await world.call<string>("GET", path(ACCOUNT_ID, String(event?.event_id)));
  expect(answered.headers["content-type"]).toContain("text/event-stream");
  expect(answered.body).toBe(`data: ${JSON.stringify(event)}\n\n`);
  expect((await world.call("GET", path(FIRM_ACCOUNT_ID, String(event?.event_id)))).status).toBe(404);
  expect((await world.call("GET", path(ACCOUNT_ID, "7".padEnd(26, "Z")))).status).toBe(404);
});

/** The streams alone, in a world where nothing happens but what a test publishes. */
async function startStreams() {
  const state = openState(":memory:", 7);
  const faults = openFaults(state);
  const feed = createFeed(state, faults);
  const clock = { nowMs: () => 1_772_463_600_000, watch: () => () => {} } as unknown as BusinessClock;
  const app = createApp(clock.nowMs, state.whenKept);
  eventRoutes(app, { state, faults, feed, clock } as World);
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  return { state, feed, url, stop: () => app.close() };
}

test("the stream of journals can be narrowed to one journal, what is kept and what comes", async () => {
  const { feed, url, stop } = await startStreams();
  const change = (journal: string, to: string) =>
    feed.publish("journals", { atMs: 1_772_463_600_000, accountId: null }, (id) => ({
      event_id: id,
      journal_id: journal,
      status_to: to,
    }));
  change("j1", "queued");
  change("j2", "queued");
  change("j1", "executed");
  const heard = await listenTo(`${url}/v2/events/journals/status?since=2026-03-01&id=j1`);
  const live = await listenTo(`${url}/v2/events/journals/status?id=j2`);
  await vi.waitFor(() => expect(readEvents(heard.text)).toHaveLength(2));
  change("j1", "correct");
  change("j2", "executed");
  const told = (text: string) => readEvents(text).map((each) => JSON.stringify(each).match(/"status_to":"(\w+)"/)?.[1]);
  await vi.waitFor(() => expect(told(heard.text)).toEqual(["queued", "executed", "correct"]));
  await vi.waitFor(() => expect(told(live.text)).toEqual(["executed"]));
  for (const each of [heard, live]) each.stop();
  await stop();
});

test("a reader too slow for what comes is told how much it missed, and the broker keeps no more for it", async () => {
  const { state, feed, url, stop } = await startStreams();
  const answered = await fetch(`${url}/v2/events/system`, { headers: { authorization: BASIC } });
  const body = "x".repeat(100_000);
  for (let round = 0; round < 12; round += 1) {
    state.transaction(() => {
      for (let index = 0; index < 50; index += 1) {
        feed.publish("system", { atMs: 1_772_463_600_000, accountId: null }, (id) => ({ event_id: id, body }));
      }
    });
    await new Promise((resolve) => setImmediate(resolve));
  }
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of answered.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (/dropped \d+ messages\n\n/.test(text)) break;
  }
  const missed = Number(/: you are reading too slowly, dropped (\d+) messages/.exec(text)?.[1]);
  expect(readEvents(text).length + missed).toBe(600);
  expect(missed).toBeGreaterThan(100);
  await stop();
});
