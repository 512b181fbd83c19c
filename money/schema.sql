-- The schema of money after all migrations. Written by `npm run schema`; to be read, never run.

grant usage on schema public to money_service;
grant usage on schema public to public;

CREATE OR REPLACE FUNCTION public.a_target_is_whole()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if exists (select from added a join target_holdings h on h.target_id = a.target_id
             group by a.target_id, a.symbol having sum(h.weight_bps) <> 10000 or count(*) not between 1 and 50) then
    raise exception 'a target has 1 to 50 holdings whose weights sum to 10000' using errcode = 'check_violation';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION public.entries_go_into_the_open_day()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  -- Shared with everybody who posts, until commit: whoever closes the day takes the same lock alone.
  perform pg_advisory_xact_lock_shared(4215001);
  if exists (select from added e left join accounting_days d on d.day = e.accounting_day
             where d.day is null or d.closed_at is not null) then
    raise exception 'an entry names an accounting day that is not open' using errcode = 'check_violation';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION public.fold_deltas(most integer)
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
  with taken as (
    delete from deltas where id in (select id from deltas order by id limit most for update skip locked)
    returning account_id, amount
  ), sums as (
    select account_id, sum(amount) as amount from taken group by account_id order by account_id
  ), folded as (
    update accounts a set balance = a.balance + s.amount from sums s where a.id = s.account_id returning 1
  )
  select count(*) from folded
$function$;
grant execute on function fold_deltas(integer) to money_service;

