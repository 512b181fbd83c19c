import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rows } from "../db.ts";
import { createTestMoney, openTestCustomer, problemsOf, type TestMoney } from "../test-money.ts";

let money: TestMoney;
let ann: string;
beforeAll(async () => {
  money = await createTestMoney();
  ann = await openTestCustomer(money, 1n, 500n);
});
afterAll(() => money.stop());

const id = () => money.newId();
const accountId = async (name: string) => {
  const [row] = await rows<{ id: bigint }>(money.pool, "select id from accounts where name = $1 and asset = 'JPY'", [
    name,
  ]);
  return row?.id.toString() ?? "0";
};

/** Posts past all of our code, as the service's role could. */
async function postBare(
  lines: [account: string, amount: number, after: number | null, sequence: number | null][],
  n = lines.length,
) {
  const connection = await money.pool.connect();
  try {
    await connection.query("begin");
    const entryId = id();
    await connection.query(
      `insert into entries (id, accounting_day, kind, subject, at, recorded_at, lines)
       values ($1, '2026-03-02', 'test', 'test', now(), now(), $2)`,
      [entryId, n],
    );
    await connection.query(
      `insert into postings (accounting_day, entry_id, line, account_id, amount, balance_after, sequence)
       select '2026-03-02', $1, * from unnest($2::int[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])`,
      [
        entryId,
        lines.map((_, index) => index + 1),
        await Promise.all(lines.map(([account]) => accountId(account))),
        lines.map(([, amount]) => amount),
        lines.map(([, , after]) => after),
        lines.map(([, , , sequence]) => sequence),
      ],
    );
    await connection.query("commit");
  } finally {
    await connection.query("rollback");
    connection.release();
  }
}

test("the database refuses an entry that does not sum to zero", async () => {
  await expect(
    postBare([
      ["bank:collect", -10, null, null],
      [`customer:${ann}:cash`, 11, 511, 2],
    ]),
  ).rejects.toThrow(/does not sum to zero in JPY/);
});

test("the database refuses an entry that is not posted whole", async () => {
  const lines: Parameters<typeof postBare>[0] = [
    ["bank:collect", -10, null, null],
    [`customer:${ann}:cash`, 10, 510, 2],
  ];
  await expect(postBare(lines, 3)).rejects.toThrow(/not posted whole: 2 of 3 lines/);
});

test("the database adds no lines to an entry that is posted, even if they sum to zero", async () => {
  const house = await accountId("bank:collect");
  const connection = await money.pool.connect();
  try {
    await connection.query("begin");
    const entryId = id();
    await connection.query(
      `insert into entries (id, accounting_day, kind, subject, at, recorded_at, lines)
       values ($1, '2026-03-02', 'test', 'test', now(), now(), 2)`,
      [entryId],
    );
    const post = (first: number) =>
      connection.query(
        `insert into postings (accounting_day, entry_id, line, account_id, amount)
         values ('2026-03-02', $1, $2, $4, 5), ('2026-03-02', $1, $3, $4, -5)`,
        [entryId, first, first + 1, house],
      );
    await post(1);
    await expect(post(3)).rejects.toThrow(/not posted whole/);
  } finally {
    await connection.query("rollback");
    connection.release();
  }
});

test("an accounting day is never opened twice or in the past, and never while somebody posts", async () => {
  const open = (day: string) => money.pool.query("select open_accounting_day($1, '2026-03-02T00:00:00Z')", [day]);
  await expect(open("2026-03-02")).rejects.toThrow(/comes after/);
  await expect(open("2025-12-31")).rejects.toThrow(/comes after/);

  const posting = await money.pool.connect();
  await posting.query("begin");
  await posting.query(
    `insert into entries (id, accounting_day, kind, subject, at, recorded_at, lines)
     values ($1, '2026-03-02', 'test', 'test', now(), now(), 2)`,
    [id()],
  );
  const closer = await money.pool.connect();
  await closer.query("set lock_timeout = '200ms'");
  await expect(closer.query("select open_accounting_day('2026-03-03', '2026-03-02T13:00:00Z')")).rejects.toThrow(
    /lock timeout/,
  );
  await posting.query("rollback");
  posting.release();
  closer.release(true);
});

