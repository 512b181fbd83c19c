import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Command, type KeyClaim, lock } from "./command.ts";
import { rows } from "./db.ts";
import { cash } from "./ledger/accounts.ts";
import { findBalance } from "./ledger/find-balances.ts";
import { openCustomer } from "./ledger/open-customer.ts";
import { isRefusal } from "./refusal.ts";
import { createTestMoney, moveYen, openTestCustomer, problemsOf, type TestMoney } from "./test-money.ts";

let money: TestMoney;
let other: TestMoney["commands"];
let number = 1n;
const open = (amount: bigint) => openTestCustomer(money, number++, amount);
const yenOf = (id: string) => findBalance(money.pool, cash(id, "JPY"));

beforeAll(async () => {
  money = await createTestMoney();
  // A second process on the same database, as far as the database can tell.
  const { createCommands } = await import("./commands.ts");
  const { pool, clock, machineNow, newId } = money;
  other = createCommands({ pool, now: () => clock.now(), machineNow, newId });
});
afterAll(() => money.stop());

const claim = (key: string, bodyHash = "body"): KeyClaim & { status: number } => {
  return { caller: "customer:test", route: "POST /test", key, bodyHash, status: 200 };
};

test("many at once from one account take out no more than was there, and the books prove", async () => {
  const [rich, poor] = [await open(1_000n), await open(0n)];
  const results = await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      (n % 2 ? money.commands : other).run(moveYen, { from: rich, to: poor, amount: 30n }),
    ),
  );
  expect(results.filter(isRefusal)).toHaveLength(60 - 33);
  expect([await yenOf(rich), await yenOf(poor)]).toEqual([10n, 990n]);
  expect(await problemsOf(money)).toEqual([]);
});

test("whatever is moved between customers by two processes at once, nothing is gained or lost", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.bigInt(1n, 900n)), { minLength: 1, maxLength: 40 }),
      async (moves) => {
        const people = [await open(500n), await open(500n), await open(0n), await open(1_000n)];
        const person = (index: number) => people[index] ?? "";
        await Promise.all(
          moves
            .filter(([from, to]) => from !== to)
            .map(([from, to, amount], n) =>
              (n % 2 ? money.commands : other).run(moveYen, { from: person(from), to: person(to), amount }),
            ),
        );
        const left = await Promise.all(people.map(yenOf));
        expect(left.reduce((total, one) => total + one, 0n)).toBe(2_000n);
        expect(left.every((one) => one >= 0n)).toBe(true);
      },
    ),
    { numRuns: 15 },
  );
  expect(await problemsOf(money)).toEqual([]);
});

test("the same request at once and again, through two processes, has one effect and one answer", async () => {
  const [from, to] = [await open(100n), await open(0n)];
  const ask = (n: number) =>
    (n % 2 ? money.commands : other).run(moveYen, { from, to, amount: 10n }, { claim: claim("once") });
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => ask(n)));
  expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(new Set(['{"left":"90"}']));
  expect(await ask(0)).toEqual({ left: "90" });
  expect(await yenOf(from)).toBe(90n);
});

test("another request under a used key is refused and has no effect", async () => {
  const [from, to] = [await open(100n), await open(0n)];
  await money.commands.run(moveYen, { from, to, amount: 10n }, { claim: claim("reused") });
  const second = await money.commands.run(moveYen, { from, to, amount: 20n }, { claim: claim("reused", "other") });
  expect(second).toMatchObject({ refused: "key_reused" });
  expect(await yenOf(from)).toBe(90n);
});

test("a refusal is not stored: the same request is judged afresh", async () => {
  const [from, to] = [await open(0n), await open(50n)];
  const ask = () => money.commands.run(moveYen, { from, to, amount: 10n }, { claim: claim("afresh") });
  expect(isRefusal(await ask())).toBe(true);
  await money.commands.run(moveYen, { from: to, to: from, amount: 50n });
  expect(await ask()).toEqual({ left: "40" });
});

test("a poisonous command fails alone; those beside it in the batch go through", async () => {
  const [from, to] = [await open(100n), await open(0n)];
  const throws: Command<null, null> = {
    name: "throws",
    locks: () => [],
    decide() {
      throw new Error("poison");
    },
  };
  const breaksSql: Command<null, null> = {
    name: "breaksSql",
    locks: () => [],
    decide: () => ({ insert: [{ table: "breaks", row: { id: "not a uuid" } }], answer: null }),
  };
  const [one, two, three, four] = await Promise.allSettled([
    money.commands.run(moveYen, { from, to, amount: 1n }),
    money.commands.run(throws, null),
    money.commands.run(breaksSql, null),
    money.commands.run(moveYen, { from, to, amount: 2n }),
  ]);
  expect([one.status, two.status, three.status, four.status]).toEqual([
    "fulfilled",
    "rejected",
    "rejected",
    "fulfilled",
  ]);
  expect(await yenOf(to)).toBe(3n);
  expect(await problemsOf(money)).toEqual([]);
});

test("commands that wait together share one transaction", async () => {
  const [from, to] = [await open(1_000n), await open(0n)];
  await Promise.all(Array.from({ length: 50 }, () => money.commands.run(moveYen, { from, to, amount: 1n })));
  const [found] = await rows<{ transactions: bigint }>(
    money.pool,
    `select count(distinct e.xmin::text) as transactions from entries e join postings p on p.entry_id = e.id
     join accounts a on a.id = p.account_id where a.customer_id = $1 and e.kind = 'moved'`,
    [from],
  );
  expect(found?.transactions).toBeLessThan(5n);
});

test("of two who take one number at once, through two processes, one is refused and neither fails", async () => {
  for (let round = 0; round < 10; round += 1) {
    const customerNumber = 5_000n + BigInt(round);
    const { policy } = money;
    const opened = await Promise.all(
      [money.commands, other].map((by) =>
        by.run(openCustomer, { customerId: money.newId(), customerNumber, policy }, { claim: claim(money.newId()) }),
      ),
    );
    const refusals = opened.filter(isRefusal).map((one) => one.refused);
    expect(refusals).toEqual(["account_number_taken"]);
  }
});

/** Adds one to what has been counted, which it reads beside its locks. */
const count: Command<null, { before: number }, number> = {
  name: "count",
  oneAtATime: true,
  locks: () => [lock("controls", "payouts")],
  load: async (tx) => Number((await tx.query("select count(*) from breaks where kind = 'counted'")).rows[0].count),
  decide: (_state, _input, { loaded, now, newId }) => {
    const row = { id: newId(), kind: "counted", severity: "warning", subject: newId(), detail: "", opened_at: now };
    return { insert: [{ table: "breaks", row }], answer: { before: loaded } };
  },
};

test("a command that goes one at a time loads what the one before it has left, also out of one queue", async () => {
  const counted = await Promise.all(
    Array.from({ length: 12 }, (_, n) => (n % 3 ? money.commands : other).run(count, null)),
  );
  expect(counted.map((one) => ("before" in one ? one.before : -1)).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 12 }, (_, n) => n),
  );
});
