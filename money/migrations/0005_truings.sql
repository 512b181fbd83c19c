-- Up Migration

-- What the broker booked for each execution, beside what we posted when we first heard of it. Like `executions` a small
-- table that is not partitioned, because an execution is trued once, whatever the month.
create table truings (
  execution_id text primary key references executions,
  net_amount   bigint not null,                   -- cents as the broker booked them; below zero it took them
  difference   bigint not null,                   -- cents it took beyond what we had posted; below zero it took less
  borne_by     text not null check (borne_by in ('block', 'firm')),
  trued_at     timestamptz not null
);
create trigger truings_are_append_only before update or delete on truings
  for each row execute function refuse_change();
grant select, insert on truings to money_service;

-- A real fill is always booked: at a price that rounds to nothing in millionths of a dollar, and where the broker
-- has credited us for a purchase.
alter table executions drop constraint executions_price_check;
alter table executions add constraint executions_price_check check (price >= 0);
alter table blocks drop constraint blocks_cost_check;