test("the database refuses a customer balance below zero", async () => {
  await expect(
    postBare([
      ["bank:collect", 501, null, null],
      [`customer:${ann}:cash`, -501, -1, 2],
    ]),
  ).rejects.toThrow(/customer_balance_is_never_negative/);
});

test("the database refuses a posting whose balance after is not what the account then holds", async () => {
  await expect(
    postBare([
      ["bank:collect", -10, null, null],
      [`customer:${ann}:cash`, 10, 511, 2],
    ]),
  ).rejects.toThrow(/moved under our lock/);
  await expect(
    postBare([
      ["bank:collect", -10, null, null],
      [`customer:${ann}:cash`, 10, 510, 3],
    ]),
  ).rejects.toThrow(/moved under our lock/);
});

test("a customer posting without its balance after, or a house posting with one, is refused", async () => {
  await expect(
    postBare([
      ["bank:collect", -10, null, null],
      [`customer:${ann}:cash`, 10, null, null],
    ]),
  ).rejects.toThrow(/a customer posting has a balance after/);
  await expect(
    postBare([
      ["bank:collect", -10, -510, 1],
      [`customer:${ann}:cash`, 10, 510, 2],
    ]),
  ).rejects.toThrow(/a house posting has none/);
});

test("nothing is posted into a day that is not open", async () => {
  await expect(
    money.pool.query(
      `insert into entries (id, accounting_day, kind, subject, at, recorded_at, lines)
       values ($1, '2026-03-03', 'test', 'test', now(), now(), 2)`,
      [id()],
    ),
  ).rejects.toThrow(/accounting day that is not open/);
});

/** Each is something the service never does, and so may not. */
const FORBIDDEN = [
  "update entries set reason = 'x'",
  "delete from entries",
  "update postings set amount = amount + 1",
  "delete from postings",
  "truncate postings",
  "update accounts set balance = balance + 1",
  "update accounts set sequence = 0",
  "insert into accounts (name, asset, balance) values ('bank:x', 'JPY', 5)",
  "delete from accounts",
  "insert into deltas (account_id, amount) values (1, 1)",
  "delete from deltas",
  "insert into accounting_days (day, opened_at) values ('2030-01-01', now())",
  "update accounting_days set closed_at = null",
  "update executions set shares = 1",
  "update allocations set cost = 0",
  "delete from allocations",
  "update orders set hold = 0",
  "update deposits set amount = 1",
  "delete from idempotency",
  "update idempotency set answer = ''",
  "update targets set version = 9",
  "update conversions set cents = 1",
  "update control_changes set reason = 'x'",
  "update fx_spreads set spread_bps = 0",
  "insert into fx_spreads values ('2030-01-01', 0)",
  "update portfolio_holdings set weight_bps = 1",
  "update customers set number = 9",
  "insert into assets values ('XXX', 'security', 9)",
  "update blocks set client_order_id = 'another'",
  "update blocks set notional = 1",
  "insert into symbols (symbol, name, name_ja, kind, sector) values ('USD', '', '', 'etf', '')",
  "delete from customers",
  "drop table entries",
  "alter table accounts drop constraint customer_balance_is_never_negative",
  "alter table postings disable trigger all",
  "create table mine (id int)",
  "set role postgres",
];

test.each(FORBIDDEN)("the service's role may not: %s", async (statement) => {
  await expect(money.pool.query(statement)).rejects.toThrow(/permission denied|must be owner/);
});

test.each([
  "update entries set reason = 'x'",
  "delete from entries",
  "delete from postings",
  "truncate entries",
  "truncate postings",
])("the journal refuses even its owner: %s", async (statement) => {
  const owner = new pg.Client({ connectionString: money.ownerUrl });
  await owner.connect();
  await expect(owner.query(statement)).rejects.toThrow(/append-only/);
  await owner.end();
});

test("folding changes no balance, also while others post", async () => {
  const before = await rows(money.pool, "select name, asset, balance from balances order by name, asset");
  const [first, second] = await Promise.all([1, 2].map(() => money.pool.query("select fold_deltas(1000)")));
  expect([first?.rowCount, second?.rowCount]).toEqual([1, 1]);
  expect(await rows(money.pool, "select name, asset, balance from balances order by name, asset")).toEqual(before);
  expect((await rows<{ n: bigint }>(money.pool, "select count(*) as n from deltas"))[0]?.n).toBe(0n);
  expect(await problemsOf(money)).toEqual([]);
});
