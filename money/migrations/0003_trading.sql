-- Up Migration

create table customers (
  id              uuid primary key,
  number          bigint not null unique check (number between 1 and 9999999),
  opened_at       timestamptz not null,
  branch_code     text not null,
  account_number  text not null check (account_number ~ '^[0-9]{7}$'),
  trading_frozen  boolean not null default false,
  payouts_frozen  boolean not null default false,
  unique (branch_code, account_number)
);

-- The market -----------------------------------------------------------------------------------------------------

create table symbols (
  symbol       text primary key references assets,
  name         text not null,
  name_ja      text not null,
  kind         text not null check (kind in ('etf', 'stock')),
  sector       text not null,
  tradable     boolean not null default false,   -- until the broker says otherwise
  fractionable boolean not null default false,
  seen_at      timestamptz
);

create table us_sessions (
  session_on date primary key,
  open_at    timestamptz not null,
  close_at   timestamptz not null check (close_at > open_at),
  settles_on date not null check (settles_on > session_on)
);

create table quotes (
  symbol text primary key references symbols,
  price  bigint not null check (price > 0),      -- millionths of a dollar
  at     timestamptz not null
);

create table fx_rates (
  pair text primary key check (pair = 'USDJPY'),
  bid  bigint not null check (bid > 0),          -- millionths of a yen
  mid  bigint not null,
  ask  bigint not null,
  at   timestamptz not null,
  check (bid <= mid and mid <= ask)
);

create table fx_spreads (
  effective_on date primary key,
  spread_bps   bigint not null check (spread_bps between 0 and 500)
);
insert into fx_spreads values ('2024-01-01', 20);

-- Targets --------------------------------------------------------------------------------------------------------

create table portfolios (
  id             uuid not null,
  version        integer not null check (version >= 1),
  place          integer not null,
  name_ja        text not null,
  name_en        text not null,
  description_ja text not null,
  description_en text not null,
  risk           integer not null check (risk between 1 and 5),
  primary key (id, version)
);
create table portfolio_holdings (
  portfolio_id uuid not null,
  version      integer not null,
  symbol       text not null references symbols,
  weight_bps   bigint not null check (weight_bps between 1 and 10000),
  primary key (portfolio_id, version, symbol),
  foreign key (portfolio_id, version) references portfolios
);

create table targets (
  id             uuid primary key,
  customer_id    uuid not null references customers,
  version        integer not null check (version >= 1),
  confirmed_at   timestamptz not null,
  source_id      uuid,
  source_version integer,
  unique (customer_id, version),
  foreign key (source_id, source_version) references portfolios
);
create table target_holdings (
  target_id  uuid not null references targets,
  symbol     text not null references symbols,
  weight_bps bigint not null check (weight_bps between 1 and 10000),
  primary key (target_id, symbol)
);
create function a_target_is_whole() returns trigger language plpgsql as $$
begin
  if exists (select from added a join target_holdings h on h.target_id = a.target_id
             group by a.target_id, a.symbol having sum(h.weight_bps) <> 10000 or count(*) not between 1 and 50) then
    raise exception 'a target has 1 to 50 holdings whose weights sum to 10000' using errcode = 'check_violation';
  end if;
  return null;
end
$$;
create trigger a_target_is_whole after insert on target_holdings
  referencing new table as added for each statement execute function a_target_is_whole();

-- Windows, instructions, orders ----------------------------------------------------------------------------------

create table windows (
  id                  uuid primary key,
  trade_on            date not null unique references us_sessions,
  cutoff_at           timestamptz not null,
  opens_at            timestamptz not null,
  runs_at             timestamptz not null,
  closes_at           timestamptz not null,
  stage               text not null check (stage in ('open', 'frozen', 'converted', 'priced', 'planned', 'closed')),
  mid_rate            bigint,                    -- the dealing rate is fixed once, for everybody
  customer_rate       bigint,
  spread_bps          bigint,
  check (cutoff_at < opens_at and opens_at < runs_at and runs_at < closes_at),
  check ((customer_rate is null) = (stage in ('open', 'frozen')))
);

create table prices (
  window_id uuid not null references windows,
  symbol    text not null references symbols,
  price     bigint not null check (price > 0),
  at        timestamptz not null,
  primary key (window_id, symbol)
);

create table deposits (
  id             uuid primary key,
  bank_reference text not null unique,
  customer_id    uuid references customers,      -- null: it waits in suspense
  amount         bigint not null check (amount > 0),
  branch_code    text,
  account_number text,
  booked_at      timestamptz not null,
  received_at    timestamptz not null
);

