import { yen } from "@kura/shared/money.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { PartnerError } from "../broker/partner.ts";
import { rows } from "../db.ts";
import { collect, trust } from "../ledger/accounts.ts";
import { findBalance } from "../ledger/find-balances.ts";
import { giveYen, openTestCustomer, problemsOf } from "../test-money.ts";
import { secondProcess } from "../test-window.ts";
import { createTestWorld, type TestWorld } from "../test-world.ts";
import type { OwnTransfer } from "../treasury/bank.ts";
import { topUp } from "./top-up-trust.ts";

let base: TestWorld;
let world: TestWorld;
/** A bank that knows what it holds, takes its time, and does one order once. */
let atBank: { collect: bigint; trust: bigint; orders: Map<string, OwnTransfer> };
beforeEach(async () => {
  base = await createTestWorld();
  atBank = { collect: 0n, trust: 0n, orders: new Map() };
  const transfer = async (order: OwnTransfer) => {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
    if (!atBank.orders.has(order.clientReference)) {
      if (atBank.collect < order.amount) throw new PartnerError("refused", "bank: insufficient funds");
      atBank.orders.set(order.clientReference, order);
      atBank.collect -= order.amount;
      atBank.trust += order.amount;
    }
    return { reference: "r", bookedAt: base.clock.now() };
  };
  world = { ...base, bank: { ...base.bank, transfer } };
});
afterEach(() => base.stop());

async function deposit(customerId: string, amount: bigint): Promise<void> {
  atBank.collect += amount;
  await world.commands.run(giveYen, { customerId, amount });
}
const booked = async () => [
  -(await findBalance(world.pool, collect)),
  -(await findBalance(world.pool, trust)),
  (await rows(world.pool, "select id from bank_transfers where status = 'planned'")).length,
];

test("a window and the top-up work at once move the yen once, and both are told that it is done", async () => {
  const ann = await openTestCustomer(world, 1n);
  await deposit(ann, 100_000n);
  await Promise.all([topUp(world), topUp(world), topUp(secondProcess(world))]);
  expect(atBank.orders.size).toBe(1);
  expect(await booked()).toEqual([0n, 100_000n, 0]);
});

test("however many top up while yen arrive, the bank's accounts are ours to the yen", async () => {
  const ann = await openTestCustomer(world, 1n);
  const processes = [world, secondProcess(world)];
  await Promise.all(
    Array.from({ length: 24 }, async (_, n) => {
      await deposit(ann, BigInt(n + 1) * 7n);
      await topUp(processes[n % 2] ?? world);
    }),
  );
  expect(await booked()).toEqual([atBank.collect, atBank.trust, 0]);
  expect(atBank.trust).toBe(7n * 300n);
  expect(await problemsOf(world)).toEqual([]);
});

test("a top-up without an answer is asked for again under its own reference, and then the rest", async () => {
  const ann = await openTestCustomer(world, 1n);
  await deposit(ann, 500n);
  const silent = { ...world.bank, transfer: () => Promise.reject(new PartnerError("outage", "bank: no answer")) };
  await expect(topUp({ ...world, bank: silent })).rejects.toThrow(/no answer/);
  await deposit(ann, 40n);
  await topUp(world);
  expect([...atBank.orders.values()].map((order) => order.amount)).toEqual([yen(500n), yen(40n)]);
  expect(await booked()).toEqual([0n, 540n, 0]);
});
