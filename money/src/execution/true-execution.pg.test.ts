import { cents, type Price, shares, sum } from "@kura/shared/money.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { BrokerExecution } from "../broker/broker.ts";
import { rows } from "../db.ts";
import { prepareMarket } from "../instructions/prepare-windows.ts";
import { blockAccount, firmRounding, poolCash, street } from "../ledger/accounts.ts";
import { findBalance } from "../ledger/find-balances.ts";
import { problemsOf } from "../test-money.ts";
import {
  bookingOf,
  CUT_OFF,
  openBreaks,
  passWindow,
  prepareCustomers,
  RUNS_AT,
  secondProcess,
  whenPlaced,
  workAt,
  workUntilQuiet,
} from "../test-window.ts";
import { createTestWorld, type TestWorld } from "../test-world.ts";
import { costOf } from "./book-execution.ts";
import { takeActivity, takeExecution } from "./take-activities.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await createTestWorld();
  await prepareMarket(world);
  await prepareCustomers(world, [100_000n, 30_000n]);
});
afterEach(() => world.stop());

const POOL = 10_000_000n;
const dueToStreet = () => findBalance(world.pool, street("USD", "2026-03-03"));
const borneByTheFirm = () => findBalance(world.pool, firmRounding("USD"));
const truings = async () =>
  rows(world.pool, "select net_amount, difference, borne_by from truings order by execution_id");
const trueings = async () => (await rows(world.pool, "select id from entries where kind = 'execution_trued'")).length;
const vtBlock = async () =>
  (await rows<{ id: string; cost: bigint }>(world.pool, "select id, cost from blocks where symbol = 'VT'"))[0];
const vt = (): BrokerExecution => {
  const found = world.outside.executions.find((execution) => execution.symbol === "VT");
  if (!found) throw new Error("VT was executed");
  return found;
};
const costOfAll = () => sum(world.outside.executions.map(costOf));

/** A window in which the broker's bookings, of `more` cents each, come before the blocks are allocated. */
async function passWindowBooked(more: bigint): Promise<void> {
  await workAt(world, CUT_OFF, 0);
  const early = whenPlaced(world, async () => {
    for (const execution of world.outside.executions) await takeActivity(world, bookingOf(execution, more));
  });
  await workAt(early, RUNS_AT);
}

test("a booking of what we posted is put on record and moves nothing", async () => {
  await passWindow(world);
  await takeActivity(world, bookingOf(vt()));
  expect(await truings()).toEqual([{ net_amount: -costOf(vt()), difference: 0n, borne_by: "firm" }]);
  expect(await trueings()).toBe(0);
  expect(await openBreaks(world.pool)).toEqual([]);
  expect(await problemsOf(world)).toEqual([]);
});

test.each([1n, -1n])("before its block is allocated, %s cent of the broker's is the customers' cost", async (more) => {
  await passWindowBooked(more);
  const [paid] = await rows<{ cost: bigint }>(
    world.pool,
    `select sum(a.cost)::bigint as cost from allocations a join blocks b on b.id = a.block_id where b.symbol = 'VT'`,
  );
  expect(await vtBlock()).toMatchObject({ cost: costOf(vt()) + more });
  // Where the block had cost all that was held for it, one cent more is the firm's.
  const [block] = await rows<{ notional: bigint }>(world.pool, "select notional from blocks where symbol = 'VT'");
  const most = block?.notional ?? 0n;
  expect(paid?.cost).toBe(costOf(vt()) + more < most ? costOf(vt()) + more : most);
  expect(await dueToStreet()).toBe(costOfAll() + 2n * more);
  expect(await openBreaks(world.pool)).toEqual([]);
  expect(await problemsOf(world)).toEqual([]);
});

test.each([1n, -1n])("after its block was allocated, %s cent of the broker's is the firm's", async (more) => {
  await passWindow(world);
  const before = [await vtBlock(), await borneByTheFirm()] as const;
  await takeActivity(world, bookingOf(vt(), more));
  expect(await vtBlock()).toEqual(before[0]);
  expect(await findBalance(world.pool, blockAccount(before[0]?.id ?? "", "USD"))).toBe(0n);
  expect(await borneByTheFirm()).toBe(before[1] - more);
  expect(await dueToStreet()).toBe(costOfAll() + more);
  expect(await truings()).toEqual([{ net_amount: -costOf(vt()) - more, difference: more, borne_by: "firm" }]);
  expect(await problemsOf(world)).toEqual([]);
});

test("customers pay no more than was held, whatever the broker books, and a person is told", async () => {
  await passWindowBooked(2_500n);
  const [sums] = await rows<{ paid: bigint; held: bigint }>(
    world.pool,
    "select (select sum(cost) from allocations)::bigint as paid, (select sum(notional) from blocks)::bigint as held",
  );
  expect(sums?.paid).toBe(sums?.held);
  expect(await borneByTheFirm()).toBe((sums?.held ?? 0n) - costOfAll() - 5_000n);
  expect(await openBreaks(world.pool)).toEqual(["booking_differs_from_execution", "booking_differs_from_execution"]);
  expect(await problemsOf(world)).toEqual([]);
});

test("money that the broker gives for a purchase is booked, and is the firm's until a person has looked", async () => {
  await passWindowBooked(-100_000n);
  expect(await rows(world.pool, "select distinct cost from allocations")).toEqual([{ cost: 0n }]);
  expect(await dueToStreet()).toBe(costOfAll() - 200_000n);
  expect(await borneByTheFirm()).toBe(200_000n - costOfAll());
  expect(await problemsOf(world)).toEqual([]);
});

