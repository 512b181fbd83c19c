import { cents } from "@kura/shared/money.ts";
import { JOBS } from "./all-jobs.ts";
import type { BookedActivity, Broker, BrokerExecution } from "./broker/broker.ts";
import type { Command } from "./command.ts";
import { createCommands } from "./commands.ts";
import { type Queryable, rows } from "./db.ts";
import { costOf } from "./execution/book-execution.ts";
import { takeExecution } from "./execution/take-activities.ts";
import { confirmTarget } from "./instructions/confirm-target.ts";
import { findOpenWindows } from "./instructions/windows.ts";
import { claimWork, runWork } from "./jobs.ts";
import { firmBank, firmCapital, poolCash } from "./ledger/accounts.ts";
import { entry } from "./ledger/entry.ts";
import { giveYen, openTestCustomer } from "./test-money.ts";
import type { TestWorld } from "./test-world.ts";

/** Dollars in the pool, out of the firm's capital. */
export const fillPool: Command<bigint, null> = {
  name: "fillPool",
  locks: () => [],
  decide: (_state, amount, { now }) => ({
    entries: [
      entry("capital_paid_in", { subject: "test", at: now }, [
        [poolCash, -amount],
        [firmCapital("USD"), amount],
        [firmBank("JPY"), -10_000_000n],
        [firmCapital("JPY"), 10_000_000n],
      ]),
    ],
    answer: null,
  }),
};

export const SIXTY_FORTY = [
  { symbol: "VT", weightBps: 6_000n },
  { symbol: "BND", weightBps: 4_000n },
];

/** A second process on the same database, as far as the database can tell. */
export function secondProcess(world: TestWorld): TestWorld {
  const { pool, clock, machineNow, newId } = world;
  return { ...world, commands: createCommands({ pool, now: () => clock.now(), machineNow, newId }) };
}

export async function confirm(world: TestWorld, customerId: string, holdings = SIXTY_FORTY): Promise<void> {
  const windowIds = (await findOpenWindows(world.pool, world.clock.now())).map((window) => window.id);
  await world.commands.run(confirmTarget, { customerId, holdings, source: null, windowIds });
}

/** Customers with yen on their accounts and a target, which together are instructions for the next window. */
export async function prepareCustomers(
  world: TestWorld,
  amounts: readonly bigint[],
  pool = 10_000_000n,
): Promise<string[]> {
  await world.commands.run(fillPool, pool);
  const people: string[] = [];
  for (const [index, amount] of amounts.entries()) {
    const customerId = await openTestCustomer(world, BigInt(index + 1));
    await world.commands.run(giveYen, { customerId, amount });
    await confirm(world, customerId);
    people.push(customerId);
  }
  return people;
}

/** The broker's booking of an execution, of `more` cents than its price times its quantity. */
export function bookingOf(execution: BrokerExecution, more = 0n): BookedActivity {
  const netAmount = cents(-costOf(execution) - more);
  const place = { eventId: `event-${execution.id}`, raw: "", id: execution.id, at: execution.executedAt };
  return { ...place, kind: "execution", execution, netAmount };
}

/** Lets something happen between the broker's taking an order and our hearing that it did. */
export function whenPlaced(world: TestWorld, then: (clientOrderId: string) => Promise<void>): TestWorld {
  const placeBuy: Broker["placeBuy"] = async (request) => {
    const placed = await world.broker.placeBuy(request);
    await then(request.clientOrderId);
    return placed;
  };
  return { ...world, broker: { ...world.broker, placeBuy } };
}

/** Does what is due and books what the broker executed, `workers` at a time, until nothing is left. */
export async function workUntilQuiet(world: TestWorld, workers = 1): Promise<void> {
  for (let round = 0; round < 60; round += 1) {
    const claimed = (await Promise.all(Array.from({ length: workers }, () => claimWork(world, 4)))).flat();
    await Promise.all(claimed.map((work) => runWork(world, JOBS, work)));
    const heard = Array.from({ length: workers }, () => world.outside.executions).flat();
    await Promise.all(heard.map((execution) => takeExecution(world, execution)));
    if (claimed.length === 0) return;
  }
}

/** Lets business time come to a moment, and a minute more in which blocks are looked at again. */
export async function workAt(world: TestWorld, at: string, seconds = 60, workers = 1): Promise<void> {
  world.clock.set(at);
  await workUntilQuiet(world, workers);
  for (let passed = 0; passed < seconds; passed += 6) {
    world.clock.set(world.clock.now().add({ seconds: 6 }));
    await workUntilQuiet(world, workers);
  }
}

/** The first window of these tests: Monday 2026-03-02 in New York. */
export const CUT_OFF = "2026-03-02T13:30:00Z";
export const RUNS_AT = "2026-03-02T15:00:00Z";
export const CLOSES_AT = "2026-03-02T21:00:00Z";

export async function passWindow(world: TestWorld, workers = 1): Promise<void> {
  await workAt(world, CUT_OFF, 0, workers);
  await workAt(world, RUNS_AT, 72, workers);
}

export const stageOf = async (on: Queryable): Promise<string | undefined> =>
  (await rows<{ stage: string }>(on, "select stage from windows order by trade_on limit 1"))[0]?.stage;
export const openBreaks = async (on: Queryable): Promise<string[]> =>
  (await rows<{ kind: string }>(on, "select kind from breaks where closed_at is null order by kind")).map(
    (row) => row.kind,
  );