create table instructions (
  id          uuid primary key,
  customer_id uuid not null references customers,
  kind        text not null check (kind = 'deposit'),
  status      text not null check (status in ('received', 'converting', 'ordering', 'done', 'canceled')),
  window_id   uuid not null references windows,
  target_id   uuid not null references targets,
  amount      bigint not null check (amount > 0), -- yen
  received_at timestamptz not null,
  done_at     timestamptz,
  reason      text
);
create index instructions_by_window on instructions (window_id, status);
create index instructions_by_customer on instructions (customer_id, received_at);

create table conversions (
  id             uuid primary key,
  instruction_id uuid not null unique references instructions,
  window_id      uuid not null references windows,
  customer_id    uuid not null,
  yen            bigint not null check (yen > 0),
  cents          bigint not null check (cents >= 0),
  customer_rate  bigint not null check (customer_rate > 0),
  at             timestamptz not null
);
create index conversions_by_customer on conversions (customer_id);

-- One row for each customer's order: the immutable order ticket. What became of it stands in blocks and allocations.
create table orders (
  id             uuid not null,
  trade_on       date not null,
  window_id      uuid not null,
  customer_id    uuid not null,
  instruction_id uuid not null,
  symbol         text not null,
  side           text not null check (side = 'buy'),
  wrapper        text not null check (wrapper in ('general', 'specified', 'nisa')),
  chunk          integer not null check (chunk >= 1),
  hold           bigint not null check (hold > 0), -- cents set aside for it
  placed_at      timestamptz not null,
  primary key (trade_on, id)
) partition by range (trade_on);
create index orders_by_block on orders (window_id, symbol, side, chunk);
create index orders_by_customer on orders (customer_id, trade_on);
-- A customer is planned once a window; partitioned tables cannot say so across months, this small one can.
create table plans (
  id          uuid primary key,
  window_id   uuid not null,
  customer_id uuid not null,
  invested    bigint not null check (invested >= 0),
  planned_at  timestamptz not null,
  unique (window_id, customer_id)
);
create table plan_omissions (
  id          uuid primary key,
  window_id   uuid not null,
  customer_id uuid not null,
  symbol      text not null,
  reason      text not null,
  at          timestamptz not null
);
create index plan_omissions_by_customer on plan_omissions (customer_id);

create table blocks (
  id              uuid primary key,
  window_id       uuid not null references windows,
  symbol          text not null references symbols,
  side            text not null check (side = 'buy'),
  chunk           integer not null check (chunk >= 1),
  attempt         integer not null default 1 check (attempt >= 1),
  notional        bigint not null check (notional > 0),
  client_order_id text not null unique,
  status          text not null check (status in ('planned', 'staged', 'submitted', 'part_filled', 'filled',
                                                  'canceled', 'expired', 'rejected', 'not_sent')),
  broker_order_id text,
  filled          bigint not null default 0 check (filled >= 0),
  cost            bigint not null default 0 check (cost >= 0),
  reason          text,
  allocated_at    timestamptz,
  unique (window_id, symbol, side, chunk)
);
create index blocks_unfinished on blocks (window_id) where allocated_at is null;

create table executions (
  id           text primary key,                  -- the broker's execution id
  block_id     uuid not null references blocks,
  shares       bigint not null check (shares > 0),
  price        bigint not null check (price > 0),
  price_text   text not null,                     -- as the broker wrote it
  cost         bigint not null check (cost >= 0),
  executed_at  timestamptz not null,
  settles_on   date not null,
  booked_at    timestamptz not null
);
create index executions_by_block on executions (block_id);

create table allocations (
  id                  uuid primary key,
  order_id            uuid not null unique,
  block_id            uuid not null references blocks,
  window_id           uuid not null,
  customer_id         uuid not null,
  symbol              text not null,
  wrapper             text not null check (wrapper in ('general', 'specified', 'nisa')),
  shares              bigint not null check (shares >= 0),
  cost                bigint not null check (cost >= 0),
  fees                bigint not null check (fees >= 0),
  released            bigint not null check (released >= 0),
  yen                 bigint not null check (yen >= 0),
  conversion_id       uuid not null references conversions,
  tax_rate_source     text not null,
  us_trade_on         date not null,
  us_settles_on       date not null,
  domestic_trade_on   date not null check (domestic_trade_on > us_trade_on),
  domestic_settles_on date not null check (domestic_settles_on > domestic_trade_on),
  allocated_at        timestamptz not null
);
create index allocations_by_customer on allocations (customer_id, allocated_at);
create index allocations_by_settlement on allocations (domestic_settles_on);

