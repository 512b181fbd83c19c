import { cents } from "@kura/shared/money.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openBreak } from "../breaks/open-break.ts";
import { PartnerError } from "../broker/partner.ts";
import type { Command } from "../command.ts";
import { rows } from "../db.ts";
import type { Work } from "../jobs.ts";
import { firmBank, poolCash, transit } from "../ledger/accounts.ts";
import { findBalance } from "../ledger/find-balances.ts";
import { capitalPaidIn } from "../ledger/movements/capital-paid-in.ts";
import { problemsOf } from "../test-money.ts";
import { openBreaks, secondProcess } from "../test-window.ts";
import { createTestWorld, type TestWorld } from "../test-world.ts";
import type { WireOrder } from "./bank.ts";
import { fundPool, wireArrived } from "./fund-pool.ts";

let base: TestWorld;
let world: TestWorld;
let wires: Map<string, WireOrder>;
const payIn: Command<bigint, null> = {
  name: "payIn",
  locks: () => [],
  decide: (_state, amount, { now }) => ({
    entries: [capitalPaidIn({ subject: "test", at: now, asset: "USD", amount })],
    answer: null,
  }),
};

beforeEach(async () => {
  base = await createTestWorld();
  wires = new Map();
  const wire = async (order: WireOrder) => {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
    wires.set(order.clientReference, order);
    return { reference: "r", bookedAt: base.clock.now(), expectedAt: base.clock.now() };
  };
  const policy = { ...base.policy, poolTarget: cents(900_000n), leastWire: cents(1_000n) };
  world = { ...base, policy, bank: { ...base.bank, wire } };
});
afterEach(() => base.stop());

const work = {} as Work;
const holds = (account: Parameters<typeof findBalance>[1]) => findBalance(world.pool, account);
const listWires = () =>
  rows<{ id: string; reference: string; cents: bigint }>(world.pool, "select id, reference, cents from wires");

test("however many fund the pool at once, it is wired what is missing, once", async () => {
  await world.commands.run(payIn, 2_000_000n);
  const processes = [world, secondProcess(world)];
  await Promise.all(Array.from({ length: 8 }, (_, n) => fundPool(processes[n % 2] ?? world, work)));
  expect([...wires.values()].map((order) => order.amount)).toEqual([900_000n]);
  expect([await holds(transit), await holds(firmBank("USD"))]).toEqual([-900_000n, -1_100_000n]);
  expect(await problemsOf(world)).toEqual([]);
});

test("a wire without an answer is asked for again under its own reference, never as another wire", async () => {
  await world.commands.run(payIn, 500_000n);
  const silent = { ...world.bank, wire: () => Promise.reject(new PartnerError("outage", "bank: no answer")) };
  await expect(fundPool({ ...world, bank: silent }, work)).rejects.toThrow(/no answer/);
  expect(await holds(transit)).toBe(0n);
  await fundPool(world, work);
  const [wire, ...others] = await listWires();
  expect(others).toEqual([]);
  expect([...wires.keys()]).toEqual([wire?.reference]);
  expect(await holds(transit)).toBe(-500_000n);
});

test("a wire that arrives before we have noted that it was sent is booked whole, and once", async () => {
  await world.commands.run(payIn, 500_000n);
  const early: Partial<TestWorld["bank"]> = {
    async wire(order) {
      const [wire] = await listWires();
      const arrival = { id: wire?.id ?? "", amount: order.amount, at: world.clock.now() };
      await Promise.all([1, 2, 3].map(() => world.commands.run(wireArrived, arrival)));
      return { reference: "r", bookedAt: world.clock.now(), expectedAt: world.clock.now() };
    },
  };
  await fundPool({ ...world, bank: { ...world.bank, ...early } }, work);
  expect([await holds(transit), await holds(poolCash), await holds(firmBank("USD"))]).toEqual([0n, -500_000n, 0n]);
  expect(await problemsOf(world)).toEqual([]);
});

test("a wire of which another amount arrives is a break, and nothing is booked", async () => {
  await world.commands.run(payIn, 500_000n);
  await fundPool(world, work);
  const [wire] = await listWires();
  await world.commands.run(wireArrived, { id: wire?.id ?? "", amount: cents(499_999n), at: world.clock.now() });
  expect([await holds(transit), await holds(poolCash)]).toEqual([-500_000n, 0n]);
  expect(await openBreaks(world.pool)).toEqual(["wire_unknown"]);
});

test("the same break is opened once, however often it is seen", async () => {
  const see: Command<null, null> = {
    name: "see",
    locks: () => [],
    decide: (_state, _input, context) => ({ insert: [openBreak(context, "pool_short", "a", "b")], answer: null }),
  };
  await Promise.all([world, secondProcess(world)].flatMap((one) => [1, 2, 3].map(() => one.commands.run(see, null))));
  expect(await openBreaks(world.pool)).toEqual(["pool_short"]);
});
