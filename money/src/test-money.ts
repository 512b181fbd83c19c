import { randomUUIDv7 } from "node:crypto";
import { fixedClock } from "@kura/shared/clock.ts";
import type pg from "pg";
import { pino } from "pino";
import { createTestDatabase } from "../../tools/test-database.ts";
import { type Command, lock } from "./command.ts";
import { createCommands } from "./commands.ts";
import { POLICY } from "./config.ts";
import { openPool } from "./db.ts";
import { openAccountingDay } from "./ledger/accounting-day.ts";
import { cash, collect } from "./ledger/accounts.ts";
import { entry } from "./ledger/entry.ts";
import type { Money } from "./money.ts";
import { proveBooks } from "./reconciliation/verify.ts";
import { isRefusal, refuse } from "./refusal.ts";

export type TestMoney = Money & {
  readonly clock: ReturnType<typeof fixedClock>;
  readonly ownerUrl: string;
  readonly url: string;
  stop(): Promise<void>;
};

/** Money on a database of its own and a clock that stands, for a test file. */
export async function createTestMoney(at = "2026-03-02T00:00:00Z"): Promise<TestMoney> {
  const database = await createTestDatabase("money");
  const pool: pg.Pool = openPool(database.url);
  const clock = fixedClock(at);
  const newId = () => randomUUIDv7();
  const machineNow = () => Temporal.Instant.fromEpochMilliseconds(Date.now());
  const commands = createCommands({ pool, now: () => clock.now(), machineNow, newId });
  await openAccountingDay({ pool, clock });
  return {
    pool,
    commands,
    clock,
    machineNow,
    newId,
    policy: POLICY,
    log: pino({ level: "silent" }),
    ownerUrl: database.ownerUrl,
    url: database.url,
    async stop() {
      await pool.end();
      await database.drop();
    },
  };
}

/** Opens an account for a test, with yen on it. */
export async function openTestCustomer(money: Money, number: bigint, amount = 0n): Promise<string> {
  const { openCustomer } = await import("./ledger/open-customer.ts");
  const customerId = money.newId();
  const opened = await money.commands.run(openCustomer, { customerId, customerNumber: number, policy: money.policy });
  if (isRefusal(opened)) throw new Error(opened.refused);
  if (amount > 0n) await money.commands.run(giveYen, { customerId, amount });
  return customerId;
}

/** Yen out of nowhere but the bank, for tests of what comes after a deposit. */
export const giveYen: Command<{ customerId: string; amount: bigint }, null> = {
  name: "giveYen",
  locks: ({ customerId }) => [cash(customerId, "JPY")],
  decide: (_state, { customerId, amount }, { now, newId }) => ({
    insert: [
      {
        table: "deposits",
        row: {
          id: newId(),
          bank_reference: newId(),
          customer_id: customerId,
          amount,
          booked_at: now,
          received_at: now,
        },
      },
    ],
    entries: [
      entry("deposit_received", { subject: "test", at: now }, [
        [collect, -amount],
        [cash(customerId, "JPY"), amount],
      ]),
    ],
    answer: null,
  }),
};

/** One customer's yen go to another, if there are enough: the smallest command that can be refused. */
export const moveYen: Command<{ from: string; to: string; amount: bigint }, { left: string }> = {
  name: "moveYen",
  locks: ({ from, to }) => [lock("customers", from), cash(from, "JPY"), cash(to, "JPY")],
  decide(state, { from, to, amount }, { now }) {
    const left = state.balance(cash(from, "JPY")) - amount;
    if (left < 0n) return refuse("no_target");
    return {
      entries: [
        entry("moved", { subject: "test", at: now }, [
          [cash(from, "JPY"), -amount],
          [cash(to, "JPY"), amount],
        ]),
      ],
      answer: { left: left.toString() },
    };
  },
};

/** What the proof has against the books; a sound ledger gives nothing. */
export const problemsOf = async (money: Money): Promise<readonly string[]> => (await proveBooks(money.pool)).problems;
