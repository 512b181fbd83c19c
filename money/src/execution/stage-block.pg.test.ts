import { cents, shares } from "@kura/shared/money.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Command } from "../command.ts";
import { haltControl } from "../controls/halt.ts";
import { rows } from "../db.ts";
import { prepareMarket } from "../instructions/prepare-windows.ts";
import { cash, held } from "../ledger/accounts.ts";
import { findBalance } from "../ledger/find-balances.ts";
import type { BlockRow } from "../rows.ts";
import { problemsOf } from "../test-money.ts";
import {
  CLOSES_AT,
  CUT_OFF,
  fillPool,
  openBreaks,
  prepareCustomers,
  RUNS_AT,
  secondProcess,
  stageOf,
  workAt,
  workUntilQuiet,
} from "../test-window.ts";
import { createTestWorld, type TestWorld } from "../test-world.ts";
import { stageBlock } from "./stage-block.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await createTestWorld();
  await prepareMarket(world);
});
afterEach(() => world.stop());

const insertBlocks: Command<readonly BlockRow[], null> = {
  name: "insertBlocks",
  locks: () => [],
  decide: (_state, blocks) => ({ insert: blocks.map((row) => ({ table: "blocks", row })), answer: null }),
};

/** Planned blocks of a hundred dollars each, in as many windows as given. */
async function planBlocks(count: number, windows = 1): Promise<BlockRow[]> {
  const ids = (await rows<{ id: string }>(world.pool, "select id from windows order by trade_on")).map((row) => row.id);
  const blocks = Array.from({ length: count }, (_, chunk): BlockRow => {
    const id = world.newId();
    return {
      ...{ id, window_id: ids[chunk % windows] ?? "", symbol: "VT", side: "buy", chunk: chunk + 1, attempt: 1 },
      ...{ notional: cents(10_000n), client_order_id: `test-${id}`, status: "planned", broker_order_id: null },
      ...{ filled: shares(0n), cost: cents(0n), reason: null, allocated_at: null },
    };
  });
  await world.commands.run(insertBlocks, blocks);
  return blocks;
}
const stage = (by: TestWorld, block: BlockRow) =>
  by.commands.run(stageBlock, { blockId: block.id, windowId: block.window_id });
const statuses = async () =>
  (await rows<{ status: string }>(world.pool, "select status from blocks order by status")).map((row) => row.status);

test.each([1, 2])("blocks staged at once in %i windows never reach beyond the pool together", async (windows) => {
  await world.commands.run(fillPool, 25_000n); // two and a half of them
  const blocks = await planBlocks(8, windows);
  const processes = [world, secondProcess(world)];
  await Promise.all(blocks.map((block, n) => stage(processes[n % 2] ?? world, block)));
  expect((await statuses()).filter((status) => status === "staged")).toHaveLength(2);
  expect((await statuses()).filter((status) => status === "not_sent")).toHaveLength(6);
});

test("a block that was filled beyond its money leaves no more of the pool to the others", async () => {
  await world.commands.run(fillPool, 25_000n);
  const [window] = await rows<{ id: string }>(world.pool, "select id from windows order by trade_on desc limit 1");
  const overfilled: BlockRow = {
    ...{ id: world.newId(), window_id: window?.id ?? "", symbol: "VT", side: "buy", chunk: 1, attempt: 1 },
    ...{ notional: cents(10_000n), client_order_id: "overfilled", status: "part_filled", broker_order_id: null },
    ...{ filled: shares(1n), cost: cents(40_000n), reason: null, allocated_at: null },
  };
  await world.commands.run(insertBlocks, [overfilled]);
  await Promise.all((await planBlocks(3)).map((block) => stage(world, block)));
  expect(await statuses()).toEqual(["not_sent", "part_filled", "staged", "staged"]);
});

test("while trading is halted nothing is staged, and nothing is given up before the session ends", async () => {
  await world.commands.run(fillPool, 100_000n);
  await world.commands.run(haltControl, { what: "trading", reason: "test", by: "op-1", second: null });
  await Promise.all((await planBlocks(3)).map((block) => stage(world, block)));
  expect(await statuses()).toEqual(["planned", "planned", "planned"]);
});

test("nothing is sent after the session: it would be bought at another day's opening", async () => {
  const [ann = ""] = await prepareCustomers(world, [100_000n]);
  await world.commands.run(haltControl, { what: "trading", reason: "test", by: "op-1", second: null });
  await workAt(world, CUT_OFF, 0);
  await workAt(world, RUNS_AT);
  expect(await stageOf(world.pool)).toBe("planned");
  await workAt(world, CLOSES_AT);
  expect(world.outside.placed).toEqual([]);
  expect(await stageOf(world.pool)).toBe("closed");
  expect(await findBalance(world.pool, cash(ann, "USD"))).toBe(66_533n);
  expect(await findBalance(world.pool, held(ann, "USD"))).toBe(0n);
  expect(await rows(world.pool, "select distinct reason from blocks")).toEqual([{ reason: "halted" }]);
  expect(await problemsOf(world)).toEqual([]);
});

test("an order that was never placed is not placed after the session either", async () => {
  const [ann = ""] = await prepareCustomers(world, [100_000n]);
  world.outside.next = () => "doubt_lost";
  await workAt(world, CUT_OFF, 0);
  world.clock.set(RUNS_AT);
  await workUntilQuiet(world);
  expect(world.outside.placed.length).toBeGreaterThan(0);
  world.outside.next = () => "fill";
  world.clock.set(CLOSES_AT);
  await new Promise((resolve) => setTimeout(resolve, 1_000)); // the work backs off in machine time
  const sent = world.outside.placed.length;
  await workAt(world, "2026-03-02T21:00:06Z");
  expect(world.outside.placed).toHaveLength(sent);
  expect(await stageOf(world.pool)).toBe("closed");
  expect(await findBalance(world.pool, cash(ann, "USD"))).toBe(66_533n);
  expect(await openBreaks(world.pool)).toEqual([]);
  expect(await problemsOf(world)).toEqual([]);
});
