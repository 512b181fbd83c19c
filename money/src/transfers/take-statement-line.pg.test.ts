import { yen } from "@kura/shared/money.ts";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCommands } from "../commands.ts";
import { rows } from "../db.ts";
import { confirmTarget } from "../instructions/confirm-target.ts";
import { cash, held, suspense } from "../ledger/accounts.ts";
import { findBalance } from "../ledger/find-balances.ts";
import { createTestMoney, giveYen, openTestCustomer, problemsOf, type TestMoney } from "../test-money.ts";
import type { StatementLine } from "../treasury/bank.ts";
import { takeStatementLine } from "./take-statement-line.ts";

let money: TestMoney;
let other: TestMoney["commands"];
let windowIds: string[];
let ann: string;
let bob: string;

beforeAll(async () => {
  money = await createTestMoney();
  const { pool, clock, machineNow, newId } = money;
  other = createCommands({ pool, now: () => clock.now(), machineNow, newId });
  const owner = new pg.Client({ connectionString: money.ownerUrl });
  await owner.connect();
  await owner.query("update symbols set tradable = true, fractionable = true");
  await owner.query(
    `insert into us_sessions values ('2026-03-02', '2026-03-02T14:30Z', '2026-03-02T21:00Z', '2026-03-03'),
                                    ('2026-03-03', '2026-03-03T14:30Z', '2026-03-03T21:00Z', '2026-03-04')`,
  );
  const made = await owner.query(
    `insert into windows (id, trade_on, cutoff_at, opens_at, runs_at, closes_at, stage)
     select gen_random_uuid(), session_on, open_at - interval '1 hour', open_at, open_at + interval '30 minutes',
            close_at, 'open' from us_sessions order by session_on returning id`,
  );
  windowIds = made.rows.map((row) => row.id);
  await owner.end();
  ann = await openTestCustomer(money, 1n);
  bob = await openTestCustomer(money, 2n);
  const holdings = [{ symbol: "VT", weightBps: 10_000n }];
  await money.commands.run(confirmTarget, { customerId: ann, holdings, source: null, windowIds });
});
afterAll(() => money.stop());

let sequence = 0n;
/** The next line of the collection account. */
function nextLine(amount: bigint, changed: Partial<StatementLine> = {}): { line: StatementLine; after: string } {
  const after = sequence.toString();
  sequence += 1n;
  const line: StatementLine = {
    sequence: sequence.toString(),
    reference: `ref-${sequence}`,
    bookedAt: money.clock.now(),
    kind: "customer_transfer",
    amount: yen(amount),
    balance: yen(0n),
    payerName: "ヤマダ アン",
    virtualAccount: { branchCode: "801", accountNumber: "0000001" },
    clientReference: null,
    description: "",
    ...changed,
  };
  return { line, after };
}
const take = (customerId: string | null, given: ReturnType<typeof nextLine>, by = money.commands) =>
  by.run(takeStatementLine, { account: "collect", customerId, windowIds, ...given });
const yenOf = (account: Parameters<typeof findBalance>[1]) => findBalance(money.pool, account);
const instructions = async (customerId: string) =>
  rows<{ amount: bigint; window_id: string; status: string }>(
    money.pool,
    "select amount, window_id, status from instructions where customer_id = $1 order by received_at, amount",
    [customerId],
  );

test("a deposit under a confirmed target is held and instructed once, however often it is taken", async () => {
  const lines = [nextLine(1_000n), nextLine(2_000n), nextLine(3_000n)];
  await Promise.all([...lines, ...lines].map((line) => take(ann, line)));
  await Promise.all(lines.map((line) => take(ann, line, other)));
  expect([await yenOf(cash(ann, "JPY")), await yenOf(held(ann, "JPY"))]).toEqual([0n, 6_000n]);
  expect(await instructions(ann)).toMatchObject([{ amount: 1_000n }, { amount: 2_000n }, { amount: 3_000n }]);
  expect(await problemsOf(money)).toEqual([]);
});

test("two processes that pull the same page at once take each line once", async () => {
  const lines = Array.from({ length: 40 }, () => nextLine(10n));
  await Promise.all([money.commands, other].flatMap((by) => lines.map((line) => take(bob, line, by))));
  expect(await yenOf(cash(bob, "JPY"))).toBe(400n);
  expect(await problemsOf(money)).toEqual([]);
});

test("without a target a deposit stays yen", async () => {
  expect(await instructions(bob)).toEqual([]);
});

test("a line that cannot be taken holds up all after it: nothing is skipped, and nothing is lost", async () => {
  const before = await yenOf(cash(bob, "JPY"));
  const [good, poison, later] = [nextLine(1n), nextLine(2n), nextLine(4n)];
  const poisoned = { ...poison, line: { ...poison.line, reference: null as unknown as string } };
  const taken = await Promise.allSettled([take(bob, good), take(bob, poisoned), take(bob, later)]);
  expect(taken.map((one) => one.status)).toEqual(["fulfilled", "rejected", "rejected"]);
  expect(await yenOf(cash(bob, "JPY"))).toBe(before + 1n);

  await take(bob, poison);
  await take(bob, later);
  expect(await yenOf(cash(bob, "JPY"))).toBe(before + 7n);
});

test("yen that lay free go with the next deposit, so that nothing is left behind", async () => {
  const before = await instructions(ann);
  await money.commands.run(giveYen, { customerId: ann, amount: 77n });
  await take(ann, nextLine(1_000n));
  expect(await yenOf(cash(ann, "JPY"))).toBe(0n);
  const amounts = (await instructions(ann)).map((one) => one.amount);
  expect(amounts).toHaveLength(before.length + 1);
  expect(amounts).toContain(1_077n);
  expect(await problemsOf(money)).toEqual([]);
});

test("yen for nobody's account number wait in suspense", async () => {
  await take(null, nextLine(500n));
  expect(await yenOf(suspense)).toBe(500n);
});

test("a line that nothing of ours explains is a break and moves no money", async () => {
  await take(null, nextLine(-700n, { kind: "other" }));
  const found = await rows(money.pool, "select kind from breaks where closed_at is null");
  expect(found).toEqual([{ kind: "bank_line_unexplained" }]);
  expect(await yenOf(suspense)).toBe(500n);
});

test("a deposit before the cut-off joins the window, one at the very cut-off the next", async () => {
  money.clock.set("2026-03-02T13:29:59.999Z");
  await take(ann, nextLine(11n));
  money.clock.set("2026-03-02T13:30:00Z");
  await take(ann, nextLine(12n));
  const last = (await instructions(ann)).slice(-2);
  expect(last).toMatchObject([
    { amount: 11n, window_id: windowIds[0] },
    { amount: 12n, window_id: windowIds[1] },
  ]);
  expect(await problemsOf(money)).toEqual([]);
});
