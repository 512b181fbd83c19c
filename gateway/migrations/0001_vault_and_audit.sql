-- Up Migration

-- What is recorded once is never changed or removed. The service role has no right to, and the table refuses too,
-- so that neither a slip in the code nor one in the grants can rewrite the record.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end
$$;

-- One person's (or thing's) secrets. The data key is wrapped by the key service; without it the fields are noise.
create table vault_records (
  id uuid primary key,
  kind text not null check (kind in ('user', 'operator', 'totp', 'application')),
  key_id text not null check (key_id <> ''),
  wrapped_key bytea not null check (octet_length(wrapped_key) > 32),
  created_at timestamptz not null
);

-- nonce (12 bytes), tag (16 bytes), ciphertext; bound to the record's id and the field's name.
create table vault_fields (
  record_id uuid not null references vault_records (id),
  field text not null check (field ~ '^[a-zA-Z]{1,40}$'),
  sealed bytea not null check (octet_length(sealed) >= 28),
  primary key (record_id, field)
);

-- Finds a record by a value nobody can read here: a keyed digest of it.
create table vault_indexes (
  kind text not null,
  field text not null,
  digest bytea not null check (octet_length(digest) = 32),
  record_id uuid not null references vault_records (id),
  primary key (kind, field, digest),
  unique (record_id, field)
);

-- Who read what of whom, and why.
create table vault_reads (
  id uuid primary key,
  record_id uuid not null references vault_records (id),
  fields text[] not null check (cardinality(fields) > 0),
  actor_kind text not null check (actor_kind in ('customer', 'operator', 'system')),
  actor_id text not null check (actor_id <> ''),
  reason text not null check (reason <> ''),
  read_at timestamptz not null
);
create index vault_reads_by_record on vault_reads (record_id, id);
create trigger vault_reads_append_only before update or delete on vault_reads
  for each row execute function refuse_change();
create trigger vault_reads_never_emptied before truncate on vault_reads
  for each statement execute function refuse_change();

-- Everything people and programs did that somebody may ask about later. `at` is business time, `recorded_at`
-- machine time.
create table audit_log (
  id uuid primary key,
  -- The order in which things were done; ids made within one millisecond have none.
  sequence bigint generated always as identity,
  at timestamptz not null,
  recorded_at timestamptz not null,
  actor_kind text not null check (actor_kind in ('customer', 'operator', 'system')),
  actor_id text not null check (actor_id <> ''),
  action text not null check (action ~ '^[a-z_]{3,60}$'),
  subject_kind text not null check (subject_kind in ('user', 'operator', 'application', 'customer')),
  subject_id uuid not null,
  detail jsonb not null default '{}' check (jsonb_typeof(detail) = 'object')
);
create index audit_log_by_subject on audit_log (subject_id, sequence);
create trigger audit_log_append_only before update or delete on audit_log
  for each row execute function refuse_change();
create trigger audit_log_never_emptied before truncate on audit_log
  for each statement execute function refuse_change();

grant usage on schema public to gateway_service;
grant select, insert on vault_records, vault_indexes, vault_reads, audit_log to gateway_service;
grant select, insert, update on vault_fields to gateway_service;