create table settlements (
  id         uuid primary key,
  leg        text not null check (leg in ('broker', 'customer')),
  settles_on date not null,
  settled_at timestamptz,
  count      bigint,
  unique (leg, settles_on)
);

-- The firm's own side --------------------------------------------------------------------------------------------

-- Yen moved between our own bank accounts, each stored before the bank is asked.
create table bank_transfers (
  id         uuid primary key,
  purpose    text not null check (purpose in ('trust_top_up', 'trust_release')),
  reference  text not null unique,
  yen        bigint not null check (yen > 0),
  status     text not null check (status in ('planned', 'booked')),
  planned_at timestamptz not null,
  booked_at  timestamptz
);
create unique index one_trust_top_up_at_a_time on bank_transfers (purpose)
  where status = 'planned' and purpose = 'trust_top_up';

create table deals (
  id         uuid primary key,
  window_id  uuid not null unique references windows,
  reference  text not null unique,
  cents      bigint not null check (cents > 0),
  received   bigint not null check (received > 0), -- yen that customers gave for them
  status     text not null check (status in ('planned', 'booked')),
  rate       bigint,
  yen        bigint,
  planned_at timestamptz not null,
  booked_at  timestamptz
);

create table wires (
  id         uuid primary key,
  reference  text not null unique,
  cents      bigint not null check (cents > 0),
  status     text not null check (status in ('planned', 'sent', 'arrived')),
  planned_at timestamptz not null,
  sent_at    timestamptz,
  arrived_at timestamptz
);
create unique index one_wire_is_planned_at_a_time on wires ((true)) where status = 'planned';

create table capital_lines (
  id        uuid primary key,
  reference text not null unique,
  currency  text not null check (currency in ('JPY', 'USD')),
  amount    bigint not null check (amount > 0),
  booked_at timestamptz not null
);

do $$
declare
  kept text;
begin
  foreach kept in array array['control_changes', 'targets', 'target_holdings', 'portfolios', 'portfolio_holdings',
    'prices', 'deposits', 'conversions', 'orders', 'plans', 'plan_omissions', 'executions', 'allocations',
    'capital_lines'] loop
    execute format('create trigger %I before update or delete on %I for each row execute function refuse_change()',
                   kept || '_are_append_only', kept);
  end loop;
end
$$;

-- What the service may do, and nothing else ------------------------------------------------------------------------

grant usage on schema public to money_service;
grant select on all tables in schema public to money_service;
grant insert (name, asset, customer_id) on accounts to money_service;
grant insert (kind, customer_id, subject_id, at) on events to money_service;
grant insert on entries, postings, idempotency, work, control_changes, breaks,
  customers, us_sessions, quotes, fx_rates, targets, target_holdings, windows, prices, deposits, instructions,
  conversions, orders, plans, plan_omissions, blocks, executions, allocations, settlements, bank_transfers, deals,
  wires, capital_lines to money_service;
grant update (latch) on accounts to money_service;
grant update (due_at, status, version, attempts, claims, not_before, lease_until, traceparent, last_error)
  on work to money_service;
grant update (position) on cursors to money_service;
grant update (halted, reason, since, by, second) on controls to money_service;
grant update (closed_at, severity, detail) on breaks to money_service;
grant update (trading_frozen, payouts_frozen) on customers to money_service;
grant update (tradable, fractionable, seen_at) on symbols to money_service;
grant update (open_at, close_at, settles_on) on us_sessions to money_service;
grant update (price, at) on quotes to money_service;
grant update (bid, mid, ask, at) on fx_rates to money_service;
grant update (stage, mid_rate, customer_rate, spread_bps) on windows to money_service;
grant update (status, done_at, reason) on instructions to money_service;
grant update (status, broker_order_id, filled, cost, reason, allocated_at) on blocks to money_service;
grant update (settled_at, count) on settlements to money_service;
grant update (status, booked_at) on bank_transfers to money_service;
grant update (status, rate, yen, booked_at) on deals to money_service;
grant update (status, sent_at, arrived_at) on wires to money_service;
revoke execute on function open_accounting_day(date, timestamptz), fold_deltas(integer) from public;
grant execute on function open_accounting_day(date, timestamptz), fold_deltas(integer) to money_service;