test("one booking, however often and by how many workers it is heard, with the event before or after", async () => {
  await workAt(world, CUT_OFF, 0);
  const others = [world, secondProcess(world), secondProcess(world)];
  const atOnce = async () => {
    for (const execution of world.outside.executions)
      await Promise.all(
        others.flatMap((one) => [
          takeActivity(one, bookingOf(execution, 1n)),
          takeExecution(one, execution),
          takeActivity(one, bookingOf(execution, 1n)),
        ]),
      );
  };
  await workAt(whenPlaced(world, atOnce), RUNS_AT, 60, 2);
  await atOnce();
  expect(await truings()).toHaveLength(2);
  expect(await trueings()).toBe(2);
  expect(await dueToStreet()).toBe(costOfAll() + 2n);
  expect(await openBreaks(world.pool)).toEqual([]);
  expect(await problemsOf(world)).toEqual([]);
});

test("bookings that race with the allocation of their blocks are borne by one or the other, to the cent", async () => {
  await workAt(world, CUT_OFF, 0);
  const under: Promise<void>[] = [];
  const hearWhileWorking = () => {
    for (const one of [world, secondProcess(world)])
      under.push(...world.outside.executions.map((execution) => takeActivity(one, bookingOf(execution, 1n))));
  };
  // The work that now asks for the order allocates its block next, while the bookings are on their way.
  const racing: TestWorld = {
    ...world,
    broker: {
      ...world.broker,
      async findByClientOrderId(id) {
        const found = await world.broker.findByClientOrderId(id);
        if (found) hearWhileWorking();
        return found;
      },
    },
  };
  await workAt(racing, RUNS_AT, 60, 3);
  await Promise.all(under);
  expect(under.length).toBeGreaterThan(0);
  expect(await trueings()).toBe(2);
  expect(await dueToStreet()).toBe(costOfAll() + 2n);
  expect(await problemsOf(world)).toEqual([]);
});

test("a booking that is heard of after the broker's leg settled is settled too", async () => {
  await passWindow(world);
  await takeActivity(world, bookingOf(vt(), 1n));
  await workAt(world, "2026-03-03T09:00:00Z", 0);
  expect(await findBalance(world.pool, poolCash)).toBe(costOfAll() + 1n - POOL);
  for (const execution of world.outside.executions) await takeActivity(world, bookingOf(execution, 1n));
  await workUntilQuiet(world);
  expect(await dueToStreet()).toBe(0n);
  expect(await findBalance(world.pool, poolCash)).toBe(costOfAll() + 2n - POOL);
  expect(await problemsOf(world)).toEqual([]);
});

test("a late execution is trued too, and settles as the broker booked it", async () => {
  await passWindow(world);
  const late = { ...vt(), id: world.newId(), shares: shares(100_000_000n) };
  await takeActivity(world, bookingOf(late, -1n));
  await workAt(world, "2026-03-03T09:00:00Z", 0);
  expect(await findBalance(world.pool, poolCash)).toBe(costOfAll() + costOf(late) - 1n - POOL);
  expect(await openBreaks(world.pool)).toEqual(["fill_total_differs"]);
  expect(await problemsOf(world)).toEqual([]);
});

test("a second net amount under one id is a break and is not booked", async () => {
  await passWindow(world);
  await takeActivity(world, bookingOf(vt(), 1n));
  await takeActivity(world, bookingOf(vt(), 2n));
  expect(await dueToStreet()).toBe(costOfAll() + 1n);
  expect(await openBreaks(world.pool)).toEqual(["execution_conflicts"]);
  expect(await problemsOf(world)).toEqual([]);
});

test("a booking of other shares than were executed is a break, and its money is charged to nobody", async () => {
  await passWindow(world);
  await takeActivity(world, bookingOf({ ...vt(), shares: shares(vt().shares * 2n) }));
  expect(await truings()).toEqual([]);
  expect(await dueToStreet()).toBe(costOfAll());
  expect(await openBreaks(world.pool)).toEqual(["execution_conflicts"]);
  expect(await problemsOf(world)).toEqual([]);
});

test("a booking of an order that is not ours is a break and moves nothing", async () => {
  await passWindow(world);
  await takeActivity(world, bookingOf({ ...vt(), id: world.newId(), clientOrderId: "somebody-else" }, 1n));
  expect(await truings()).toEqual([]);
  expect(await openBreaks(world.pool)).toEqual(["execution_of_unknown_order"]);
  expect(await problemsOf(world)).toEqual([]);
});

test.each<[string, Partial<BrokerExecution>]>([
  ["a quantity", { shares: shares(10n ** 19n) }],
  ["a price", { price: (10n ** 19n) as Price }],
  ["a price below nothing", { price: -1n as Price }],
])("%s that no fill can have is a break, and what comes after it is booked", async (_what, changed) => {
  await passWindow(world);
  await Promise.all([
    takeActivity(world, bookingOf({ ...vt(), id: world.newId(), ...changed })),
    takeActivity(world, bookingOf(vt(), 1n)),
  ]);
  expect(await truings()).toHaveLength(1);
  expect(await openBreaks(world.pool)).toEqual(["broker_message_unreadable"]);
  expect(await problemsOf(world)).toEqual([]);
});

test("a net amount that no execution can have is a break and is not booked", async () => {
  await passWindow(world);
  await takeActivity(world, bookingOf(vt(), cents(10n ** 19n)));
  expect(await truings()).toEqual([]);
  expect(await openBreaks(world.pool)).toEqual(["broker_message_unreadable"]);
  expect(await problemsOf(world)).toEqual([]);
});
