import { afterEach, beforeEach, expect, test } from "vitest";
import { type Faults, openFaults } from "../faults/faults.ts";
import { openState, type State } from "../state.ts";
import { createFeed, type EventFeed, type FeedEvent } from "./feed.ts";
import { ulidMoment } from "./ulid.ts";

let state: State;
let faults: Faults;
let feed: EventFeed;
beforeEach(() => {
  state = openState(":memory:", 7);
  faults = openFaults(state);
  feed = createFeed(state, faults);
});
afterEach(() => state.close());

const NOON = Date.parse("2026-03-02T17:00:00Z");
const tell = (accountId: string, what: string, atMs: number) =>
  state.transaction(() =>
    feed.publish("trades", { atMs, accountId }, (id) => ({ event_id: id, event: what, account_id: accountId })),
  );
const release = (atMs: number) => state.transaction(() => feed.work.run(atMs));
const told = () => feed.replay("trades", { afterId: "" }, 100);
const names = (events: readonly FeedEvent[]) => events.map(({ json }) => JSON.parse(json).event);

test("an account's events can come after later ones of other accounts, its own always in order", () => {
  const live: FeedEvent[] = [];
  feed.subscribe("trades", (event) => live.push(event));
  faults.add({ fault: "accounts_out_of_order", symbol: null, millionths: 1_000_000, timesLeft: 1 });
  tell("ann", "ann 1", NOON);
  tell("bob", "bob 1", NOON + 500);
  tell("ann", "ann 2", NOON + 1_000);
  tell("bob", "bob 2", NOON + 1_500);
  expect(feed.work.nextAtMs()).toBe(NOON + 2_000);
  release(NOON + 2_000);
  expect(feed.work.nextAtMs()).toBeNull();
  tell("ann", "ann 3", NOON + 2_500);

  expect(names(told())).toEqual(["bob 1", "bob 2", "ann 1", "ann 2", "ann 3"]);
  expect(told()).toEqual(live);
  expect(told().map(({ atMs }) => atMs - NOON)).toEqual([500, 1_500, 0, 1_000, 2_500]);
  for (const { id, json } of told()) expect(JSON.parse(json).event_id).toBe(id);
});

test("ids are in the order of publication, also where something is told of long after it happened", () => {
  tell("ann", "first", NOON);
  tell("ann", "of an hour ago", NOON - 3_600_000);
  tell("ann", "now", NOON);
  expect(names(told())).toEqual(["first", "of an hour ago", "now"]);
  expect(told().map(({ id }) => ulidMoment(id))).toEqual([NOON, NOON, NOON]);
});

test("an event that is held by a transaction that fails was never told of", () => {
  const failing = () =>
    state.transaction(() => {
      feed.publish("trades", { atMs: NOON, accountId: "ann", faults: ["accounts_out_of_order"] }, () => ({}));
      throw new Error("it fails");
    });
  expect(failing).toThrow("it fails");
  expect([feed.work.nextAtMs(), told()]).toEqual([null, []]);
});

test("the accounts' stream has ULIDs and numbers, also for what was held", () => {
  const change = (accountId: string, held: boolean) =>
    feed.publish(
      "accounts",
      { atMs: NOON, accountId, faults: held ? ["accounts_out_of_order"] : [] },
      (id, number) => ({ event_ulid: id, event_id: number, account_id: accountId }),
    );
  change("ann", true);
  change("bob", false);
  release(NOON + 2_000);
  const events = feed.replay("accounts", { afterId: "" }, 100);
  const bodies = events.map(({ json }) => JSON.parse(json));
  expect(bodies.map((body) => [body.account_id, body.event_id])).toEqual([
    ["bob", 1],
    ["ann", 2],
  ]);
  expect(bodies.map((body) => body.event_ulid)).toEqual(events.map(({ id }) => id));
  expect([1, 2, 9].map((number) => feed.idOfNumber("accounts", number))).toEqual([
    ...[events[0]?.id, events[1]?.id, events[1]?.id],
  ]);
  expect(feed.idOfNumber("accounts", 0)).toBeNull();
});
