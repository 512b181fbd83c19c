-- Up Migration

-- What the command runner keeps: answered requests, work to do, news for the gateway, places in outside streams.

-- The request and its answer, stored in the transaction of the effect. A refusal has no effect and is not here.
create table idempotency (
  caller    text not null,
  route     text not null,
  key       text not null check (length(key) between 1 and 200),
  body_hash text not null,
  status    integer not null check (status between 200 and 299),
  answer    text not null,
  stored_at timestamptz not null,
  primary key (caller, route, key)
);

-- Work that moves money: rows with a status, claimed with `for update skip locked` under a lease of machine time.
create table work (
  id          uuid primary key,
  kind        text not null,
  key         text not null,
  due_at      timestamptz not null,               -- business time
  status      text not null check (status in ('waiting', 'done')),
  version     integer not null default 1,         -- grows with every wake, so that none is lost while it runs
  attempts    integer not null default 0,
  claims      integer not null default 0,         -- grows with every claim: who has lost the lease writes nothing
  not_before  timestamptz,                        -- machine time: back-off after a failure
  lease_until timestamptz,                        -- machine time
  traceparent text not null check (traceparent ~ '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$'),
  last_error  text,
  unique (kind, key)
);
create index work_waiting on work (due_at) where status = 'waiting';

-- In order and at least once: a reader sees only what no running transaction can still precede.
create table events (
  tx          xid8 not null default pg_current_xact_id(),
  id          bigint generated always as identity,
  kind        text not null,
  customer_id uuid,
  subject_id  text not null,
  at          timestamptz not null,
  primary key (tx, id)
);

create table cursors (
  name     text primary key,
  position text not null
);
insert into cursors values ('bank:collect', '0'), ('bank:firm_jpy', '0'), ('bank:firm_usd', '0'),
  ('broker:activities', ''), ('broker:trades', '');

create table controls (
  what   text primary key check (what in ('trading', 'payouts')),
  halted boolean not null,
  reason text not null,
  since  timestamptz,
  by     text,
  second text
);
insert into controls (what, halted, reason) values ('trading', false, ''), ('payouts', false, '');

create table control_changes (
  id     uuid primary key,
  what   text not null,
  halted boolean not null,
  reason text not null check (reason <> ''),
  at     timestamptz not null,
  by     text not null,
  second text check (second <> by)
);

create table breaks (
  id        uuid primary key,
  kind      text not null,
  severity  text not null check (severity in ('warning', 'critical')),
  subject   text not null,
  detail    text not null,
  opened_at timestamptz not null,
  closed_at timestamptz
);
create unique index one_open_break_a_subject on breaks (kind, subject) where closed_at is null;
