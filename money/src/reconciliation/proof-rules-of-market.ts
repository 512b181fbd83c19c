import type { ProofRule } from "./proof-rules.ts";

/** The ledger against what the market, the broker, the bank and the dealer did with us. */
export const MARKET_RULES: readonly ProofRule[] = [
  {
    rule: "an execution costs its price times its quantity, to the cent",
    sql: `select format('execution %s', id) as what from executions
          where abs(cost::numeric * 10000000000000 - price::numeric * shares) * 2 > 10000000000000
             or abs(price - price_text::numeric * 1000000) * 2 > 1`,
  },
  {
    rule: "a truing is what the broker took for an execution less what we had posted for it",
    sql: `select format('execution %s', t.execution_id) as what
          from truings t left join executions e on e.id = t.execution_id
          where t.difference is distinct from -t.net_amount - e.cost`,
  },
  {
    rule: "what is posted for an execution is its shares and its cost, and trued it is what the broker booked",
    sql: `with booked as (
            select e.subject, e.kind, a.name, a.asset, sum(p.amount) as amount
            from entries e join postings p on p.accounting_day = e.accounting_day and p.entry_id = e.id
            join accounts a on a.id = p.account_id
            where e.kind in ('block_executed', 'execution_trued')
            group by e.subject, e.kind, a.name, a.asset
          ), recorded as (
            select 'execution:' || e.id as subject, 'block_executed' as kind, leg.name, leg.asset, leg.amount
            from executions e join blocks b on b.id = e.block_id, lateral (values
              ('street:' || e.settles_on, b.symbol, -e.shares), ('block:' || b.id, b.symbol, e.shares),
              ('street:' || e.settles_on, 'USD', e.cost), ('block:' || b.id, 'USD', -e.cost)
            ) leg (name, asset, amount)
            union all
            select 'execution:' || e.id, 'execution_trued', leg.name, 'USD', leg.amount
            from truings t join executions e on e.id = t.execution_id, lateral (values
              ('street:' || e.settles_on, -t.net_amount - e.cost),
              (case t.borne_by when 'block' then 'block:' || e.block_id else 'firm:rounding' end, -t.difference)
            ) leg (name, amount)
          )
          select format('%s %s on %s: %s %s, recorded are %s', subject, kind, name, b.amount, asset, r.amount) as what
          from booked b full join recorded r using (subject, kind, name, asset)
          where coalesce(b.amount, 0) <> coalesce(r.amount, 0)`,
  },
  {
    rule: "a block holds what its executions sum to, as trued until it was allocated",
    sql: `select format('block %s', b.client_order_id) as what
          from blocks b left join (
            select e.block_id, sum(e.shares) as shares, sum(e.cost + coalesce(t.difference, 0)) as cost
            from executions e left join truings t on t.execution_id = e.id and t.borne_by = 'block'
            group by e.block_id) e on e.block_id = b.id
          where b.filled <> coalesce(e.shares, 0) or b.cost <> coalesce(e.cost, 0)`,
  },
  {
    rule: "customers pay what their block had cost when it was allocated, and never more than was held for it",
    sql: `with cost as (
            select a.name, sum(p.amount) as amount
            from entries e join postings p on p.accounting_day = e.accounting_day and p.entry_id = e.id
            join accounts a on a.id = p.account_id
            where e.kind = 'block_allocated' and a.name like 'block:%' and a.asset = 'USD' group by a.name
          )
          select format('block %s: %s, its cost was %s', b.client_order_id, paid.amount, cost.amount) as what
          from blocks b join (select block_id, sum(cost) as amount from allocations group by block_id) paid
            on paid.block_id = b.id
          left join cost on cost.name = 'block:' || b.id
          where paid.amount <> greatest(0, least(coalesce(cost.amount, 0), b.notional))`,
  },
  {
    rule: "what a block's account holds is what was executed and not allocated",
    sql: `select format('block %s: %s of %s', b.client_order_id, coalesce(l.balance, 0),
                        b.filled - coalesce(a.shares, 0)) as what
          from blocks b
          left join (select block_id, sum(shares) as shares from allocations group by block_id) a on a.block_id = b.id
          left join balances l on l.name = 'block:' || b.id and l.asset = b.symbol
          where coalesce(l.balance, 0) <> b.filled - coalesce(a.shares, 0)`,
  },
  {
    rule: "an allocated block has nothing left, unless a break says that something came late",
    sql: `select format('block %s keeps %s %s', b.client_order_id, l.balance, l.asset) as what
          from blocks b join balances l on l.name = 'block:' || b.id
          where b.allocated_at is not null and l.balance <> 0 and not exists (
            select from breaks k where k.kind = 'fill_total_differs' and k.subject = b.client_order_id)`,
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
    rule: "two days after its day nothing is due from or to the street",
    sql: `select format('%s %s: %s', b.name, b.asset, b.balance) as what
          from balances b join accounting_days d on d.closed_at is null
          where b.name like 'street:%' and b.balance <> 0 and substr(b.name, 8)::date < d.day - 2`,
  },
  {
    rule: "a deal covers its window's conversions at the rate it was dealt at",
    sql: `select format('deal %s', d.reference) as what
          from deals d left join (select window_id, sum(cents) as cents, sum(yen) as yen from conversions
                                  group by window_id) c using (window_id)
          where d.cents is distinct from c.cents or d.received is distinct from c.yen
             or d.yen <> ceil(d.cents::numeric * d.rate / 100000000)`,
  },
  {
    rule: "what our own transfers, deals and wires moved is what they were written down for",
    sql: `with booked as (
            select e.subject, e.kind, a.name, a.asset, p.amount
            from entries e join postings p on p.accounting_day = e.accounting_day and p.entry_id = e.id
            join accounts a on a.id = p.account_id
            where (e.kind, a.name, a.asset) in (
              ('trust_topped_up', 'bank:collect', 'JPY'), ('trust_released', 'bank:trust', 'JPY'),
              ('currency_covered', 'firm:fx', 'USD'), ('currency_covered', 'bank:firm', 'JPY'),
              ('broker_funded', 'bank:firm', 'USD'), ('broker_funds_arrived', 'transit', 'USD'))
          ), recorded as (
            select 'bank_transfer:' || id as subject,
                   case purpose when 'trust_top_up' then 'trust_topped_up' else 'trust_released' end as kind,
                   'JPY' as asset, yen as amount
            from bank_transfers where status = 'booked'
            union all
            select 'deal:' || id, 'currency_covered', 'USD', cents from deals where status = 'booked'
            union all
            select 'deal:' || id, 'currency_covered', 'JPY', yen from deals where status = 'booked'
            union all
            select 'wire:' || id, 'broker_funded', 'USD', cents from wires where status <> 'planned'
            union all
            select 'wire:' || id, 'broker_funds_arrived', 'USD', cents from wires where status = 'arrived'
          )
          select format('%s %s: %s, recorded are %s', subject, kind, b.amount, r.amount) as what
          from booked b full join recorded r using (subject, kind, asset)
          where coalesce(b.amount, 0) <> coalesce(r.amount, 0)`,
  },
];
