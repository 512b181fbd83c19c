import { cents } from "@kura/shared/money.ts";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Command } from "../command.ts";
import { takeActivity } from "../execution/take-activities.ts";
import { prepareMarket } from "../instructions/prepare-windows.ts";
import type { Work } from "../jobs.ts";
import { capitalPaidIn } from "../ledger/movements/capital-paid-in.ts";
import { giveYen, problemsOf } from "../test-money.ts";
import { bookingOf, confirm, passWindow, prepareCustomers, whenPlaced, workAt } from "../test-window.ts";
import { createTestWorld, type TestWorld } from "../test-world.ts";
import { fundPool, wireArrived } from "../treasury/fund-pool.ts";
import { proveBooks } from "./verify.ts";

let world: TestWorld;
let owner: pg.Client;
const payIn: Command<bigint, null> = {
  name: "payIn",
  locks: () => [],
  decide: (_state, amount, { now }) => ({
    entries: [capitalPaidIn({ subject: "test", at: now, asset: "USD", amount })],
    answer: null,
  }),
};

/** The broker books something of BND's before it is allocated, a cent more than we post. */
const bookEarly = async () => {
  for (const execution of world.outside.executions.filter(({ symbol }) => symbol === "BND"))
    await takeActivity(world, bookingOf(execution, 1n));
};
/** And what VT's executions were once they are allocated, a cent less. */
const bookLate = async () => {
  for (const execution of world.outside.executions.filter(({ symbol }) => symbol === "VT"))
    await takeActivity(world, bookingOf(execution, -1n));
};

