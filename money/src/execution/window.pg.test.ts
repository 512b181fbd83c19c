import { cents, yen } from "@kura/shared/money.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { JOBS } from "../all-jobs.ts";
import type { Command } from "../command.ts";
import { freezeCustomer } from "../controls/freeze.ts";
import { haltControl, liftControl } from "../controls/halt.ts";
import { rows } from "../db.ts";
import { confirmTarget } from "../instructions/confirm-target.ts";
import { prepareMarket } from "../instructions/prepare-windows.ts";
import { findOpenWindows } from "../instructions/windows.ts";
import { claimWork, runWork } from "../jobs.ts";
import { cash, firmBank, firmCapital, firmRounding, held, poolCash, position } from "../ledger/accounts.ts";
import { entry } from "../ledger/entry.ts";
import { findBalance } from "../ledger/find-balances.ts";
import { giveYen, openTestCustomer, problemsOf } from "../test-money.ts";
import { createTestWorld, type TestWorld } from "../test-world.ts";
import { takeExecution } from "./take-activities.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await createTestWorld();
  await prepareMarket(world);
});
afterEach(() => world.stop());

/** Dollars in the pool, out of the firm's capital. */
const fillPool: Command<bigint, null> = {
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

/** Customers with yen on their accounts and a target, which together are instructions for the next window. */
async function prepare(amounts: readonly bigint[], pool = 10_000_000n): Promise<string[]> {
  await world.commands.run(fillPool, pool);
  const windowIds = (await findOpenWindows(world.pool, world.clock.now())).map((window) => window.id);
  const people: string[] = [];
  for (const [index, amount] of amounts.entries()) {
    const customerId = await openTestCustomer(world, BigInt(index + 1));
    await world.commands.run(giveYen, { customerId, amount });
    const holdings = [
      { symbol: "VT", weightBps: 6_000n },
      { symbol: "BND", weightBps: 4_000n },
    ];
    await world.commands.run(confirmTarget, { customerId, holdings, source: null, windowIds });
    people.push(customerId);
  }
  return people;
}

/** Does what is due and books what the broker executed, `workers` at a time, until nothing is left. */
async function workUntilQuiet(workers = 1): Promise<void> {
  for (let round = 0; round < 60; round += 1) {
    const claimed = (await Promise.all(Array.from({ length: workers }, () => claimWork(world, 4)))).flat();
    await Promise.all(claimed.map((work) => runWork(world, JOBS, work)));
    const heard = Array.from({ length: workers }, () => world.outside.executions).flat();
    await Promise.all(heard.map((execution) => takeExecution(world, execution)));
    if (claimed.length === 0) return;
  }
}

async function passWindow(workers = 1): Promise<void> {
  world.clock.set("2026-03-02T13:30:00Z"); // the cut-off
  await workUntilQuiet(workers);
  world.clock.set("2026-03-02T15:00:00Z"); // half an hour after the opening
  await workUntilQuiet(workers);
  for (let seconds = 0; seconds < 12; seconds += 1) {
    world.clock.set(world.clock.now().add({ seconds: 6 })); // when blocks are looked at again
    await workUntilQuiet(workers);
  }
}
const holds = (account: Parameters<typeof findBalance>[1]) => findBalance(world.pool, account);
const stageOf = async () => (await rows(world.pool, "select stage from windows order by trade_on limit 1"))[0]?.stage;
const breaks = async () =>
  (await rows<{ kind: string }>(world.pool, "select kind from breaks order by kind")).map((row) => row.kind);

test("a window turns held yen into shares, to the cent and the billionth, and the books prove", async () => {
  const people = await prepare([100_000n, 50_001n, 7n]);
  await passWindow();
  expect(await stageOf()).toBe("closed");
  for (const id of people) {
    expect(await holds(held(id, "JPY"))).toBe(0n);
    expect(await holds(held(id, "USD"))).toBe(0n);
    expect(await holds(position(id, "specified", "VT"))).toBeGreaterThan(0n);
  }
  const [sums] = await rows<{ executed: bigint; allocated: bigint; cost: bigint; paid: bigint }>(
    world.pool,
    `select (select sum(shares)::bigint from executions) as executed,
            (select sum(shares)::bigint from allocations) as allocated,
            (select sum(cost)::bigint from executions) as cost,
            (select sum(cost)::bigint from allocations) as paid`,
  );
  expect(sums?.allocated).toBe(sums?.executed);
  expect(sums?.paid).toBe((sums?.cost ?? 0n) + (await holds(firmRounding("USD"))));
  expect(await problemsOf(world)).toEqual([]);
});

test("however many workers do the same window at once, everything happens once", async () => {
  await prepare(Array.from({ length: 12 }, (_, n) => BigInt(n + 1) * 10_007n));
  await passWindow(3);
  expect(await stageOf()).toBe("closed");
  expect(world.outside.placed.toSorted()).toEqual(["kura-2026-03-02-BND-buy-1-1", "kura-2026-03-02-VT-buy-1-1"]);
  const counts = await rows(
    world.pool,
    `select (select count(*) from conversions) as conversions, (select count(*) from allocations) as allocations,
            (select count(*) from deals) as deals, (select count(*) from executions) as executions`,
  );
  expect(counts).toEqual([{ conversions: 12n, allocations: 24n, deals: 1n, executions: 2n }]);
  expect(await problemsOf(world)).toEqual([]);
});

test("an order in doubt is looked up before anything is sent again", async () => {
  await prepare([100_000n]);
  world.outside.next = () => "doubt_placed";
  await passWindow();
  await new Promise((resolve) => setTimeout(resolve, 300)); // the work backs off in machine time
  await passLater();
  expect(world.outside.placed).toHaveLength(2); // one for each symbol
  expect(await stageOf()).toBe("closed");
  expect(await problemsOf(world)).toEqual([]);
});

test("an order that was lost on its way is sent again under the same id", async () => {
  await prepare([100_000n]);
  let lost = true;
  world.outside.next = () => (lost ? "doubt_lost" : "fill");
  await passWindow();
  lost = false;
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  await passLater();
  expect(new Set(world.outside.placed).size).toBe(2);
  expect(await stageOf()).toBe("closed");
  expect(await problemsOf(world)).toEqual([]);
}, 20_000);

async function passLater(): Promise<void> {
  for (let minutes = 0; minutes < 3; minutes += 1) {
    world.clock.set(world.clock.now().add({ minutes: 1 }));
    await workUntilQuiet();
  }
}

test("what the broker refuses is not bought: the money is free again and a person is told", async () => {
  const [ann = ""] = await prepare([100_000n]);
  world.outside.next = (id) => (id.includes("BND") ? "refuse" : "fill");
  await passWindow();
  expect(await stageOf()).toBe("closed");
  expect(await holds(position(ann, "specified", "BND"))).toBe(0n);
  expect(await holds(cash(ann, "USD"))).toBeGreaterThan(26_000n); // 40 % of about $665
  expect(await breaks()).toEqual(["purchase_rejected"]);
  expect(await problemsOf(world)).toEqual([]);
});

test("a block that ends partly filled is allocated as far as it filled, and the rest is released", async () => {
  const people = await prepare([100_000n, 33_333n]);
  world.outside.next = () => "half";
  await passWindow();
  expect(await stageOf()).toBe("closed");
  for (const id of people) expect(await holds(cash(id, "USD"))).toBeGreaterThan(0n);
  expect(await problemsOf(world)).toEqual([]);
});

test("a block of which nothing was bought is released whole", async () => {
  const [ann = ""] = await prepare([100_000n]);
  world.outside.next = () => "nothing";
  await passWindow();
  expect(await stageOf()).toBe("closed");
  expect(await holds(cash(ann, "USD"))).toBe(66_533n); // ¥100,000 at ¥150.30
  expect(await problemsOf(world)).toEqual([]);
});

test("a window sends no purchase beyond the pool's usable dollars", async () => {
  const [ann = ""] = await prepare([100_000n], 30_000n); // enough for BND only
  await passWindow();
  expect(await stageOf()).toBe("closed");
  expect(world.outside.placed).toEqual(["kura-2026-03-02-BND-buy-1-1"]);
  expect(await breaks()).toEqual(["pool_short"]);
  expect(await holds(cash(ann, "USD"))).toBeGreaterThan(39_000n);
  expect(await problemsOf(world)).toEqual([]);
});

test("while trading is halted nothing is sent; when two people have lifted the halt the window goes on", async () => {
  await prepare([100_000n]);
  const control = { what: "trading", reason: "test", by: "op-1" } as const;
  await world.commands.run(haltControl, { ...control, second: null });
  await passWindow();
  expect(world.outside.placed).toEqual([]);
  expect(await stageOf()).toBe("planned");
  expect(await world.commands.run(liftControl, { ...control, second: null })).toHaveProperty("refused");
  await world.commands.run(liftControl, { ...control, second: "op-2" });
  await passLater();
  expect(await stageOf()).toBe("closed");
  expect(await problemsOf(world)).toEqual([]);
});

test("a customer frozen before the cut-off gets their yen back and trades nothing", async () => {
  const [ann = "", bob = ""] = await prepare([100_000n, 50_000n]);
  await world.commands.run(freezeCustomer, { customerId: ann, frozen: true, reason: "test", by: "op-1", second: null });
  await passWindow();
  expect(await holds(cash(ann, "JPY"))).toBe(100_000n);
  expect(await holds(position(bob, "specified", "VT"))).toBeGreaterThan(0n);
  expect(await rows(world.pool, "select reason from instructions where status = 'canceled'")).toEqual([
    { reason: "account_frozen" },
  ]);
  expect(await problemsOf(world)).toEqual([]);
});

test("an execution with other figures under a known id is a break and is not booked", async () => {
  await prepare([100_000n]);
  await passWindow();
  const [execution] = world.outside.executions;
  if (!execution) throw new Error("something was executed");
  await takeExecution(world, { ...execution, shares: execution.shares, price: (execution.price + 1n) as never });
  expect(await breaks()).toEqual(["execution_conflicts"]);
  expect(await problemsOf(world)).toEqual([]);
});

test("the broker's leg settles once on its day, and again only for what came late", async () => {
  await prepare([100_000n]);
  await passWindow();
  const cost =
    (await rows<{ cost: bigint }>(world.pool, "select sum(cost)::bigint as cost from executions"))[0]?.cost ?? 0n;
  world.clock.set("2026-03-03T09:00:00Z");
  await workUntilQuiet(2);
  await world.pool.query("update work set status = 'waiting' where kind = 'settle_broker'");
  await workUntilQuiet(2);
  expect(await holds(poolCash)).toBe(cents(cost - 10_000_000n));
  expect(await holds({ name: "street:2026-03-03", asset: "USD", customerId: null })).toBe(0n);
  expect(await problemsOf(world)).toEqual([]);
});

test("dollars left over are invested with the next window's", async () => {
  const [ann = ""] = await prepare([100_000n]);
  world.outside.next = (id) => (id.includes("BND") ? "nothing" : "fill");
  await passWindow();
  const left = await holds(cash(ann, "USD"));
  expect(left).toBeGreaterThan(0n);
  world.outside.next = () => "fill";
  const windowIds = (await findOpenWindows(world.pool, world.clock.now())).map((window) => window.id);
  await world.commands.run(giveYen, { customerId: ann, amount: yen(1_000n) });
  const holdings = [{ symbol: "BND", weightBps: 10_000n }];
  await world.commands.run(confirmTarget, { customerId: ann, holdings, source: null, windowIds });
  world.clock.set("2026-03-03T15:00:00Z");
  for (let round = 0; round < 4; round += 1) await passLater();
  expect(await holds(cash(ann, "USD"))).toBeLessThan(2n);
  expect(await holds(position(ann, "specified", "BND"))).toBeGreaterThan(0n);
  expect(await problemsOf(world)).toEqual([]);
});
