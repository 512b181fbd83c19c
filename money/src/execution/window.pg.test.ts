import { cents, yen } from "@kura/shared/money.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freezeCustomer } from "../controls/freeze.ts";
import { haltControl, liftControl } from "../controls/halt.ts";
import { rows } from "../db.ts";
import { prepareMarket } from "../instructions/prepare-windows.ts";
import { cash, firmRounding, held, poolCash, position } from "../ledger/accounts.ts";
import { findBalance } from "../ledger/find-balances.ts";
import { giveYen, problemsOf } from "../test-money.ts";
import { confirm, openBreaks, passWindow, prepareCustomers, stageOf, workUntilQuiet } from "../test-window.ts";
import { createTestWorld, type TestWorld } from "../test-world.ts";
import { describeHistory } from "../valuation/history.ts";
import { takeExecution } from "./take-activities.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await createTestWorld();
  await prepareMarket(world);
});
afterEach(() => world.stop());

const holds = (account: Parameters<typeof findBalance>[1]) => findBalance(world.pool, account);

test("a window turns held yen into shares, to the cent and the billionth, and the books prove", async () => {
  const people = await prepareCustomers(world, [100_000n, 50_001n, 7n]);
  await passWindow(world);
  expect(await stageOf(world.pool)).toBe("closed");
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
  await prepareCustomers(
    world,
    Array.from({ length: 12 }, (_, n) => BigInt(n + 1) * 10_007n),
  );
  await passWindow(world, 3);
  expect(await stageOf(world.pool)).toBe("closed");
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
  await prepareCustomers(world, [100_000n]);
  world.outside.next = () => "doubt_placed";
  await passWindow(world);
  await new Promise((resolve) => setTimeout(resolve, 300)); // the work backs off in machine time
  await passLater();
  expect(world.outside.placed).toHaveLength(2); // one for each symbol
  expect(await stageOf(world.pool)).toBe("closed");
  expect(await problemsOf(world)).toEqual([]);
});

test("an order that was lost on its way is sent again under the same id", async () => {
  await prepareCustomers(world, [100_000n]);
  let lost = true;
  world.outside.next = () => (lost ? "doubt_lost" : "fill");
  await passWindow(world);
  lost = false;
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  await passLater();
  expect(new Set(world.outside.placed).size).toBe(2);
  expect(await stageOf(world.pool)).toBe("closed");
  expect(await problemsOf(world)).toEqual([]);
}, 20_000);

async function passLater(): Promise<void> {
  for (let minutes = 0; minutes < 3; minutes += 1) {
    world.clock.set(world.clock.now().add({ minutes: 1 }));
    await workUntilQuiet(world);
  }
}

test("what the broker refuses is not bought: the money is free again and a person is told", async () => {
  const [ann = ""] = await prepareCustomers(world, [100_000n]);
  world.outside.next = (id) => (id.includes("BND") ? "refuse" : "fill");
  await passWindow(world);
  expect(await stageOf(world.pool)).toBe("closed");
  expect(await holds(position(ann, "specified", "BND"))).toBe(0n);
  expect(await holds(cash(ann, "USD"))).toBeGreaterThan(26_000n); // 40 % of about $665
  expect(await openBreaks(world.pool)).toEqual(["purchase_rejected"]);
  expect(await problemsOf(world)).toEqual([]);
});

test("a block that ends partly filled is allocated as far as it filled, and the rest is released", async () => {
  const people = await prepareCustomers(world, [100_000n, 33_333n]);
  world.outside.next = () => "half";
  await passWindow(world);
  expect(await stageOf(world.pool)).toBe("closed");
  for (const id of people) expect(await holds(cash(id, "USD"))).toBeGreaterThan(0n);
  expect(await problemsOf(world)).toEqual([]);
});

test("a block of which nothing was bought is released whole", async () => {
  const [ann = ""] = await prepareCustomers(world, [100_000n]);
  world.outside.next = () => "nothing";
  await passWindow(world);
  expect(await stageOf(world.pool)).toBe("closed");
  expect(await holds(cash(ann, "USD"))).toBe(66_533n); // ¥100,000 at ¥150.30
  expect(await problemsOf(world)).toEqual([]);
});

