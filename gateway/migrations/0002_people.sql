-- Up Migration

-- Someone who signed up. What they are called and where they can be reached is in the vault.
create table users (
  id uuid primary key,
  vault_record_id uuid not null unique references vault_records (id),
  locale text not null check (locale in ('ja', 'en')),
  created_at timestamptz not null
);

create table operators (
  id uuid primary key,
  vault_record_id uuid not null unique references vault_records (id),
  role text not null check (role in ('reviewer', 'supervisor', 'administrator')),
  created_at timestamptz not null
);

-- How a user or an operator proves to be themselves. The TOTP secret is in the vault; the last counter taken makes
-- sure that no code works twice.
create table credentials (
  subject_id uuid primary key,
  subject_kind text not null check (subject_kind in ('customer', 'operator')),
  password_hash text not null check (password_hash like '$argon2id$%'),
  totp_record_id uuid not null unique references vault_records (id),
  totp_confirmed_at timestamptz,
  totp_last_counter bigint check (totp_last_counter > 0),
  failures integer not null default 0 check (failures >= 0),
  locked_until timestamptz,
  check ((totp_confirmed_at is null) or (totp_last_counter is not null))
);

-- Times here are machine time: a jump of the business clock signs nobody out.
create table sessions (
  id uuid primary key,
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  subject_kind text not null check (subject_kind in ('customer', 'operator')),
  subject_id uuid not null references credentials (subject_id),
  level text not null check (level in ('password', 'full')),
  amr text[] not null check (cardinality(amr) > 0),
  created_at timestamptz not null,
  authenticated_at timestamptz,
  last_used_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > created_at),
  check ((level = 'full') = (authenticated_at is not null))
);
create index sessions_by_expiry on sessions (expires_at);
create index sessions_by_subject on sessions (subject_id);

grant select, insert on users, operators to gateway_service;
grant select, insert on credentials to gateway_service;
grant update (totp_confirmed_at, totp_last_counter, failures, locked_until) on credentials to gateway_service;
grant select, insert, delete on sessions to gateway_service;
grant update (last_used_at) on sessions to gateway_service;
