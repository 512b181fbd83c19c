/** A rule of the proof. Its statement gives a row for each thing that is wrong; a sound ledger gives none. */
export type ProofRule = { readonly rule: string; readonly sql: string };

/** What holds in any double-entry ledger, whatever the business. */
export const LEDGER_RULES: readonly ProofRule[] = [
  {
    rule: "an entry sums to zero in each asset",
    sql: `select format('entry %s in %s: %s', p.entry_id, a.asset, sum(p.amount)) as what
          from postings p join accounts a on a.id = p.account_id
          group by p.entry_id, a.asset having sum(p.amount) <> 0`,
  },
  {
    rule: "an entry has all its lines and no more",
    sql: `select format('entry %s has %s of %s lines', e.id, count(p.line), e.lines) as what
          from entries e left join postings p on p.accounting_day = e.accounting_day and p.entry_id = e.id
          group by e.accounting_day, e.id, e.lines having count(p.line) <> e.lines or max(p.line) <> e.lines`,
  },
  {
    rule: "a posting belongs to an entry and to an account",
    sql: `select format('posting %s line %s', p.entry_id, p.line) as what
          from postings p left join entries e on e.accounting_day = p.accounting_day and e.id = p.entry_id
          left join accounts a on a.id = p.account_id
          where e.id is null or a.id is null`,
  },
  {
    rule: "an entry is in an accounting day that there was, and one day is open",
    sql: `select format('entry %s is in %s', e.id, e.accounting_day) as what
          from entries e left join accounting_days d on d.day = e.accounting_day where d.day is null
          union all
          select format('%s days are open', count(*)) from accounting_days where closed_at is null
          having count(*) <> 1`,
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
    rule: "a customer's account has as many postings as it has counted",
    sql: `select format('%s %s counted %s, there are %s', a.name, a.asset, a.sequence, coalesce(p.n, 0)) as what
          from accounts a left join (select account_id, count(*) as n from postings where sequence is not null
                                     group by account_id) p on p.account_id = a.id
          where a.sequence <> coalesce(p.n, 0)`,
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
];

/** The ledger against the records of what was agreed and ordered: each tells the same story by itself. */
export const BUSINESS_RULES: readonly ProofRule[] = [
  {
    rule: "what was booked for a customer is what the records say",
    sql: `with booked as (
            select a.customer_id, a.asset, e.kind, sum(p.amount) as amount
            from postings p join entries e on e.accounting_day = p.accounting_day and e.id = p.entry_id
            join accounts a on a.id = p.account_id
            where a.customer_id is not null and e.kind in ('deposit_received', 'currency_converted', 'block_allocated')
            group by a.customer_id, a.asset, e.kind
          ), recorded as (
            select customer_id, 'JPY' as asset, 'deposit_received' as kind, sum(amount) as amount
            from deposits where customer_id is not null group by customer_id
            union all
            select customer_id, 'JPY', 'currency_converted', -sum(yen) from conversions group by customer_id
            union all
            select customer_id, 'USD', 'currency_converted', sum(cents) from conversions group by customer_id
            union all
            select customer_id, 'USD', 'block_allocated', -sum(cost) from allocations group by customer_id
            union all
            select customer_id, symbol, 'block_allocated', sum(shares) from allocations group by customer_id, symbol
          )
          select format('%s %s %s: %s, recorded are %s', customer_id, kind, asset, b.amount, r.amount) as what
          from booked b full join recorded r using (customer_id, asset, kind)
          where coalesce(b.amount, 0) <> coalesce(r.amount, 0)`,
  },
  {
    rule: "setting aside and releasing changes nothing of what a customer has",
    sql: `select format('entry %s, %s %s: %s', e.id, a.customer_id, a.asset, sum(p.amount)) as what
          from postings p join entries e on e.accounting_day = p.accounting_day and e.id = p.entry_id
          join accounts a on a.id = p.account_id
          where e.kind in ('yen_held', 'yen_released', 'idle_dollars_held', 'hold_released')
          group by e.id, a.customer_id, a.asset having sum(p.amount) <> 0`,
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
    rule: "a conversion is the instruction's yen at the window's one rate, rounded down to the cent",
    sql: `select format('conversion %s', c.id) as what
          from conversions c join instructions i on i.id = c.instruction_id join windows w on w.id = c.window_id
          where c.yen <> i.amount or c.customer_rate <> w.customer_rate or c.window_id <> i.window_id
             or c.customer_id <> i.customer_id
             or c.cents <> div(c.yen::numeric * 100000000, c.customer_rate)`,
  },
  {
    rule: "a plan's orders spend exactly what it invests",
    sql: `select format('plan %s invests %s, its orders are %s', p.id, p.invested, coalesce(o.hold, 0)) as what
          from plans p left join (select window_id, customer_id, sum(hold) as hold from orders
                                  group by window_id, customer_id) o using (window_id, customer_id)
          where p.invested <> coalesce(o.hold, 0)`,
  },
  {
    rule: "a block is for what its orders set aside",
    sql: `select format('block %s: %s of %s', b.client_order_id, b.notional, coalesce(sum(o.hold), 0)) as what
          from blocks b left join orders o on o.window_id = b.window_id and o.symbol = b.symbol and o.side = b.side
                                          and o.chunk = b.chunk
          group by b.id having b.notional <> coalesce(sum(o.hold), 0)`,
  },
  {
    rule: "an order of an allocated block got its part, and its hold was paid or released to the cent",
    sql: `select format('order %s', o.id) as what
          from orders o join blocks b on b.window_id = o.window_id and b.symbol = o.symbol and b.side = o.side
                                     and b.chunk = o.chunk
          left join allocations a on a.order_id = o.id
          where b.allocated_at is not null
            and (a.cost + a.released <> o.hold or a.customer_id <> o.customer_id or a.symbol <> o.symbol
                 or a.block_id <> b.id
                 or (a.id is null and exists (select from allocations other where other.block_id = b.id)))`,
  },
  {
    rule: "an allocation's yen are its cost at the rate that its dollars were bought at",
    sql: `select format('allocation %s', a.id) as what from allocations a join conversions c on c.id = a.conversion_id
          where abs(a.yen::numeric * 100000000 - a.cost::numeric * c.customer_rate) * 2 > 100000000`,
  },
];