test("a window sends no purchase beyond the pool's usable dollars", async () => {
  const [ann = ""] = await prepareCustomers(world, [100_000n], 30_000n); // enough for BND only
  await passWindow(world);
  expect(await stageOf(world.pool)).toBe("closed");
  expect(world.outside.placed).toEqual(["kura-2026-03-02-BND-buy-1-1"]);
  expect(await openBreaks(world.pool)).toEqual(["pool_short"]);
  expect(await holds(cash(ann, "USD"))).toBeGreaterThan(39_000n);
  expect(await problemsOf(world)).toEqual([]);
});

test("while trading is halted nothing is sent; when two people have lifted the halt the window goes on", async () => {
  await prepareCustomers(world, [100_000n]);
  const control = { what: "trading", reason: "test", by: "op-1" } as const;
  await world.commands.run(haltControl, { ...control, second: null });
  await passWindow(world);
  expect(world.outside.placed).toEqual([]);
  expect(await stageOf(world.pool)).toBe("planned");
  expect(await world.commands.run(liftControl, { ...control, second: null })).toHaveProperty("refused");
  await world.commands.run(liftControl, { ...control, second: "op-2" });
  await passLater();
  expect(await stageOf(world.pool)).toBe("closed");
  expect(await problemsOf(world)).toEqual([]);
});

test("a customer frozen before the cut-off gets their yen back and trades nothing", async () => {
  const [ann = "", bob = ""] = await prepareCustomers(world, [100_000n, 50_000n]);
  await world.commands.run(freezeCustomer, { customerId: ann, frozen: true, reason: "test", by: "op-1", second: null });
  await passWindow(world);
  expect(await holds(cash(ann, "JPY"))).toBe(100_000n);
  expect(await holds(position(bob, "specified", "VT"))).toBeGreaterThan(0n);
  expect(await rows(world.pool, "select reason from instructions where status = 'canceled'")).toEqual([
    { reason: "account_frozen" },
  ]);
  const { items } = await describeHistory(world.pool, ann, { before: null, limit: 1 });
  expect(items).toMatchObject([{ kind: "instruction_canceled", reason: "account_frozen" }]);
  expect(await problemsOf(world)).toEqual([]);
});

test("an execution with other figures under a known id is a break and is not booked", async () => {
  await prepareCustomers(world, [100_000n]);
  await passWindow(world);
  const [execution] = world.outside.executions;
  if (!execution) throw new Error("something was executed");
  await takeExecution(world, { ...execution, shares: execution.shares, price: (execution.price + 1n) as never });
  expect(await openBreaks(world.pool)).toEqual(["execution_conflicts"]);
  expect(await problemsOf(world)).toEqual([]);
});

test("the broker's leg settles once on its day, and again only for what came late", async () => {
  await prepareCustomers(world, [100_000n]);
  await passWindow(world);
  const cost =
    (await rows<{ cost: bigint }>(world.pool, "select sum(cost)::bigint as cost from executions"))[0]?.cost ?? 0n;
  world.clock.set("2026-03-03T09:00:00Z");
  await workUntilQuiet(world, 2);
  await world.pool.query("update work set status = 'waiting' where kind = 'settle_broker'");
  await workUntilQuiet(world, 2);
  expect(await holds(poolCash)).toBe(cents(cost - 10_000_000n));
  expect(await holds({ name: "street:2026-03-03", asset: "USD", customerId: null })).toBe(0n);
  expect(await problemsOf(world)).toEqual([]);
});

test("dollars left over are invested with the next window's", async () => {
  const [ann = ""] = await prepareCustomers(world, [100_000n]);
  world.outside.next = (id) => (id.includes("BND") ? "nothing" : "fill");
  await passWindow(world);
  const left = await holds(cash(ann, "USD"));
  expect(left).toBeGreaterThan(0n);
  world.outside.next = () => "fill";
  await world.commands.run(giveYen, { customerId: ann, amount: yen(1_000n) });
  await confirm(world, ann, [{ symbol: "BND", weightBps: 10_000n }]);
  world.clock.set("2026-03-03T15:00:00Z");
  for (let round = 0; round < 4; round += 1) await passLater();
  expect(await holds(cash(ann, "USD"))).toBeLessThan(2n);
  expect(await holds(position(ann, "specified", "BND"))).toBeGreaterThan(0n);
  expect(await problemsOf(world)).toEqual([]);
});
