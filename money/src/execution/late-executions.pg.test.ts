import { parsePrice, shares } from "@kura/shared/money.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { BrokerExecution } from "../broker/broker.ts";
import type { Commands } from "../commands.ts";
import { rows } from "../db.ts";
import { prepareMarket } from "../instructions/prepare-windows.ts";
import { blockAccount, poolCash, poolCustody, position, street } from "../ledger/accounts.ts";
import { findBalance } from "../ledger/find-balances.ts";
import { problemsOf } from "../test-money.ts";
import {
  CUT_OFF,
  openBreaks,
  passWindow,
  prepareCustomers,
  RUNS_AT,
  secondProcess,
  stageOf,
  whenPlaced,
  workAt,
  workUntilQuiet,
} from "../test-window.ts";
import { createTestWorld, type TestWorld } from "../test-world.ts";
import { takeExecution } from "./take-activities.ts";

let world: TestWorld;
let ann: string;
beforeEach(async () => {
  world = await createTestWorld();
  await prepareMarket(world);
  [ann = ""] = await prepareCustomers(world, [100_000n, 30_000n]);
});
afterEach(() => world.stop());

const SETTLES = "2026-03-03";
/** Another execution of VT's block, of a ten-thousandth of a share. */
function another(changed: Partial<BrokerExecution> = {}): BrokerExecution {
  const found = world.outside.executions.find((execution) => execution.symbol === "VT");
  if (!found) throw new Error("VT was executed");
  return { ...found, id: world.newId(), shares: shares(100_000n), ...changed };
}
const vtBlock = async () =>
  (await rows<{ id: string; filled: bigint }>(world.pool, "select id, filled from blocks where symbol = 'VT'"))[0];
const holds = (account: Parameters<typeof findBalance>[1]) => findBalance(world.pool, account);

test("an execution that comes after its block was allocated stays on the block, and a person is told", async () => {
  await passWindow(world);
  const before = await holds(position(ann, "specified", "VT"));
  const late = another();
  await Promise.all([world, secondProcess(world)].flatMap((one) => [1, 2].map(() => takeExecution(one, late))));
  await workUntilQuiet(world);
  const block = await vtBlock();
  expect(await holds(blockAccount(block?.id ?? "", "VT"))).toBe(100_000n);
  expect(await holds(position(ann, "specified", "VT"))).toBe(before);
  expect(await openBreaks(world.pool)).toEqual(["fill_total_differs"]);
  expect(await problemsOf(world)).toEqual([]);
});

test("the broker's leg settles whole, also what is executed late, and what is heard of after it settled", async () => {
  await passWindow(world);
  await takeExecution(world, another());
  await workAt(world, "2026-03-03T09:00:00Z", 0);
  await takeExecution(world, another({ shares: shares(50_000n) }));
  await workUntilQuiet(world);
  const block = await vtBlock();
  expect(await holds(street("VT", SETTLES))).toBe(0n);
  expect(await holds(street("USD", SETTLES))).toBe(0n);
  expect(await holds(poolCustody("VT"))).toBe(-(block?.filled ?? 0n));
  const [cost] = await rows<{ cost: bigint }>(world.pool, "select sum(cost)::bigint as cost from executions");
  expect(await holds(poolCash)).toBe((cost?.cost ?? 0n) - 10_000_000n);
  expect(await problemsOf(world)).toEqual([]);
});

test("an execution is booked before we have noted that the order was accepted", async () => {
  await workAt(world, CUT_OFF, 0);
  const quick = whenPlaced(world, async () => {
    for (const execution of world.outside.executions) await takeExecution(world, execution);
  });
  await workAt(quick, RUNS_AT);
  expect(await stageOf(world.pool)).toBe("closed");
  expect(await openBreaks(world.pool)).toEqual([]);
  expect(await problemsOf(world)).toEqual([]);
});

test("what is bought at the very moment its block would be released is allocated", async () => {
  await workAt(world, CUT_OFF, 0);
  world.outside.next = (id) => (id.includes("VT") ? "nothing" : "fill");
  const fill: Omit<BrokerExecution, "executedAt"> = {
    ...{ id: world.newId(), orderId: "o", clientOrderId: "kura-2026-03-02-VT-buy-1-1", symbol: "VT", side: "buy" },
    ...{ shares: shares(100_000n), price: parsePrice("100"), priceText: "100", settlesOn: SETTLES },
  };
  const run: Commands["run"] = async (command, input, options) => {
    if (command.name === "releaseBlock") await takeExecution(world, { ...fill, executedAt: world.clock.now() });
    return world.commands.run(command, input, options);
  };
  await workAt({ ...world, commands: { run } }, RUNS_AT);
  expect(await holds(position(ann, "specified", "VT"))).toBeGreaterThan(0n);
  expect(await stageOf(world.pool)).toBe("closed");
  expect(await rows(world.pool, "select kind, last_error from work where last_error is not null")).toEqual([]);
  expect(await openBreaks(world.pool)).toEqual([]);
  expect(await problemsOf(world)).toEqual([]);
});

test.each<[string, Partial<BrokerExecution>]>([
  ["a sale", { side: "sell" }],
  ["another symbol", { symbol: "BND" }],
])("an execution of our order that is %s is a break and is not booked", async (_what, changed) => {
  await passWindow(world);
  const before = await rows(world.pool, "select id from executions order by id");
  await takeExecution(world, another(changed));
  expect(await rows(world.pool, "select id from executions order by id")).toEqual(before);
  expect(await openBreaks(world.pool)).toEqual(["execution_conflicts"]);
  expect(await problemsOf(world)).toEqual([]);
});

test("an execution of an order that is not ours is a break and is not booked", async () => {
  await passWindow(world);
  await takeExecution(world, another({ clientOrderId: "somebody-else" }));
  expect(await openBreaks(world.pool)).toEqual(["execution_of_unknown_order"]);
  expect(await problemsOf(world)).toEqual([]);
});

test("a customer is told in one word why a purchase was refused; the broker's words are for our people", async () => {
  world.outside.next = (id) => (id.includes("BND") ? "refuse" : "fill");
  await passWindow(world);
  expect(await rows(world.pool, "select reason from blocks where symbol = 'BND'")).toEqual([
    { reason: "not_tradable" },
  ]);
  expect(await rows(world.pool, "select detail from breaks")).toEqual([{ detail: "not_tradable: as the test says" }]);
});
