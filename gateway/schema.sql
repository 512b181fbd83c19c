-- The schema of gateway after all migrations. Written by `npm run schema`; to be read, never run.

grant usage on schema public to gateway_service;
grant usage on schema public to public;

CREATE OR REPLACE FUNCTION public.announce_work()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('gateway_work', new.kind);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end
$function$;

create sequence customer_numbers as integer start 1000001 increment 1 minvalue 1000001 maxvalue 9999999;
grant usage on sequence customer_numbers to gateway_service;

create table applications (
  id uuid not null,
  user_id uuid not null,
  vault_record_id uuid not null,
  status text not null,
  created_at timestamp with time zone not null,
  personal_saved_at timestamp with time zone,
  submitted_at timestamp with time zone,
  decided_at timestamp with time zone,
  decided_by uuid,
  constraint applications_pkey PRIMARY KEY (id),
  constraint applications_user_id_key UNIQUE (user_id),
  constraint applications_vault_record_id_key UNIQUE (vault_record_id),
  constraint applications_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES operators(id),
  constraint applications_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
  constraint applications_vault_record_id_fkey FOREIGN KEY (vault_record_id) REFERENCES vault_records(id),
  constraint applications_check CHECK (((status = 'draft'::text) OR (personal_saved_at IS NOT NULL))),
  constraint applications_check1 CHECK (((status <> ALL (ARRAY['review'::text, 'approved'::text])) OR (submitted_at IS NOT NULL))),
  constraint applications_check2 CHECK (((status = ANY (ARRAY['approved'::text, 'rejected'::text])) = (decided_at IS NOT NULL))),
  constraint applications_check3 CHECK (((decided_at IS NULL) = (decided_by IS NULL))),
  constraint applications_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'identity_check'::text, 'review'::text, 'approved'::text, 'rejected'::text])))
);
CREATE INDEX applications_by_status ON public.applications USING btree (status, submitted_at);
grant insert, select on applications to gateway_service;
grant update (status, personal_saved_at, submitted_at, decided_at, decided_by) on applications to gateway_service;

create table audit_log (
  id uuid not null,
  sequence bigint not null generated always as identity,
  at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  actor_kind text not null,
  actor_id text not null,
  action text not null,
  subject_kind text not null,
  subject_id uuid not null,
  detail jsonb not null default '{}'::jsonb,
  constraint audit_log_pkey PRIMARY KEY (id),
  constraint audit_log_action_check CHECK ((action ~ '^[a-z_]{3,60}$'::text)),
  constraint audit_log_actor_id_check CHECK ((actor_id <> ''::text)),
  constraint audit_log_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['customer'::text, 'operator'::text, 'system'::text]))),
  constraint audit_log_detail_check CHECK ((jsonb_typeof(detail) = 'object'::text)),
  constraint audit_log_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['user'::text, 'operator'::text, 'application'::text, 'customer'::text])))
);
CREATE INDEX audit_log_by_subject ON public.audit_log USING btree (subject_id, sequence);
CREATE TRIGGER audit_log_append_only BEFORE DELETE OR UPDATE ON public.audit_log FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_log_never_emptied BEFORE TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
grant insert, select on audit_log to gateway_service;

create table consents (
  id uuid not null,
  user_id uuid not null,
  document_id text not null,
  version integer not null,
  hash text not null,
  agreed_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  constraint consents_pkey PRIMARY KEY (id),
  constraint consents_user_id_document_id_version_key UNIQUE (user_id, document_id, version),
  constraint consents_document_id_version_fkey FOREIGN KEY (document_id, version) REFERENCES documents(id, version),
  constraint consents_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
  constraint consents_hash_check CHECK ((hash ~ '^[0-9a-f]{64}$'::text))
);
CREATE TRIGGER consents_append_only BEFORE DELETE OR UPDATE ON public.consents FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER consents_never_emptied BEFORE TRUNCATE ON public.consents FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
grant insert, select on consents to gateway_service;

create table credentials (
  subject_id uuid not null,
  subject_kind text not null,
  password_hash text not null,
  totp_record_id uuid not null,
  totp_confirmed_at timestamp with time zone,
  totp_last_counter bigint,
  failures integer not null default 0,
  locked_until timestamp with time zone,
  constraint credentials_pkey PRIMARY KEY (subject_id),
  constraint credentials_totp_record_id_key UNIQUE (totp_record_id),
  constraint credentials_totp_record_id_fkey FOREIGN KEY (totp_record_id) REFERENCES vault_records(id),
  constraint credentials_check CHECK (((totp_confirmed_at IS NULL) OR (totp_last_counter IS NOT NULL))),
  constraint credentials_failures_check CHECK ((failures >= 0)),
  constraint credentials_password_hash_check CHECK ((password_hash ~~ '$argon2id$%'::text)),
  constraint credentials_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['customer'::text, 'operator'::text]))),
  constraint credentials_totp_last_counter_check CHECK ((totp_last_counter > 0))
);
grant insert, select on credentials to gateway_service;
grant update (totp_confirmed_at, totp_last_counter, failures, locked_until) on credentials to gateway_service;

