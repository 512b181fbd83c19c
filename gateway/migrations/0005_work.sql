-- Up Migration

-- Work to be done outside the transaction that asked for it. A worker claims a row for a while (the lease); a worker
-- that dies loses it, and the next one does the work again. Times are machine time.
create table work (
  id uuid primary key,
  kind text not null check (kind in ('open_money_account', 'pull_identity_check')),
  subject_id uuid not null,
  payload jsonb not null check (jsonb_typeof(payload) = 'object'),
  traceparent text,
  status text not null check (status in ('waiting', 'done')),
  due_at timestamptz not null,
  attempts integer not null default 0 check (attempts >= 0),
  leased_until timestamptz,
  last_error text,
  created_at timestamptz not null,
  done_at timestamptz,
  unique (kind, subject_id),
  check ((status = 'done') = (done_at is not null))
);
create index work_waiting on work (due_at) where status = 'waiting';

create function announce_work() returns trigger language plpgsql as $$
begin
  perform pg_notify('gateway_work', new.kind);
  return null;
end
$$;
create trigger work_announced after insert on work for each row execute function announce_work();

-- Signatures of webhooks already acted on, kept while their time stamp would still be accepted.
create table webhook_receipts (
  digest bytea primary key check (octet_length(digest) = 32),
  received_at timestamptz not null
);

grant select, insert on work to gateway_service;
grant update (status, due_at, attempts, leased_until, last_error, done_at) on work to gateway_service;
grant select, insert, delete on webhook_receipts to gateway_service;