// One window has passed; another has been converted and waits for its opening; a deposit waits for the next.
beforeAll(async () => {
  const base = await createTestWorld();
  world = { ...base, policy: { ...base.policy, poolTarget: cents(900_000n), leastWire: cents(1_000n) } };
  await prepareMarket(world);
  await world.commands.run(payIn, 2_000_000n);
  await fundPool(world, {} as Work);
  const [wire] = (await world.pool.query("select id, cents from wires")).rows;
  await world.commands.run(wireArrived, { id: wire.id, amount: cents(wire.cents), at: world.clock.now() });
  const [ann = "", bob = ""] = await prepareCustomers(world, [100_000n, 70_000n], 0n);
  await passWindow(whenPlaced(world, bookEarly));
  await bookLate();
  await world.commands.run(giveYen, { customerId: ann, amount: 30_000n });
  await confirm(world, ann);
  await workAt(world, "2026-03-03T13:30:00Z", 0);
  await world.commands.run(giveYen, { customerId: bob, amount: 5_000n });
  await confirm(world, bob);
  owner = new pg.Client({ connectionString: world.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await world.stop();
});

/** What the proof says of books that somebody has changed past all of our code. Nothing of it stays. */
async function problemsAfter(...statements: string[]): Promise<readonly string[]> {
  await owner.query("begin");
  try {
    const checks = await owner.query(
      `select conrelid::regclass as name, conname from pg_constraint
       where contype = 'c' and coninhcount = 0 and connamespace = 'public'::regnamespace`,
    );
    for (const { name, conname } of checks.rows) await owner.query(`alter table ${name} drop constraint ${conname}`);
    const tables = await owner.query(
      `select c.oid::regclass as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relhastriggers`,
    );
    for (const { name } of tables.rows) await owner.query(`alter table ${name} disable trigger user`);
    for (const statement of statements) expect((await owner.query(statement)).rowCount).toBeGreaterThan(0);
    return (await proveBooks(owner)).problems;
  } finally {
    await owner.query("rollback");
  }
}

test("sound books have no problems", async () => {
  expect(await problemsOf(world)).toEqual([]);
  const counts = await owner.query(
    `select (select count(*) from allocations) as allocations, (select count(*) from wires) as wires,
            (select count(*) from deals) as deals, (select count(*) from conversions) as conversions,
            (select count(*) from instructions where status = 'received') as waiting,
            (select string_agg(borne_by || ' ' || difference, ', ' order by borne_by) from truings) as truings`,
  );
  expect(counts.rows[0]).toEqual({
    ...{ allocations: "4", wires: "2", deals: "2", conversions: "3", waiting: "1" },
    truings: "block 1, firm -1",
  });
});

/** Every column of the database that says how much of something there is. */
const AMOUNTS = [
  ...["postings.amount", "postings.balance_after", "postings.sequence", "entries.lines"],
  ...["accounts.balance", "accounts.sequence", "deltas.amount"],
  ...["deposits.amount", "instructions.amount", "conversions.yen", "conversions.cents", "conversions.customer_rate"],
  ...["plans.invested", "orders.hold", "blocks.notional", "blocks.filled", "blocks.cost"],
  ...["executions.shares", "executions.price", "executions.cost"],
  ...["truings.net_amount", "truings.difference"],
  ...["allocations.shares", "allocations.cost", "allocations.released", "allocations.yen"],
  ...["bank_transfers.yen", "deals.cents", "deals.received", "deals.yen", "wires.cents"],
];

test.each(AMOUNTS)("no %s can be changed by one, up or down, in any row, without being found", async (name) => {
  const [table = "", column = ""] = name.split(".");
  const found = await owner.query(`select ctid, tableoid::regclass as part from ${table} where ${column} is not null`);
  expect(found.rowCount).toBeGreaterThan(0);
  for (const { ctid, part } of found.rows.slice(0, 12))
    for (const step of ["+ 1", "- 1"]) {
      const problems = await problemsAfter(`update ${part} set ${column} = ${column} ${step} where ctid = '${ctid}'`);
      expect([part, ctid, step, problems.length > 0]).toEqual([part, ctid, step, true]);
    }
});

/** The account in which one of the two customers holds VT. */
const holder = (nth: 0 | 1) =>
  `(select id from accounts where name like '%position:specified' and asset = 'VT' order by id limit 1 offset ${nth})`;

test("shares moved from one customer to another, with every balance made to agree, are found", async () => {
  const move = (nth: 0 | 1, by: string) => [
    `update postings set amount = amount ${by}, balance_after = balance_after ${by} where account_id = ${holder(nth)}`,
    `update accounts set balance = balance ${by} where id = ${holder(nth)}`,
  ];
  const problems = await problemsAfter(...move(0, "- 5"), ...move(1, "+ 5"));
  expect(problems.join("\n")).toMatch(/what was booked for a customer is what the records say/);
});

const LAST = "(select id from entries where kind = 'deposit_received' order by id desc limit 1)";

test("a deposit that was removed with all its postings and balances is found", async () => {
  const problems = await problemsAfter(
    `update accounts a set balance = a.balance - p.amount, sequence = greatest(0, a.sequence - 1)
     from postings p where p.account_id = a.id and p.entry_id = ${LAST}`,
    `delete from postings where entry_id = ${LAST}`,
    `delete from entries where id = ${LAST}`,
  );
  expect(problems.length).toBeGreaterThan(0);
});

test("postings of no entry, or on no account, are found", async () => {
  const day = "(select day from accounting_days where closed_at is null)";
  const house = "(select id from accounts where name = 'firm:fx' and asset = 'JPY')";
  const both = await problemsAfter(
    `insert into postings (accounting_day, entry_id, line, account_id, amount)
     select ${day}, '0198f000-0000-7000-8000-000000000001', n, ${house}, case n when 1 then 7 else -7 end
     from generate_series(1, 2) n`,
  );
  expect(both.join("\n")).toMatch(/a posting belongs to an entry and to an account/);
  const nowhere = await problemsAfter("update postings set account_id = 999999 where balance_after is null");
  expect(nowhere.join("\n")).toMatch(/a posting belongs to an entry and to an account/);
});

test.each([
  ["a settlement that did not happen", "update accounting_days set day = day + 30 where closed_at is null"],
  ["an order without its part", "delete from allocations where id = (select id from allocations limit 1)"],
  [
    "an execution that vanished with its truing",
    `with gone as (delete from truings where borne_by = 'block' returning execution_id)
     delete from executions where id in (select execution_id from gone)`,
  ],
  ["a truing that vanished", "delete from truings where borne_by = 'block'"],
  ["a truing that somebody else bore", "update truings set borne_by = 'firm' where borne_by = 'block'"],
  ["a settlement on another day", "update executions set settles_on = settles_on + 1"],
  ["a deposit booked without a record", "delete from deposits where id = (select id from deposits limit 1)"],
  ["an instruction that never was", "update instructions set status = 'done' where status = 'received'"],
  ["a wire that did not arrive", "update wires set status = 'sent' where status = 'arrived'"],
  ["a transfer that was not made", "update bank_transfers set status = 'planned' where purpose = 'trust_release'"],
])("%s is found", async (_what, statement) => {
  expect((await problemsAfter(statement)).length).toBeGreaterThan(0);
});
