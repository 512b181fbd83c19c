-- Up Migration

-- The journal: what happened to whose money, for ever. Entries and postings are only ever added.

create table assets (
  code  text primary key check (code ~ '^[A-Z][A-Z0-9.]{0,11}$'),
  kind  text not null check (kind in ('currency', 'security')),
  scale smallint not null check (scale in (0, 2, 9))
);
insert into assets values ('JPY', 'currency', 0), ('USD', 'currency', 2);

-- One row for each name and asset. A customer's balance is what we owe and is never below zero;
-- a house balance is this snapshot plus the deltas that are not folded into it yet.
create table accounts (
  id          bigint generated always as identity primary key,
  name        text not null check (name ~ '^[a-z][a-z0-9:_-]*$' and length(name) <= 100),
  asset       text not null references assets,
  customer_id uuid,
  balance     bigint not null default 0,
  sequence    bigint not null default 0 check (sequence >= 0),
  -- The one column that the service may "update", which is what lets it lock the row.
  latch       smallint generated always as (0) stored,
  unique (name, asset),
  constraint customer_accounts_name_their_customer
    check (case when customer_id is null then name not like 'customer:%'
           else name like 'customer:' || customer_id || ':%' end),
  constraint customer_balance_is_never_negative check (customer_id is null or balance >= 0)
);
create index accounts_by_customer on accounts (customer_id) where customer_id is not null;

-- An entry belongs to the accounting day open when it commits; exactly one day is open.
create table accounting_days (
  day       date primary key,
  opened_at timestamptz not null,
  closed_at timestamptz check (closed_at >= opened_at)
);
create unique index one_accounting_day_is_open on accounting_days ((true)) where closed_at is null;

create table entries (
  id                  uuid not null,
  accounting_day      date not null,
  kind                text not null check (kind ~ '^[a-z_]+$'),
  subject             text not null,          -- what it books, such as deposit:{id}
  at                  timestamptz not null,   -- business time
  recorded_at         timestamptz not null,   -- machine time
  us_trade_on         date,
  us_settles_on       date,
  domestic_trade_on   date,
  domestic_settles_on date,
  corrects            uuid,                   -- the entry that this one reverses
  reason              text,
  lines               integer not null check (lines >= 2),
  primary key (accounting_day, id)
) partition by range (accounting_day);
create index entries_by_subject on entries (subject);

create table postings (
  accounting_day date not null,
  entry_id       uuid not null,
  line           integer not null check (line >= 1),
  account_id     bigint not null,
  amount         bigint not null check (amount <> 0),
  balance_after  bigint,                      -- customers only
  sequence       bigint,                      -- customers only: the account's n-th posting
  primary key (accounting_day, entry_id, line),
  check ((balance_after is null) = (sequence is null))
) partition by range (accounting_day);
create index postings_by_account on postings (account_id, accounting_day);

-- What house accounts have yet to fold in. Everybody's trades touch them, so nobody may queue on a row.
create table deltas (
  id         bigint generated always as identity primary key,
  account_id bigint not null,
  amount     bigint not null
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % is refused', tg_table_name, lower(tg_op) using errcode = 'restrict_violation';
end
$$;
create trigger entries_are_append_only before update or delete on entries
  for each row execute function refuse_change();
create trigger postings_are_append_only before update or delete on postings
  for each row execute function refuse_change();
create trigger entries_are_not_truncated before truncate on entries execute function refuse_change();
create trigger postings_are_not_truncated before truncate on postings execute function refuse_change();

create function entries_go_into_the_open_day() returns trigger language plpgsql as $$
begin
  -- Shared with everybody who posts, until commit: whoever closes the day takes the same lock alone.
  perform pg_advisory_xact_lock_shared(4215001);
  if exists (select from added e left join accounting_days d on d.day = e.accounting_day
             where d.day is null or d.closed_at is not null) then
    raise exception 'an entry names an accounting day that is not open' using errcode = 'check_violation';
  end if;
  return null;
end
$$;
create trigger entries_go_into_the_open_day after insert on entries
  referencing new table as added for each statement execute function entries_go_into_the_open_day();

-- The database itself keeps the balances: a posting that does not belong to a complete entry summing to zero in
-- each asset, or whose balance after is not what the account now holds, is refused with everything around it.
create function post() returns trigger language plpgsql security definer set search_path = public as $$
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
$$;
create trigger post after insert on postings
  referencing new table as added for each statement execute function post();

-- Folds what house accounts owe themselves into their snapshots. Any number of folders may run at once.
create function fold_deltas(most integer) returns bigint language sql security definer set search_path = public as $$
  with taken as (
    delete from deltas where id in (select id from deltas order by id limit most for update skip locked)
    returning account_id, amount
  ), sums as (
    select account_id, sum(amount) as amount from taken group by account_id order by account_id
  ), folded as (
    update accounts a set balance = a.balance + s.amount from sums s where a.id = s.account_id returning 1
  )
  select count(*) from folded
$$;

-- A balance is the snapshot plus what is not folded yet, read in one statement.
create view balances as
  select a.id, a.name, a.asset, a.customer_id, a.sequence,
         (a.balance + coalesce((select sum(d.amount) from deltas d where d.account_id = a.id), 0))::bigint as balance
  from accounts a;
create index deltas_by_account on deltas (account_id);

-- Closes the open day and opens a later one; nothing can be posted while this runs.
create function open_accounting_day(next_day date, at timestamptz) returns void
language plpgsql security definer set search_path = public as $$
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
$$;