create table customers (
  id uuid not null,
  user_id uuid not null,
  application_id uuid not null,
  number text not null,
  approved_at timestamp with time zone not null,
  opened_at timestamp with time zone,
  constraint customers_pkey PRIMARY KEY (id),
  constraint customers_application_id_key UNIQUE (application_id),
  constraint customers_number_key UNIQUE (number),
  constraint customers_user_id_key UNIQUE (user_id),
  constraint customers_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications(id),
  constraint customers_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
  constraint customers_number_check CHECK ((number ~ '^[0-9]{7}$'::text))
);
grant insert, select on customers to gateway_service;
grant update (opened_at) on customers to gateway_service;

create table documents (
  id text not null,
  version integer not null,
  title_ja text not null,
  title_en text not null,
  body_ja text not null,
  body_en text not null,
  hash text not null,
  effective_on date not null,
  constraint documents_pkey PRIMARY KEY (id, version),
  constraint documents_body_en_check CHECK ((body_en <> ''::text)),
  constraint documents_body_ja_check CHECK ((body_ja <> ''::text)),
  constraint documents_check CHECK ((hash = encode(sha256(convert_to(concat_ws('
'::text, title_ja, body_ja, title_en, body_en), 'UTF8'::name)), 'hex'::text))),
  constraint documents_id_check CHECK ((id ~ '^[a-z][a-z-]{1,60}$'::text)),
  constraint documents_title_en_check CHECK ((title_en <> ''::text)),
  constraint documents_title_ja_check CHECK ((title_ja <> ''::text)),
  constraint documents_version_check CHECK ((version > 0))
);
CREATE TRIGGER documents_append_only BEFORE DELETE OR UPDATE ON public.documents FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER documents_never_emptied BEFORE TRUNCATE ON public.documents FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
grant select on documents to gateway_service;

create table identity_checks (
  id uuid not null,
  application_id uuid not null,
  status text not null,
  vendor_check_id text,
  url text,
  method text,
  requested_at timestamp with time zone not null,
  completed_at timestamp with time zone,
  constraint identity_checks_pkey PRIMARY KEY (id),
  constraint identity_checks_vendor_check_id_key UNIQUE (vendor_check_id),
  constraint identity_checks_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications(id),
  constraint identity_checks_check CHECK (((status = 'requested'::text) = (vendor_check_id IS NULL))),
  constraint identity_checks_check1 CHECK (((status = ANY (ARRAY['passed'::text, 'failed'::text])) = (completed_at IS NOT NULL))),
  constraint identity_checks_status_check CHECK ((status = ANY (ARRAY['requested'::text, 'pending'::text, 'passed'::text, 'failed'::text])))
);
CREATE INDEX identity_checks_by_application ON public.identity_checks USING btree (application_id, id);
CREATE UNIQUE INDEX identity_checks_one_open ON public.identity_checks USING btree (application_id) WHERE (status = ANY (ARRAY['requested'::text, 'pending'::text]));
grant insert, select on identity_checks to gateway_service;
grant update (status, vendor_check_id, url, method, completed_at) on identity_checks to gateway_service;

create table operators (
  id uuid not null,
  vault_record_id uuid not null,
  role text not null,
  created_at timestamp with time zone not null,
  constraint operators_pkey PRIMARY KEY (id),
  constraint operators_vault_record_id_key UNIQUE (vault_record_id),
  constraint operators_vault_record_id_fkey FOREIGN KEY (vault_record_id) REFERENCES vault_records(id),
  constraint operators_role_check CHECK ((role = ANY (ARRAY['reviewer'::text, 'supervisor'::text, 'administrator'::text])))
);
grant insert, select on operators to gateway_service;

create table sessions (
  id uuid not null,
  token_hash bytea not null,
  subject_kind text not null,
  subject_id uuid not null,
  level text not null,
  amr text[] not null,
  created_at timestamp with time zone not null,
  authenticated_at timestamp with time zone,
  last_used_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint sessions_pkey PRIMARY KEY (id),
  constraint sessions_token_hash_key UNIQUE (token_hash),
  constraint sessions_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES credentials(subject_id),
  constraint sessions_amr_check CHECK ((cardinality(amr) > 0)),
  constraint sessions_check CHECK ((expires_at > created_at)),
  constraint sessions_check1 CHECK (((level = 'full'::text) = (authenticated_at IS NOT NULL))),
  constraint sessions_level_check CHECK ((level = ANY (ARRAY['password'::text, 'full'::text]))),
  constraint sessions_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['customer'::text, 'operator'::text]))),
  constraint sessions_token_hash_check CHECK ((octet_length(token_hash) = 32))
);
CREATE INDEX sessions_by_expiry ON public.sessions USING btree (expires_at);
CREATE INDEX sessions_by_subject ON public.sessions USING btree (subject_id);
grant delete, insert, select on sessions to gateway_service;
grant update (last_used_at) on sessions to gateway_service;

create table users (
  id uuid not null,
  vault_record_id uuid not null,
  locale text not null,
  created_at timestamp with time zone not null,
  constraint users_pkey PRIMARY KEY (id),
  constraint users_vault_record_id_key UNIQUE (vault_record_id),
  constraint users_vault_record_id_fkey FOREIGN KEY (vault_record_id) REFERENCES vault_records(id),
  constraint users_locale_check CHECK ((locale = ANY (ARRAY['ja'::text, 'en'::text])))
);
grant insert, select on users to gateway_service;

create table vault_fields (
  record_id uuid not null,
  field text not null,
  sealed bytea not null,
  constraint vault_fields_pkey PRIMARY KEY (record_id, field),
  constraint vault_fields_record_id_fkey FOREIGN KEY (record_id) REFERENCES vault_records(id),
  constraint vault_fields_field_check CHECK ((field ~ '^[a-zA-Z]{1,40}$'::text)),
  constraint vault_fields_sealed_check CHECK ((octet_length(sealed) >= 28))
);
grant insert, select, update on vault_fields to gateway_service;

create table vault_indexes (
  kind text not null,
  field text not null,
  digest bytea not null,
  record_id uuid not null,
  constraint vault_indexes_pkey PRIMARY KEY (kind, field, digest),
  constraint vault_indexes_record_id_field_key UNIQUE (record_id, field),
  constraint vault_indexes_record_id_fkey FOREIGN KEY (record_id) REFERENCES vault_records(id),
  constraint vault_indexes_digest_check CHECK ((octet_length(digest) = 32))
);
grant insert, select on vault_indexes to gateway_service;

create table vault_reads (
  id uuid not null,
  record_id uuid not null,
  fields text[] not null,
  actor_kind text not null,
  actor_id text not null,
  reason text not null,
  read_at timestamp with time zone not null,
  constraint vault_reads_pkey PRIMARY KEY (id),
  constraint vault_reads_record_id_fkey FOREIGN KEY (record_id) REFERENCES vault_records(id),
  constraint vault_reads_actor_id_check CHECK ((actor_id <> ''::text)),
  constraint vault_reads_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['customer'::text, 'operator'::text, 'system'::text]))),
  constraint vault_reads_fields_check CHECK ((cardinality(fields) > 0)),
  constraint vault_reads_reason_check CHECK ((reason <> ''::text))
);
CREATE INDEX vault_reads_by_record ON public.vault_reads USING btree (record_id, id);
CREATE TRIGGER vault_reads_append_only BEFORE DELETE OR UPDATE ON public.vault_reads FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER vault_reads_never_emptied BEFORE TRUNCATE ON public.vault_reads FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
grant insert, select on vault_reads to gateway_service;

