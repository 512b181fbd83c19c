import { parseCents, shares } from "@kura/shared/money.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { BookedActivity, BrokerExecution, BrokerOrder, TradeEvent } from "../broker/broker.ts";
import { rows } from "../db.ts";
import { prepareMarket } from "../instructions/prepare-windows.ts";
import { problemsOf } from "../test-money.ts";
import { CUT_OFF, openBreaks, passWindow, prepareCustomers, RUNS_AT, workAt } from "../test-window.ts";
import { createTestWorld, type TestWorld } from "../test-world.ts";
import { followTradeEvents, pullActivities } from "./take-activities.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await createTestWorld();
  await prepareMarket(world);
  await prepareCustomers(world, [100_000n]);
});
afterEach(() => world.stop());

/** A world whose broker tells these batches and then stops. */
const telling = (...batches: readonly (readonly TradeEvent[])[]): TestWorld => ({
  ...world,
  broker: {
    ...world.broker,
    async *tradeEvents() {
      yield* batches;
    },
  },
});
const follow = (...batches: readonly (readonly TradeEvent[])[]) =>
  followTradeEvents(telling(...batches), new AbortController().signal);

/** An execution of VT's block, as an event. */
function fillOf(eventId: string, changed: Partial<BrokerExecution> = {}): TradeEvent {
  const found = world.outside.executions.find(({ symbol }) => symbol === "VT");
  if (!found) throw new Error("VT was executed");
  const execution = { ...found, id: world.newId(), shares: shares(100_000n), ...changed };
  const { orderId: id, clientOrderId, symbol, side } = execution;
  const order = { id, clientOrderId, symbol, side, status: "filled", statusText: "filled" } as const;
  return { kind: "fill", eventId, raw: "{}", order, execution };
}
const cursor = async (name: string) =>
  (await rows<{ position: string }>(world.pool, "select position from cursors where name = $1", [name]))[0]?.position;
const booked = async (id: string) =>
  (await rows<{ settles_on: string }>(world.pool, "select settles_on from executions where id = $1", [id]))[0];

test("the cursor goes to the last event of a batch, and never back for those that came late", async () => {
  await passWindow(world);
  await follow([fillOf("01B"), fillOf("01D"), fillOf("01C")]);
  expect(await cursor("broker:trades")).toBe("01D");
  await follow([fillOf("01A")]);
  expect(await cursor("broker:trades")).toBe("01D");
});

test("a batch that could not be applied leaves the cursor where it was", async () => {
  await passWindow(world);
  await follow([fillOf("01A")]);
  const commands = { ...world.commands, run: () => Promise.reject(new Error("the database is away")) };
  const broken = { ...telling([fillOf("01B")]), commands };
  const following = followTradeEvents(broken, new AbortController().signal);
  await expect(following).rejects.toThrow("the database is away");
  expect(await cursor("broker:trades")).toBe("01A");
});

test("what a batch says of one block is applied in its order, and of several side by side", async () => {
  await passWindow(world);
  const [one, two, three] = [fillOf("01A"), fillOf("01B"), fillOf("01C", { shares: shares(7n) })];
  await follow([one, two, one, three]);
  const found = await rows<{ id: string }>(
    world.pool,
    "select id from executions where id = any($1) order by booked_at, ctid",
    [[one, two, three].map(({ execution }) => execution?.id)],
  );
  expect(found.map(({ id }) => id)).toEqual([one, two, three].map(({ execution }) => execution?.id));
  expect(await problemsOf(world)).toEqual([]);
});

test("a fill without the broker's settlement day is booked with the calendar's", async () => {
  await passWindow(world);
  const bare = fillOf("01A", { settlesOn: null });
  await follow([bare]);
  expect(await booked(bare.execution?.id ?? "")).toEqual({ settles_on: "2026-03-03" });
  expect(await problemsOf(world)).toEqual([]);
});

test("where the calendar does not know the day either, a person is told and the stream goes on", async () => {
  await passWindow(world);
  const lost = fillOf("01A", { settlesOn: null, executedAt: Temporal.Instant.from("2031-03-03T15:00:00Z") });
  const next = fillOf("01B");
  await follow([lost, next]);
  expect(await booked(lost.execution?.id ?? "")).toBeUndefined();
  expect(await booked(next.execution?.id ?? "")).toBeDefined();
  expect(await openBreaks(world.pool)).toContain("broker_message_unreadable");
});

test("bookings are taken batch by batch, and there is no news once there is none", async () => {
  const other = (eventId: string): BookedActivity => ({
    ...{ kind: "unreadable", eventId, raw: "", problem: `${eventId} is odd`, execution: null },
  });
  let batches = [[other("01B"), other("01A")], [other("01C")]];
  const asked: (string | null)[] = [];
  const pulling: TestWorld = {
    ...world,
    broker: {
      ...world.broker,
      async *activities({ afterId }) {
        asked.push(afterId);
        yield* batches;
      },
    },
  };
  expect(await pullActivities(pulling)).toBe(true);
  batches = [];
  expect(await pullActivities(pulling)).toBe(false);
  expect(asked).toEqual([null, "01C"]);
});

test("another order under our id is never taken for ours: the purchase fails, and a person is told", async () => {
  await workAt(world, CUT_OFF, 0);
  const impostor: TestWorld = {
    ...world,
    broker: {
      ...world.broker,
      async placeBuy({ clientOrderId, symbol }) {
        const figures = { notional: parseCents("1.00"), quantity: null, filled: shares(0n) };
        const found: BrokerOrder = {
          ...{ id: "c1c3", clientOrderId, symbol, side: "buy", status: "new", statusText: "new", ...figures },
          ...{ averagePrice: null, averagePriceText: null, submittedAt: null, updatedAt: null },
        };
        return { outcome: "differs", found, message: "another order", requestId: null };
      },
    },
  };
  await workAt(impostor, RUNS_AT);
  const blocks = await rows(world.pool, "select distinct status, reason, broker_order_id from blocks");
  expect(blocks).toEqual([{ status: "rejected", reason: "other", broker_order_id: null }]);
  expect(await openBreaks(world.pool)).toContain("purchase_rejected");
  expect(await problemsOf(world)).toEqual([]);
});
