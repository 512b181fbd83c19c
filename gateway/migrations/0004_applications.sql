-- Up Migration

-- A request to open an account, from draft to decision. What the applicant told us, and the words with which it was
-- decided, are in the vault.
create table applications (
  id uuid primary key,
  user_id uuid not null unique references users (id),
  vault_record_id uuid not null unique references vault_records (id),
  status text not null check (status in ('draft', 'identity_check', 'review', 'approved', 'rejected')),
  created_at timestamptz not null,
  personal_saved_at timestamptz,
  submitted_at timestamptz,
  decided_at timestamptz,
  decided_by uuid references operators (id),
  check (status = 'draft' or personal_saved_at is not null),
  check (status not in ('review', 'approved') or submitted_at is not null),
  check ((status in ('approved', 'rejected')) = (decided_at is not null)),
  check ((decided_at is null) = (decided_by is null))
);
create index applications_by_status on applications (status, submitted_at);

-- One attempt at the identity vendor. Its id is the reference the vendor knows us by.
create table identity_checks (
  id uuid primary key,
  application_id uuid not null references applications (id),
  status text not null check (status in ('requested', 'pending', 'passed', 'failed')),
  vendor_check_id text unique,
  url text,
  method text,
  requested_at timestamptz not null,
  completed_at timestamptz,
  check ((status = 'requested') = (vendor_check_id is null)),
  check ((status in ('passed', 'failed')) = (completed_at is not null))
);
create index identity_checks_by_application on identity_checks (application_id, id);
-- At most one attempt is open at a time, however many requests arrive at once.
create unique index identity_checks_one_open on identity_checks (application_id)
  where status in ('requested', 'pending');

create sequence customer_numbers as integer start 1000001 minvalue 1000001 maxvalue 9999999;

-- An approved applicant. `opened_at` is set once money has opened the account.
create table customers (
  id uuid primary key,
  user_id uuid not null unique references users (id),
  application_id uuid not null unique references applications (id),
  number text not null unique check (number ~ '^[0-9]{7}$'),
  approved_at timestamptz not null,
  opened_at timestamptz
);

grant select, insert on applications, identity_checks, customers to gateway_service;
grant update (status, personal_saved_at, submitted_at, decided_at, decided_by) on applications to gateway_service;
grant update (status, vendor_check_id, url, method, completed_at) on identity_checks to gateway_service;
grant update (opened_at) on customers to gateway_service;
grant usage on sequence customer_numbers to gateway_service;