create table vault_records (
  id uuid not null,
  kind text not null,
  key_id text not null,
  wrapped_key bytea not null,
  created_at timestamp with time zone not null,
  constraint vault_records_pkey PRIMARY KEY (id),
  constraint vault_records_key_id_check CHECK ((key_id <> ''::text)),
  constraint vault_records_kind_check CHECK ((kind = ANY (ARRAY['user'::text, 'operator'::text, 'totp'::text, 'application'::text]))),
  constraint vault_records_wrapped_key_check CHECK ((octet_length(wrapped_key) > 32))
);
grant insert, select on vault_records to gateway_service;

create table webhook_receipts (
  digest bytea not null,
  received_at timestamp with time zone not null,
  constraint webhook_receipts_pkey PRIMARY KEY (digest),
  constraint webhook_receipts_digest_check CHECK ((octet_length(digest) = 32))
);
grant delete, insert, select on webhook_receipts to gateway_service;

create table work (
  id uuid not null,
  kind text not null,
  subject_id uuid not null,
  payload jsonb not null,
  traceparent text,
  status text not null,
  due_at timestamp with time zone not null,
  attempts integer not null default 0,
  leased_until timestamp with time zone,
  last_error text,
  created_at timestamp with time zone not null,
  done_at timestamp with time zone,
  constraint work_pkey PRIMARY KEY (id),
  constraint work_kind_subject_id_key UNIQUE (kind, subject_id),
  constraint work_attempts_check CHECK ((attempts >= 0)),
  constraint work_check CHECK (((status = 'done'::text) = (done_at IS NOT NULL))),
  constraint work_kind_check CHECK ((kind = ANY (ARRAY['open_money_account'::text, 'pull_identity_check'::text]))),
  constraint work_payload_check CHECK ((jsonb_typeof(payload) = 'object'::text)),
  constraint work_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'done'::text])))
);
CREATE INDEX work_waiting ON public.work USING btree (due_at) WHERE (status = 'waiting'::text);
CREATE TRIGGER work_announced AFTER INSERT ON public.work FOR EACH ROW EXECUTE FUNCTION announce_work();
grant insert, select on work to gateway_service;
grant update (status, due_at, attempts, leased_until, last_error, done_at) on work to gateway_service;
