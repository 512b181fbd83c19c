import { type Queryable, rows } from "../db.ts";

/** What the proof found: nothing wrong, or each wrong thing in a sentence. */
export type Proof = {
  readonly entries: number;
  readonly accounts: number;
  readonly ok: boolean;
  readonly problems: readonly string[];
};

/** Each check gives a row for each thing that is wrong; a sound ledger gives none. */
const CHECKS: readonly { readonly rule: string; readonly sql: string }[] = [
  {
    rule: "an entry sums to zero in each asset",
    sql: `select format('entry %s in %s: %s', p.entry_id, a.asset, sum(p.amount)) as what
          from postings p join accounts a on a.id = p.account_id
          group by p.entry_id, a.asset having sum(p.amount) <> 0`,
  },
  {
    rule: "an entry has all its lines",
    sql: `select format('entry %s has %s of %s lines', e.id, count(p.line), e.lines) as what
          from entries e left join postings p on p.accounting_day = e.accounting_day and p.entry_id = e.id
          group by e.accounting_day, e.id, e.lines having count(p.line) <> e.lines`,
  },
  {
    rule: "a balance is the sum of its postings",
    sql: `select format('%s %s holds %s, its postings sum to %s', b.name, b.asset, b.balance,
                 coalesce(p.sum, 0)) as what
          from balances b left join (select account_id, sum(amount) as sum from postings group by account_id) p
            on p.account_id = b.id
          where b.balance <> coalesce(p.sum, 0)`,
  },
  {
    rule: "a customer's postings are numbered without a gap, each with the balance after it",
    sql: `select format('%s %s at posting %s', a.name, a.asset, p.sequence) as what
          from (select account_id, sequence, balance_after,
                       sum(amount) over (partition by account_id order by sequence) as running,
                       row_number() over (partition by account_id order by sequence) as place
                from postings where balance_after is not null) p
          join accounts a on a.id = p.account_id
          where p.balance_after <> p.running or p.sequence <> p.place`,
  },
  {
    rule: "no customer is below zero",
    sql: `select format('%s %s: %s', name, asset, balance) as what from accounts
          where customer_id is not null and balance < 0`,
  },
  {
    rule: "everything of an asset is backed: all its balances sum to zero",
    sql: "select format('%s: %s', asset, sum(balance)) as what from balances group by asset having sum(balance) <> 0",
  },
  {
    rule: "yen held are the yen of instructions that wait",
    sql: `select format('%s holds %s, waiting are %s', h.customer_id, h.balance, coalesce(i.amount, 0)) as what
          from (select customer_id, balance from accounts where asset = 'JPY' and name like 'customer:%:held') h
          left join (select customer_id, sum(amount) as amount from instructions where status = 'received'
                     group by customer_id) i using (customer_id)
          where h.balance <> coalesce(i.amount, 0)`,
  },
  {
    rule: "dollars held are converted dollars not yet planned, and orders not yet allocated or released",
    sql: `select format('%s holds %s, open are %s', h.customer_id, h.balance, coalesce(o.open, 0)) as what
          from (select customer_id, balance from accounts where asset = 'USD' and name like 'customer:%:held') h
          left join (
            select customer_id, sum(open) as open from (
              select c.customer_id, c.cents as open from conversions c
              left join plans p on p.window_id = c.window_id and p.customer_id = c.customer_id where p.id is null
              union all
              select o.customer_id, o.hold from orders o
              left join blocks b on b.window_id = o.window_id and b.symbol = o.symbol and b.side = o.side
                                and b.chunk = o.chunk
              where b.allocated_at is null
            ) parts group by customer_id) o using (customer_id)
          where h.balance <> coalesce(o.open, 0)`,
  },
  {
    rule: "what customers were allocated is what was executed",
    sql: `select format('block %s: %s of %s', b.client_order_id, coalesce(a.shares, 0), b.filled) as what
          from blocks b left join (select block_id, sum(shares) as shares from allocations group by block_id) a
            on a.block_id = b.id
          where b.allocated_at is not null and coalesce(a.shares, 0) <> b.filled`,
  },
  {
    rule: "the shares that a customer has are the shares that were allocated to them",
    sql: `select format('%s %s: %s of %s', customer_id, symbol, p.shares, a.shares) as what
          from (select customer_id, asset as symbol, sum(balance) as shares from accounts
                where customer_id is not null and asset not in ('JPY', 'USD') group by customer_id, asset) p
          full join (select customer_id, symbol, sum(shares) as shares from allocations group by customer_id, symbol) a
            using (customer_id, symbol)
          where coalesce(p.shares, 0) <> coalesce(a.shares, 0)`,
  },
  {
    rule: "shares due from the street and in custody are the shares that were executed",
    sql: `select format('%s: %s of %s', symbol, p.shares, e.shares) as what
          from (select asset as symbol, -sum(balance) as shares from balances
                where name like 'street:%' or name = 'alpaca:custody' group by asset) p
          full join (select b.symbol, sum(e.shares) as shares from executions e join blocks b on b.id = e.block_id
                     group by b.symbol) e using (symbol)
          where symbol <> 'USD' and coalesce(p.shares, 0) <> coalesce(e.shares, 0)`,
  },
  {
    rule: "a block holds what its executions sum to",
    sql: `select format('block %s', b.client_order_id) as what
          from blocks b left join (select block_id, sum(shares) as shares, sum(cost) as cost from executions
                                   group by block_id) e on e.block_id = b.id
          where b.filled <> coalesce(e.shares, 0) or b.cost <> coalesce(e.cost, 0)`,
  },
];

const SHOWN_MOST = 20;

/** Recomputes the books from their entries and says whether they hold. It reads everything and changes nothing. */
export async function proveBooks(on: Queryable): Promise<Proof> {
  const problems: string[] = [];
  for (const { rule, sql } of CHECKS) {
    const found = await rows<{ what: string }>(on, `${sql} limit ${SHOWN_MOST}`);
    problems.push(...found.map(({ what }) => `${rule}: ${what}`));
  }
  const [count] = await rows<{ entries: number; accounts: number }>(
    on,
    "select (select count(*) from entries)::float8 as entries, (select count(*) from accounts)::float8 as accounts",
  );
  return {
    entries: count?.entries ?? 0,
    accounts: count?.accounts ?? 0,
    ok: problems.length === 0,
    problems,
  };
}