CREATE OR REPLACE FUNCTION public.open_accounting_day(next_day date, at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
declare
  month date;
  parent text;
  part text;
begin
  perform pg_advisory_xact_lock(4215001);
  if exists (select from accounting_days where day >= next_day) then
    raise exception 'an accounting day comes after the last one: % does not', next_day
      using errcode = 'check_violation';
  end if;
  update accounting_days set closed_at = at where closed_at is null;
  insert into accounting_days (day, opened_at) values (next_day, at);
  -- The months around it too: a trade may belong to the month before or after the day it is recorded on.
  for month in
    select (date_trunc('month', next_day) + make_interval(months => n))::date from generate_series(-1, 1) n
  loop
    foreach parent in array array['entries', 'postings', 'orders'] loop
      part := parent || to_char(month, '_YYYY_MM');
      if to_regclass(part) is null then
        execute format('create table %I partition of %I for values from (%L) to (%L)',
                       part, parent, month, (month + interval '1 month')::date);
      end if;
    end loop;
  end loop;
end
$function$;
grant execute on function open_accounting_day(date,timestamp with time zone) to money_service;

CREATE OR REPLACE FUNCTION public.post()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
declare
  wrong text;
begin
  select format('entry %s does not sum to zero in %s', p.entry_id, a.asset) into wrong
  from added p join accounts a on a.id = p.account_id
  group by p.entry_id, a.asset having sum(p.amount) <> 0 limit 1;
  if wrong is not null then raise exception '%', wrong using errcode = 'check_violation'; end if;

  select format('entry %s is not posted whole: %s of %s lines', p.entry_id, p.n, e.lines) into wrong
  from (select accounting_day, entry_id, count(*) as n, max(line) as last from added
        group by accounting_day, entry_id) p
  left join entries e on e.accounting_day = p.accounting_day and e.id = p.entry_id
  where e.lines is distinct from p.n or p.last <> p.n limit 1;
  if wrong is not null then raise exception '%', wrong using errcode = 'check_violation'; end if;

  select format('posting %s line %s: a customer posting has a balance after, a house posting has none',
                p.entry_id, p.line) into wrong
  from added p left join accounts a on a.id = p.account_id
  where a.id is null or (a.customer_id is null) <> (p.balance_after is null) limit 1;
  if wrong is not null then raise exception '%', wrong using errcode = 'check_violation'; end if;

  with moved as (
    select account_id, sum(amount) as amount, count(*) as n, max(sequence) as last,
           (array_agg(balance_after order by sequence desc))[1] as balance_after
    from added where balance_after is not null group by account_id
  ), kept as (
    update accounts a set balance = a.balance + m.amount, sequence = a.sequence + m.n
    from moved m where a.id = m.account_id
    returning a.id, a.balance = m.balance_after and a.sequence = m.last as agrees
  )
  select format('account %s moved under our lock', id) into wrong from kept where not agrees limit 1;
  if wrong is not null then raise exception '%', wrong using errcode = 'serialization_failure'; end if;

  insert into deltas (account_id, amount)
  select account_id, sum(amount) from added where balance_after is null
  group by account_id having sum(amount) <> 0 order by account_id;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% is append-only: % is refused', tg_table_name, lower(tg_op) using errcode = 'restrict_violation';
end
$function$;

create table accounting_days (
  day date not null,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint accounting_days_pkey PRIMARY KEY (day),
  constraint accounting_days_check CHECK ((closed_at >= opened_at))
);
CREATE UNIQUE INDEX one_accounting_day_is_open ON public.accounting_days USING btree ((true)) WHERE (closed_at IS NULL);
grant select on accounting_days to money_service;

create table accounts (
  id bigint not null generated always as identity,
  name text not null,
  asset text not null,
  customer_id uuid,
  balance bigint not null default 0,
  sequence bigint not null default 0,
  latch smallint generated always as (0) stored,
  constraint accounts_pkey PRIMARY KEY (id),
  constraint accounts_name_asset_key UNIQUE (name, asset),
  constraint accounts_asset_fkey FOREIGN KEY (asset) REFERENCES assets(code),
  constraint accounts_name_check CHECK (((name ~ '^[a-z][a-z0-9:_-]*$'::text) AND (length(name) <= 100))),
  constraint accounts_sequence_check CHECK ((sequence >= 0)),
  constraint customer_accounts_name_their_customer CHECK (
CASE
    WHEN (customer_id IS NULL) THEN (name !~~ 'customer:%'::text)
    ELSE (name ~~ (('customer:'::text || customer_id) || ':%'::text))
END),
  constraint customer_balance_is_never_negative CHECK (((customer_id IS NULL) OR (balance >= 0)))
);
CREATE INDEX accounts_by_customer ON public.accounts USING btree (customer_id) WHERE (customer_id IS NOT NULL);
grant select on accounts to money_service;
grant insert (name, asset, customer_id) on accounts to money_service;
grant update (latch) on accounts to money_service;

create table allocations (
  id uuid not null,
  order_id uuid not null,
  block_id uuid not null,
  window_id uuid not null,
  customer_id uuid not null,
  symbol text not null,
  wrapper text not null,
  shares bigint not null,
  cost bigint not null,
  fees bigint not null,
  released bigint not null,
  yen bigint not null,
  conversion_id uuid not null,
  tax_rate_source text not null,
  us_trade_on date not null,
  us_settles_on date not null,
  domestic_trade_on date not null,
  domestic_settles_on date not null,
  allocated_at timestamp with time zone not null,
  constraint allocations_pkey PRIMARY KEY (id),
  constraint allocations_order_id_key UNIQUE (order_id),
  constraint allocations_block_id_fkey FOREIGN KEY (block_id) REFERENCES blocks(id),
  constraint allocations_conversion_id_fkey FOREIGN KEY (conversion_id) REFERENCES conversions(id),
  constraint allocations_check CHECK ((domestic_trade_on > us_trade_on)),
  constraint allocations_check1 CHECK ((domestic_settles_on > domestic_trade_on)),
  constraint allocations_cost_check CHECK ((cost >= 0)),
  constraint allocations_fees_check CHECK ((fees >= 0)),
  constraint allocations_released_check CHECK ((released >= 0)),
  constraint allocations_shares_check CHECK ((shares >= 0)),
  constraint allocations_wrapper_check CHECK ((wrapper = ANY (ARRAY['general'::text, 'specified'::text, 'nisa'::text]))),
  constraint allocations_yen_check CHECK ((yen >= 0))
);
CREATE INDEX allocations_by_customer ON public.allocations USING btree (customer_id, allocated_at);
CREATE INDEX allocations_by_settlement ON public.allocations USING btree (domestic_settles_on);
CREATE TRIGGER allocations_are_append_only BEFORE DELETE OR UPDATE ON public.allocations FOR EACH ROW EXECUTE FUNCTION refuse_change();
grant insert, select on allocations to money_service;

create table assets (
  code text not null,
  kind text not null,
  scale smallint not null,
  constraint assets_pkey PRIMARY KEY (code),
  constraint assets_code_check CHECK ((code ~ '^[A-Z][A-Z0-9.]{0,11}$'::text)),
  constraint assets_kind_check CHECK ((kind = ANY (ARRAY['currency'::text, 'security'::text]))),
  constraint assets_scale_check CHECK ((scale = ANY (ARRAY[0, 2, 9])))
);
grant select on assets to money_service;

create table bank_transfers (
  id uuid not null,
  purpose text not null,
  reference text not null,
  yen bigint not null,
  status text not null,
  planned_at timestamp with time zone not null,
  booked_at timestamp with time zone,
  constraint bank_transfers_pkey PRIMARY KEY (id),
  constraint bank_transfers_reference_key UNIQUE (reference),
  constraint bank_transfers_purpose_check CHECK ((purpose = ANY (ARRAY['trust_top_up'::text, 'trust_release'::text]))),
  constraint bank_transfers_status_check CHECK ((status = ANY (ARRAY['planned'::text, 'booked'::text]))),
  constraint bank_transfers_yen_check CHECK ((yen > 0))
);
CREATE UNIQUE INDEX one_trust_top_up_at_a_time ON public.bank_transfers USING btree (purpose) WHERE ((status = 'planned'::text) AND (purpose = 'trust_top_up'::text));
grant insert, select on bank_transfers to money_service;
grant update (status, booked_at) on bank_transfers to money_service;

create table blocks (
  id uuid not null,
  window_id uuid not null,
  symbol text not null,
  side text not null,
  chunk integer not null,
  attempt integer not null default 1,
  notional bigint not null,
  client_order_id text not null,
  status text not null,
  broker_order_id text,
  filled bigint not null default 0,
  cost bigint not null default 0,
  reason text,
  allocated_at timestamp with time zone,
  constraint blocks_pkey PRIMARY KEY (id),
  constraint blocks_client_order_id_key UNIQUE (client_order_id),
  constraint blocks_window_id_symbol_side_chunk_key UNIQUE (window_id, symbol, side, chunk),
  constraint blocks_symbol_fkey FOREIGN KEY (symbol) REFERENCES symbols(symbol),
  constraint blocks_window_id_fkey FOREIGN KEY (window_id) REFERENCES windows(id),
  constraint blocks_attempt_check CHECK ((attempt >= 1)),
  constraint blocks_chunk_check CHECK ((chunk >= 1)),
  constraint blocks_filled_check CHECK ((filled >= 0)),
  constraint blocks_notional_check CHECK ((notional > 0)),
  constraint blocks_side_check CHECK ((side = 'buy'::text)),
  constraint blocks_status_check CHECK ((status = ANY (ARRAY['planned'::text, 'staged'::text, 'submitted'::text, 'part_filled'::text, 'filled'::text, 'canceled'::text, 'expired'::text, 'rejected'::text, 'not_sent'::text])))
);
CREATE INDEX blocks_unfinished ON public.blocks USING btree (window_id) WHERE (allocated_at IS NULL);
grant insert, select on blocks to money_service;
grant update (status, broker_order_id, filled, cost, reason, allocated_at) on blocks to money_service;

create table breaks (
  id uuid not null,
  kind text not null,
  severity text not null,
  subject text not null,
  detail text not null,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint breaks_pkey PRIMARY KEY (id),
  constraint breaks_severity_check CHECK ((severity = ANY (ARRAY['warning'::text, 'critical'::text])))
);
CREATE UNIQUE INDEX one_open_break_a_subject ON public.breaks USING btree (kind, subject) WHERE (closed_at IS NULL);
grant insert, select on breaks to money_service;
grant update (severity, detail, closed_at) on breaks to money_service;

create table capital_lines (
  id uuid not null,
  reference text not null,
  currency text not null,
  amount bigint not null,
  booked_at timestamp with time zone not null,
  constraint capital_lines_pkey PRIMARY KEY (id),
  constraint capital_lines_reference_key UNIQUE (reference),
  constraint capital_lines_amount_check CHECK ((amount > 0)),
  constraint capital_lines_currency_check CHECK ((currency = ANY (ARRAY['JPY'::text, 'USD'::text])))
);
CREATE TRIGGER capital_lines_are_append_only BEFORE DELETE OR UPDATE ON public.capital_lines FOR EACH ROW EXECUTE FUNCTION refuse_change();
grant insert, select on capital_lines to money_service;

create table control_changes (
  id uuid not null,
  what text not null,
  halted boolean not null,
  reason text not null,
  at timestamp with time zone not null,
  by text not null,
  second text,
  constraint control_changes_pkey PRIMARY KEY (id),
  constraint control_changes_check CHECK ((second <> by)),
  constraint control_changes_reason_check CHECK ((reason <> ''::text))
);
CREATE TRIGGER control_changes_are_append_only BEFORE DELETE OR UPDATE ON public.control_changes FOR EACH ROW EXECUTE FUNCTION refuse_change();
grant insert, select on control_changes to money_service;

create table controls (
  what text not null,
  halted boolean not null,
  reason text not null,
  since timestamp with time zone,
  by text,
  second text,
  constraint controls_pkey PRIMARY KEY (what),
  constraint controls_what_check CHECK ((what = ANY (ARRAY['trading'::text, 'payouts'::text])))
);
grant select on controls to money_service;
grant update (halted, reason, since, by, second) on controls to money_service;

create table conversions (
  id uuid not null,
  instruction_id uuid not null,
  window_id uuid not null,
  customer_id uuid not null,
  yen bigint not null,
  cents bigint not null,
  customer_rate bigint not null,
  at timestamp with time zone not null,
  constraint conversions_pkey PRIMARY KEY (id),
  constraint conversions_instruction_id_key UNIQUE (instruction_id),
  constraint conversions_instruction_id_fkey FOREIGN KEY (instruction_id) REFERENCES instructions(id),
  constraint conversions_window_id_fkey FOREIGN KEY (window_id) REFERENCES windows(id),
  constraint conversions_cents_check CHECK ((cents >= 0)),
  constraint conversions_customer_rate_check CHECK ((customer_rate > 0)),
  constraint conversions_yen_check CHECK ((yen > 0))
);
CREATE INDEX conversions_by_customer ON public.conversions USING btree (customer_id);
CREATE TRIGGER conversions_are_append_only BEFORE DELETE OR UPDATE ON public.conversions FOR EACH ROW EXECUTE FUNCTION refuse_change();
grant insert, select on conversions to money_service;

create table cursors (
  name text not null,
  "position" text not null,
  constraint cursors_pkey PRIMARY KEY (name)
);
grant select on cursors to money_service;
grant update ("position") on cursors to money_service;

create table customers (
  id uuid not null,
  number bigint not null,
  opened_at timestamp with time zone not null,
  branch_code text not null,
  account_number text not null,
  trading_frozen boolean not null default false,
  payouts_frozen boolean not null default false,
  constraint customers_pkey PRIMARY KEY (id),
  constraint customers_branch_code_account_number_key UNIQUE (branch_code, account_number),
  constraint customers_number_key UNIQUE (number),
  constraint customers_account_number_check CHECK ((account_number ~ '^[0-9]{7}$'::text)),
  constraint customers_number_check CHECK (((number >= 1) AND (number <= 9999999)))
);
grant insert, select on customers to money_service;
grant update (trading_frozen, payouts_frozen) on customers to money_service;

create table deals (
  id uuid not null,
  window_id uuid not null,
  reference text not null,
  cents bigint not null,
  received bigint not null,
  status text not null,
  rate bigint,
  yen bigint,
  planned_at timestamp with time zone not null,
  booked_at timestamp with time zone,
  constraint deals_pkey PRIMARY KEY (id),
  constraint deals_reference_key UNIQUE (reference),
  constraint deals_window_id_key UNIQUE (window_id),
  constraint deals_window_id_fkey FOREIGN KEY (window_id) REFERENCES windows(id),
  constraint deals_cents_check CHECK ((cents > 0)),
  constraint deals_received_check CHECK ((received > 0)),
  constraint deals_status_check CHECK ((status = ANY (ARRAY['planned'::text, 'booked'::text])))
);
grant insert, select on deals to money_service;
grant update (status, rate, yen, booked_at) on deals to money_service;

create table deltas (
  id bigint not null generated always as identity,
  account_id bigint not null,
  amount bigint not null,
  constraint deltas_pkey PRIMARY KEY (id)
);
CREATE INDEX deltas_by_account ON public.deltas USING btree (account_id);
grant select on deltas to money_service;

create table deposits (
  id uuid not null,
  bank_reference text not null,
  customer_id uuid,
  amount bigint not null,
  branch_code text,
  account_number text,
  booked_at timestamp with time zone not null,
  received_at timestamp with time zone not null,
  constraint deposits_pkey PRIMARY KEY (id),
  constraint deposits_bank_reference_key UNIQUE (bank_reference),
  constraint deposits_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers(id),
  constraint deposits_amount_check CHECK ((amount > 0))
);
CREATE TRIGGER deposits_are_append_only BEFORE DELETE OR UPDATE ON public.deposits FOR EACH ROW EXECUTE FUNCTION refuse_change();
grant insert, select on deposits to money_service;

create table entries (
  id uuid not null,
  accounting_day date not null,
  kind text not null,
  subject text not null,
  at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  us_trade_on date,
  us_settles_on date,
  domestic_trade_on date,
  domestic_settles_on date,
  corrects uuid,
  reason text,
  lines integer not null,
  constraint entries_pkey PRIMARY KEY (accounting_day, id),
  constraint entries_kind_check CHECK ((kind ~ '^[a-z_]+$'::text)),
  constraint entries_lines_check CHECK ((lines >= 2))
) partition by RANGE (accounting_day);
CREATE INDEX entries_by_subject ON ONLY public.entries USING btree (subject);
CREATE TRIGGER entries_are_append_only BEFORE DELETE OR UPDATE ON public.entries FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entries_are_not_truncated BEFORE TRUNCATE ON public.entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entries_go_into_the_open_day AFTER INSERT ON public.entries REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION entries_go_into_the_open_day();
grant insert, select on entries to money_service;

create table events (
  tx xid8 not null default pg_current_xact_id(),
  id bigint not null generated always as identity,
  kind text not null,
  customer_id uuid,
  subject_id text not null,
  at timestamp with time zone not null,
  constraint events_pkey PRIMARY KEY (tx, id)
);
grant select on events to money_service;
grant insert (kind, customer_id, subject_id, at) on events to money_service;

create table executions (
  id text not null,
  block_id uuid not null,
  shares bigint not null,
  price bigint not null,
  price_text text not null,
  cost bigint not null,
  executed_at timestamp with time zone not null,
  settles_on date not null,
  booked_at timestamp with time zone not null,
  constraint executions_pkey PRIMARY KEY (id),
  constraint executions_block_id_fkey FOREIGN KEY (block_id) REFERENCES blocks(id),
  constraint executions_cost_check CHECK ((cost >= 0)),
  constraint executions_price_check CHECK ((price >= 0)),
  constraint executions_shares_check CHECK ((shares > 0))
);
CREATE INDEX executions_by_block ON public.executions USING btree (block_id);
CREATE TRIGGER executions_are_append_only BEFORE DELETE OR UPDATE ON public.executions FOR EACH ROW EXECUTE FUNCTION refuse_change();
grant insert, select on executions to money_service;

create table fx_rates (
  pair text not null,
  bid bigint not null,
  mid bigint not null,
  ask bigint not null,
  at timestamp with time zone not null,
  constraint fx_rates_pkey PRIMARY KEY (pair),
  constraint fx_rates_bid_check CHECK ((bid > 0)),
  constraint fx_rates_check CHECK (((bid <= mid) AND (mid <= ask))),
  constraint fx_rates_pair_check CHECK ((pair = 'USDJPY'::text))
);
grant insert, select on fx_rates to money_service;
grant update (bid, mid, ask, at) on fx_rates to money_service;

create table fx_spreads (
  effective_on date not null,
  spread_bps bigint not null,
  constraint fx_spreads_pkey PRIMARY KEY (effective_on),
  constraint fx_spreads_spread_bps_check CHECK (((spread_bps >= 0) AND (spread_bps <= 500)))
);
grant select on fx_spreads to money_service;

create table idempotency (
  caller text not null,
  route text not null,
  key text not null,
  body_hash text not null,
  status integer not null,
  answer text not null,
  stored_at timestamp with time zone not null,
  constraint idempotency_pkey PRIMARY KEY (caller, route, key),
  constraint idempotency_key_check CHECK (((length(key) >= 1) AND (length(key) <= 200))),
  constraint idempotency_status_check CHECK (((status >= 200) AND (status <= 299)))
);
grant insert, select on idempotency to money_service;

create table instructions (
  id uuid not null,
  customer_id uuid not null,
  kind text not null,
  status text not null,
  window_id uuid not null,
  target_id uuid not null,
  amount bigint not null,
  received_at timestamp with time zone not null,
  done_at timestamp with time zone,
  reason text,
  constraint instructions_pkey PRIMARY KEY (id),
  constraint instructions_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers(id),
  constraint instructions_target_id_fkey FOREIGN KEY (target_id) REFERENCES targets(id),
  constraint instructions_window_id_fkey FOREIGN KEY (window_id) REFERENCES windows(id),
  constraint instructions_amount_check CHECK ((amount > 0)),
  constraint instructions_kind_check CHECK ((kind = 'deposit'::text)),
  constraint instructions_status_check CHECK ((status = ANY (ARRAY['received'::text, 'converting'::text, 'ordering'::text, 'done'::text, 'canceled'::text])))
);
CREATE INDEX instructions_by_customer ON public.instructions USING btree (customer_id, received_at);
CREATE INDEX instructions_by_window ON public.instructions USING btree (window_id, status);
grant insert, select on instructions to money_service;
grant update (status, done_at, reason) on instructions to money_service;

create table orders (
  id uuid not null,
  trade_on date not null,
  window_id uuid not null,
  customer_id uuid not null,
  instruction_id uuid not null,
  symbol text not null,
  side text not null,
  wrapper text not null,
  chunk integer not null,
  hold bigint not null,
  placed_at timestamp with time zone not null,
  constraint orders_pkey PRIMARY KEY (trade_on, id),
  constraint orders_chunk_check CHECK ((chunk >= 1)),
  constraint orders_hold_check CHECK ((hold > 0)),
  constraint orders_side_check CHECK ((side = 'buy'::text)),
  constraint orders_wrapper_check CHECK ((wrapper = ANY (ARRAY['general'::text, 'specified'::text, 'nisa'::text])))
) partition by RANGE (trade_on);
CREATE INDEX orders_by_block ON ONLY public.orders USING btree (window_id, symbol, side, chunk);
CREATE INDEX orders_by_customer ON ONLY public.orders USING btree (customer_id, trade_on);
CREATE TRIGGER orders_are_append_only BEFORE DELETE OR UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION refuse_change();
grant insert, select on orders to money_service;

create table plan_omissions (
  id uuid not null,
  window_id uuid not null,
  customer_id uuid not null,
  symbol text not null,
  reason text not null,
  at timestamp with time zone not null,
  constraint plan_omissions_pkey PRIMARY KEY (id)
);
CREATE INDEX plan_omissions_by_customer ON public.plan_omissions USING btree (customer_id);
CREATE TRIGGER plan_omissions_are_append_only BEFORE DELETE OR UPDATE ON public.plan_omissions FOR EACH ROW EXECUTE FUNCTION refuse_change();
grant insert, select on plan_omissions to money_service;

create table plans (
  id uuid not null,
  window_id uuid not null,
  customer_id uuid not null,
  invested bigint not null,
  planned_at timestamp with time zone not null,
  constraint plans_pkey PRIMARY KEY (id),
  constraint plans_window_id_customer_id_key UNIQUE (window_id, customer_id),
  constraint plans_invested_check CHECK ((invested >= 0))
);
CREATE TRIGGER plans_are_append_only BEFORE DELETE OR UPDATE ON public.plans FOR EACH ROW EXECUTE FUNCTION refuse_change();
grant insert, select on plans to money_service;

create table portfolio_holdings (
  portfolio_id uuid not null,
  version integer not null,
  symbol text not null,
  weight_bps bigint not null,
  constraint portfolio_holdings_pkey PRIMARY KEY (portfolio_id, version, symbol),
  constraint portfolio_holdings_portfolio_id_version_fkey FOREIGN KEY (portfolio_id, version) REFERENCES portfolios(id, version),
  constraint portfolio_holdings_symbol_fkey FOREIGN KEY (symbol) REFERENCES symbols(symbol),
  constraint portfolio_holdings_weight_bps_check CHECK (((weight_bps >= 1) AND (weight_bps <= 10000)))
);
CREATE TRIGGER portfolio_holdings_are_append_only BEFORE DELETE OR UPDATE ON public.portfolio_holdings FOR EACH ROW EXECUTE FUNCTION refuse_change();
grant select on portfolio_holdings to money_service;

create table portfolios (
  id uuid not null,
  version integer not null,
  place integer not null,
  name_ja text not null,
  name_en text not null,
  description_ja text not null,
  description_en text not null,
  risk integer not null,
  constraint portfolios_pkey PRIMARY KEY (id, version),
  constraint portfolios_risk_check CHECK (((risk >= 1) AND (risk <= 5))),
  constraint portfolios_version_check CHECK ((version >= 1))
);
CREATE TRIGGER portfolios_are_append_only BEFORE DELETE OR UPDATE ON public.portfolios FOR EACH ROW EXECUTE FUNCTION refuse_change();
grant select on portfolios to money_service;

create table postings (
  accounting_day date not null,
  entry_id uuid not null,
  line integer not null,
  account_id bigint not null,
  amount bigint not null,
  balance_after bigint,
  sequence bigint,
  constraint postings_pkey PRIMARY KEY (accounting_day, entry_id, line),
  constraint postings_amount_check CHECK ((amount <> 0)),
  constraint postings_check CHECK (((balance_after IS NULL) = (sequence IS NULL))),
  constraint postings_line_check CHECK ((line >= 1))
) partition by RANGE (accounting_day);
CREATE INDEX postings_by_account ON ONLY public.postings USING btree (account_id, accounting_day);
CREATE TRIGGER post AFTER INSERT ON public.postings REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION post();
CREATE TRIGGER postings_are_append_only BEFORE DELETE OR UPDATE ON public.postings FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER postings_are_not_truncated BEFORE TRUNCATE ON public.postings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
grant insert, select on postings to money_service;

create table prices (
  window_id uuid not null,
  symbol text not null,
  price bigint not null,
  at timestamp with time zone not null,
  constraint prices_pkey PRIMARY KEY (window_id, symbol),
  constraint prices_symbol_fkey FOREIGN KEY (symbol) REFERENCES symbols(symbol),
  constraint prices_window_id_fkey FOREIGN KEY (window_id) REFERENCES windows(id),
  constraint prices_price_check CHECK ((price > 0))
);
CREATE TRIGGER prices_are_append_only BEFORE DELETE OR UPDATE ON public.prices FOR EACH ROW EXECUTE FUNCTION refuse_change();
grant insert, select on prices to money_service;

create table quotes (
  symbol text not null,
  price bigint not null,
  at timestamp with time zone not null,
  constraint quotes_pkey PRIMARY KEY (symbol),
  constraint quotes_symbol_fkey FOREIGN KEY (symbol) REFERENCES symbols(symbol),
  constraint quotes_price_check CHECK ((price > 0))
);
grant insert, select on quotes to money_service;
grant update (price, at) on quotes to money_service;

create table settlements (
  id uuid not null,
  leg text not null,
  settles_on date not null,
  settled_at timestamp with time zone,
  count bigint,
  constraint settlements_pkey PRIMARY KEY (id),
  constraint settlements_leg_settles_on_key UNIQUE (leg, settles_on),
  constraint settlements_leg_check CHECK ((leg = ANY (ARRAY['broker'::text, 'customer'::text])))
);
grant insert, select on settlements to money_service;
grant update (settled_at, count) on settlements to money_service;

create table symbols (
  symbol text not null,
  name text not null,
  name_ja text not null,
  kind text not null,
  sector text not null,
  tradable boolean not null default false,
  fractionable boolean not null default false,
  seen_at timestamp with time zone,
  constraint symbols_pkey PRIMARY KEY (symbol),
  constraint symbols_symbol_fkey FOREIGN KEY (symbol) REFERENCES assets(code),
  constraint symbols_kind_check CHECK ((kind = ANY (ARRAY['etf'::text, 'stock'::text])))
);
grant select on symbols to money_service;
grant update (tradable, fractionable, seen_at) on symbols to money_service;

create table target_holdings (
  target_id uuid not null,
  symbol text not null,
  weight_bps bigint not null,
  constraint target_holdings_pkey PRIMARY KEY (target_id, symbol),
  constraint target_holdings_symbol_fkey FOREIGN KEY (symbol) REFERENCES symbols(symbol),
  constraint target_holdings_target_id_fkey FOREIGN KEY (target_id) REFERENCES targets(id),
  constraint target_holdings_weight_bps_check CHECK (((weight_bps >= 1) AND (weight_bps <= 10000)))
);
CREATE TRIGGER a_target_is_whole AFTER INSERT ON public.target_holdings REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION a_target_is_whole();
CREATE TRIGGER target_holdings_are_append_only BEFORE DELETE OR UPDATE ON public.target_holdings FOR EACH ROW EXECUTE FUNCTION refuse_change();
grant insert, select on target_holdings to money_service;

create table targets (
  id uuid not null,
  customer_id uuid not null,
  version integer not null,
  confirmed_at timestamp with time zone not null,
  source_id uuid,
  source_version integer,
  constraint targets_pkey PRIMARY KEY (id),
  constraint targets_customer_id_version_key UNIQUE (customer_id, version),
  constraint targets_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers(id),
  constraint targets_source_id_source_version_fkey FOREIGN KEY (source_id, source_version) REFERENCES portfolios(id, version),
  constraint targets_version_check CHECK ((version >= 1))
);
CREATE TRIGGER targets_are_append_only BEFORE DELETE OR UPDATE ON public.targets FOR EACH ROW EXECUTE FUNCTION refuse_change();
grant insert, select on targets to money_service;

create table truings (
  execution_id text not null,
  net_amount bigint not null,
  difference bigint not null,
  borne_by text not null,
  trued_at timestamp with time zone not null,
  constraint truings_pkey PRIMARY KEY (execution_id),
  constraint truings_execution_id_fkey FOREIGN KEY (execution_id) REFERENCES executions(id),
  constraint truings_borne_by_check CHECK ((borne_by = ANY (ARRAY['block'::text, 'firm'::text])))
);
CREATE TRIGGER truings_are_append_only BEFORE DELETE OR UPDATE ON public.truings FOR EACH ROW EXECUTE FUNCTION refuse_change();
grant insert, select on truings to money_service;

create table us_sessions (
  session_on date not null,
  open_at timestamp with time zone not null,
  close_at timestamp with time zone not null,
  settles_on date not null,
  constraint us_sessions_pkey PRIMARY KEY (session_on),
  constraint us_sessions_check CHECK ((close_at > open_at)),
  constraint us_sessions_check1 CHECK ((settles_on > session_on))
);
grant insert, select on us_sessions to money_service;
grant update (open_at, close_at, settles_on) on us_sessions to money_service;

create table windows (
  id uuid not null,
  trade_on date not null,
  cutoff_at timestamp with time zone not null,
  opens_at timestamp with time zone not null,
  runs_at timestamp with time zone not null,
  closes_at timestamp with time zone not null,
  stage text not null,
  mid_rate bigint,
  customer_rate bigint,
  spread_bps bigint,
  constraint windows_pkey PRIMARY KEY (id),
  constraint windows_trade_on_key UNIQUE (trade_on),
  constraint windows_trade_on_fkey FOREIGN KEY (trade_on) REFERENCES us_sessions(session_on),
  constraint windows_check CHECK (((cutoff_at < opens_at) AND (opens_at < runs_at) AND (runs_at < closes_at))),
  constraint windows_check1 CHECK (((customer_rate IS NULL) = (stage = ANY (ARRAY['open'::text, 'frozen'::text])))),
  constraint windows_stage_check CHECK ((stage = ANY (ARRAY['open'::text, 'frozen'::text, 'converted'::text, 'priced'::text, 'planned'::text, 'closed'::text])))
);
grant insert, select on windows to money_service;
grant update (stage, mid_rate, customer_rate, spread_bps) on windows to money_service;

create table wires (
  id uuid not null,
  reference text not null,
  cents bigint not null,
  status text not null,
  planned_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  arrived_at timestamp with time zone,
  constraint wires_pkey PRIMARY KEY (id),
  constraint wires_reference_key UNIQUE (reference),
  constraint wires_cents_check CHECK ((cents > 0)),
  constraint wires_status_check CHECK ((status = ANY (ARRAY['planned'::text, 'sent'::text, 'arrived'::text])))
);
CREATE UNIQUE INDEX one_wire_is_planned_at_a_time ON public.wires USING btree ((true)) WHERE (status = 'planned'::text);
grant insert, select on wires to money_service;
grant update (status, sent_at, arrived_at) on wires to money_service;

create table work (
  id uuid not null,
  kind text not null,
  key text not null,
  due_at timestamp with time zone not null,
  status text not null,
  version integer not null default 1,
  attempts integer not null default 0,
  claims integer not null default 0,
  not_before timestamp with time zone,
  lease_until timestamp with time zone,
  traceparent text not null,
  last_error text,
  constraint work_pkey PRIMARY KEY (id),
  constraint work_kind_key_key UNIQUE (kind, key),
  constraint work_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'done'::text]))),
  constraint work_traceparent_check CHECK ((traceparent ~ '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$'::text))
);
CREATE INDEX work_waiting ON public.work USING btree (due_at) WHERE (status = 'waiting'::text);
grant insert, select on work to money_service;
grant update (due_at, status, version, attempts, claims, not_before, lease_until, traceparent, last_error) on work to money_service;

create view balances as
SELECT id,
    name,
    asset,
    customer_id,
    sequence,
    (((balance)::numeric + COALESCE(( SELECT sum(d.amount) AS sum
           FROM deltas d
          WHERE (d.account_id = a.id)), (0)::numeric)))::bigint AS balance
   FROM accounts a;
grant select on balances to money_service;
