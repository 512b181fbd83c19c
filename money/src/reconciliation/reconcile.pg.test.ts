import { cents, yen } from "@kura/shared/money.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { prepareMarket } from "../instructions/prepare-windows.ts";
import type { Work } from "../jobs.ts";
import { openTestCustomer } from "../test-money.ts";
import { openBreaks } from "../test-window.ts";
import { createTestWorld, type TestWorld } from "../test-world.ts";
import type { BankAccount, StatementLine } from "../treasury/bank.ts";
import { makeBankTransfer, planBankTransfer } from "../treasury/bank-transfers.ts";
import { reconcileDay } from "./reconcile.ts";

let base: TestWorld;
let world: TestWorld;
/** What the bank and the broker show. */
let shown: Record<BankAccount, bigint> & { pool: bigint };
let lines: StatementLine[];
beforeEach(async () => {
  base = await createTestWorld("2026-03-02T08:00:00Z"); // five in the afternoon in Japan
  await prepareMarket(base);
  shown = { collect: 0n, trust: 0n, firm_jpy: 0n, firm_usd: 0n, pool: 0n };
  lines = [];
  world = {
    ...base,
    bank: {
      ...base.bank,
      accounts: async () =>
        (["collect", "trust", "firm_jpy", "firm_usd"] as const).map((account) => {
          return { account, balance: yen(shown[account]) };
        }),
      statement: async (account, { after }) => {
        const found = lines.filter((line) => account === "collect" && BigInt(line.sequence) > BigInt(after));
        return { lines: found, next: found.at(-1)?.sequence ?? after };
      },
    },
    broker: {
      ...base.broker,
      account: async () => {
        const cash = cents(shown.pool);
        return { cash, cashText: "", buyingPower: cash, status: "ACTIVE", blocked: false };
      },
      positions: async () => [],
      activities: async function* () {},
    },
  };
});
afterEach(() => base.stop());

const reconcile = () => reconcileDay(world, {} as Work);
const AGAIN_TOMORROW = { again: Temporal.Instant.from("2026-03-03T08:00:00Z") };

test("books that agree with the bank and the broker open no break", async () => {
  expect(await reconcile()).toEqual(AGAIN_TOMORROW);
  expect(await openBreaks(world.pool)).toEqual([]);
});

test("what the bank or the broker shows otherwise than we do is a break each", async () => {
  shown.collect = 1n;
  shown.pool = -1n;
  await reconcile();
  expect(await openBreaks(world.pool)).toEqual(["bank_balance_differs", "pool_cash_differs"]);
});

test("a deposit that arrives while we compare is taken over and is no difference", async () => {
  await openTestCustomer(world, 1n);
  shown.collect = 700n;
  lines.push({
    ...{ sequence: "1", reference: "r1", bookedAt: world.clock.now(), kind: "customer_transfer", payerName: "アン" },
    ...{ amount: yen(700n), balance: yen(700n), clientReference: null, description: "" },
    virtualAccount: { branchCode: "801", accountNumber: "0000001" },
  });
  await reconcile();
  expect(await openBreaks(world.pool)).toEqual([]);
});

test("while a transfer of ours is being made the comparison waits, but not for ever", async () => {
  const id = world.newId();
  const transfer = { id, purpose: "trust_release" as const, reference: "r", yen: yen(900n) };
  await world.commands.run(planBankTransfer, transfer);
  shown.trust = -900n;
  shown.firm_jpy = 900n;
  expect(await reconcile()).toEqual({ again: world.clock.now().add({ minutes: 1 }) });
  expect(await openBreaks(world.pool)).toEqual([]);

  world.clock.set(world.clock.now().add({ hours: 2 }));
  await reconcile();
  expect(await openBreaks(world.pool)).toEqual(["bank_balance_differs", "bank_balance_differs"]);
});

test("once it is booked there is no difference", async () => {
  const transfer = { id: world.newId(), purpose: "trust_release" as const, reference: "r", yen: yen(900n) };
  await world.commands.run(planBankTransfer, transfer);
  shown.trust = -900n;
  shown.firm_jpy = 900n;
  await makeBankTransfer(world, transfer);
  expect(await reconcile()).toEqual(AGAIN_TOMORROW);
  expect(await openBreaks(world.pool)).toEqual([]);
});
