/** Grows with every change of the tables: a file of another version is refused, never guessed at. */
export const SCHEMA_VERSION = "3";

/**
 * The tables of the simulated world. Moments are business milliseconds since 1970, days are text, cents, yen and
 * billionths of a share are whole numbers; what may pass 64 bits (price times quantity) is decimal text.
 */
export const SCHEMA = `
create table if not exists note (key text primary key, value text not null) strict;

create table if not exists account (
  id text primary key,
  number text not null unique,
  kind text not null,
  status text not null,
  cash integer not null,
  created_at integer not null,
  configurations text not null,
  profile text not null
) strict;

create table if not exists trade_order (
  sequence integer primary key,
  account_id text not null references account,
  id text not null unique,
  client_order_id text not null,
  symbol text not null,
  side text not null,
  type text not null,
  time_in_force text not null,
  extended_hours integer not null,
  qty integer,
  notional integer,
  limit_price integer,
  trail_price integer,
  trail_percent integer,
  subtag text,
  submitted_at integer not null,
  expires_at integer not null,
  replaces text references trade_order (id),
  faults text not null,
  status text not null,
  updated_at integer not null,
  cancel_requested_at integer,
  ended_at integer,
  next_at integer,
  stop_price integer,
  hwm integer,
  triggered_at integer,
  filled_qty integer not null,
  filled_value text not null,
  spent integer not null,
  reserved integer not null,
  executions integer not null,
  replaced_by text,
  fate text,
  unique (account_id, client_order_id)
) strict;
create index if not exists trade_order_by_next on trade_order (next_at) where next_at is not null;
create index if not exists trade_order_open on trade_order (account_id, symbol, side, limit_price)
  where ended_at is null;
create index if not exists trade_order_by_submitted on trade_order (account_id, submitted_at, sequence);
create index if not exists trade_order_by_replaced on trade_order (replaces) where replaces is not null;
create table if not exists reservation (
  account_id text not null references account,
  symbol text not null,
  amount integer not null,
  primary key (account_id, symbol)
) strict, without rowid;

create table if not exists unsettled (
  id text primary key,
  account_id text not null references account,
  settles_on text not null,
  amount integer not null
) strict;
create index if not exists unsettled_by_day on unsettled (account_id, settles_on);
create table if not exists position (
  account_id text not null references account,
  symbol text not null,
  qty integer not null,
  cost text not null,
  primary key (account_id, symbol)
) strict, without rowid;

create table if not exists fault_rule (
  id integer primary key autoincrement,
  fault text not null,
  symbol text,
  millionths integer not null,
  times_left integer
) strict;

create table if not exists event (
  sequence integer primary key,
  stream text not null,
  id text not null,
  at integer not null,
  account_id text,
  body text not null
) strict;
create unique index if not exists event_by_id on event (stream, id, at);

create table if not exists bank_account (
  name text primary key,
  currency text not null,
  balance integer not null
) strict;
create table if not exists statement_line (
  sequence integer primary key,
  account text not null references bank_account,
  reference text not null,
  booked_at integer not null,
  kind text not null,
  amount integer not null,
  balance integer not null,
  payer_name text,
  branch_code text,
  account_number text,
  client_reference text,
  description text not null
) strict;
create index if not exists statement_by_account on statement_line (account, sequence);
create table if not exists bank_order (
  kind text not null,
  client_reference text not null,
  body text not null,
  answer text not null,
  primary key (kind, client_reference)
) strict;
create table if not exists wire (
  client_reference text primary key,
  amount integer not null,
  sent_at integer not null,
  arrives_at integer not null,
  arrived integer not null default 0
) strict;
create index if not exists wire_under_way on wire (arrives_at) where arrived = 0;

create table if not exists identity_check (
  id text primary key,
  sequence integer not null unique,
  client_reference text not null,
  return_url text not null,
  person text not null,
  status text not null,
  created_at integer not null,
  completed_at integer
) strict;

create index if not exists identity_check_by_client on identity_check (client_reference);

create table if not exists webhook (
  sequence integer primary key,
  target text not null,
  body text not null,
  attempts integer not null default 0,
  outcome text
) strict;
create index if not exists webhook_waiting on webhook (sequence) where outcome is null;

create table if not exists listing (
  sequence integer primary key,
  id text not null unique,
  symbol text not null,
  cusip text not null,
  name text not null,
  exchange text not null,
  status text not null,
  tradable integer not null,
  fractionable integer not null,
  attributes text not null,
  series text not null,
  base integer not null,
  liveliness integer not null,
  listed_at integer,
  ended_at integer
) strict;
create unique index if not exists listing_active on listing (symbol) where status = 'active';
create table if not exists price_split (
  series text not null,
  from_at integer not null,
  new_rate text not null,
  old_rate text not null,
  primary key (series, from_at)
) strict, without rowid;
create table if not exists trading_halt (
  series text not null,
  from_at integer not null,
  to_at integer,
  primary key (series, from_at)
) strict, without rowid;
create table if not exists held_event (
  sequence integer primary key,
  stream text not null,
  account_id text,
  at integer not null,
  due_at integer not null,
  in_order integer not null,
  body text not null
) strict;
create index if not exists held_event_by_due on held_event (due_at, sequence);
create index if not exists held_event_by_account on held_event (stream, account_id) where in_order = 1;
create table if not exists order_lag (order_id text primary key, looks_left integer not null) strict, without rowid;
create table if not exists balance_lag (
  sequence integer primary key,
  account_id text not null,
  net integer not null,
  symbol text,
  qty integer not null,
  cost text not null,
  until integer not null,
  looks_left integer not null
) strict;
create index if not exists balance_lag_by_account on balance_lag (account_id);
create table if not exists take_back (
  execution_id text primary key,
  fault text not null,
  due_at integer not null,
  account_id text not null,
  order_id text not null,
  executed_at integer not null,
  settles_on text not null,
  qty integer not null,
  price integer not null,
  net integer not null,
  cost text not null
) strict;
create index if not exists take_back_by_due on take_back (due_at, execution_id);
create table if not exists access_token (
  token text primary key,
  key_id text not null,
  expires_at integer not null
) strict, without rowid;

create table if not exists later (
  sequence integer primary key,
  due_at integer not null,
  kind text not null,
  id text not null
) strict;
create index if not exists later_by_due on later (due_at, sequence);

create unique index if not exists account_by_email
  on account (lower(json_extract(profile, '$.contact.email_address')));
create table if not exists account_close (
  account_id text not null references account,
  closed_on text not null,
  cash integer not null,
  long_market_value integer not null,
  buying_power integer not null,
  primary key (account_id, closed_on)
) strict, without rowid;
create table if not exists position_close (
  closed_on text not null,
  account_id text not null references account,
  symbol text not null,
  qty integer not null,
  cost text not null,
  primary key (closed_on, account_id, symbol)
) strict, without rowid;

create table if not exists journal (
  sequence integer primary key,
  id text not null unique,
  entry_type text not null,
  from_account text not null references account,
  to_account text not null references account,
  amount integer,
  symbol text,
  qty integer,
  price integer,
  description text not null,
  status text not null,
  created_at integer not null,
  created_on text not null,
  booked_on text,
  idempotency_key text,
  batch integer not null,
  reverses text references journal (id)
) strict;
create index if not exists journal_by_day on journal (created_on);
create table if not exists journal_key (
  key text primary key,
  body text not null,
  ids text not null
) strict, without rowid;

create table if not exists transfer (
  sequence integer primary key,
  id text not null unique,
  account_id text not null references account,
  type text not null,
  direction text not null,
  status text not null,
  requested integer not null,
  fee integer not null,
  fee_payment_method text not null,
  way_id text not null,
  information text not null,
  reason text,
  created_at integer not null,
  updated_at integer not null
) strict;
create index if not exists transfer_by_account on transfer (account_id, sequence);
create table if not exists money_way (
  sequence integer primary key,
  id text not null unique,
  account_id text not null references account,
  kind text not null,
  status text not null,
  facts text not null,
  created_at integer not null,
  updated_at integer not null
) strict;
create index if not exists money_way_by_account on money_way (account_id, kind, sequence);

create table if not exists booking (
  sequence integer primary key,
  id text not null unique,
  account_id text not null references account,
  type text not null,
  order_id text,
  booked_at integer not null,
  body text not null
) strict;
create index if not exists booking_by_account on booking (account_id, sequence);
create index if not exists booking_by_moment on booking (booked_at);

create table if not exists sale_charge (
  execution_id text primary key,
  account_id text not null references account,
  trade_on text not null,
  charged_at integer not null,
  qty integer not null,
  value text not null
) strict, without rowid;
create index if not exists sale_charge_by_moment on sale_charge (charged_at);

create table if not exists corporate_action (
  sequence integer primary key autoincrement,
  id text not null unique,
  corporate_action_id text not null unique,
  kind text not null,
  symbol text not null,
  cusip text not null,
  new_symbol text,
  new_cusip text,
  rate text,
  old_rate text,
  new_rate text,
  declared_on text not null,
  ex_on text not null,
  record_on text not null,
  payable_on text not null,
  is_foreign integer not null,
  special integer not null,
  quarterly integer not null,
  step text not null,
  next_at integer
) strict;
create index if not exists corporate_action_by_next on corporate_action (next_at) where next_at is not null;

create table if not exists entitlement (
  action_id text not null references corporate_action (id),
  account_id text not null references account,
  qty integer not null,
  amount integer not null default 0,
  withheld integer not null default 0,
  primary key (action_id, account_id)
) strict, without rowid;
`;
