import {
  type Cents,
  divide,
  formatCents,
  formatPrice,
  formatRate,
  formatShares,
  formatYen,
  type Rate,
  type Shares,
  type Yen,
} from "@kura/shared/money.ts";
import { type Queryable, rows } from "../db.ts";
import type { History } from "./bodies.ts";

type Item = History["items"][number];
type HistoryRow = {
  id: string;
  at: Temporal.Instant;
  place: number;
  kind: Item["kind"];
  yen: Yen | null;
  cents: Cents | null;
  symbol: string | null;
  name: string | null;
  name_ja: string | null;
  shares: Shares | null;
  rate: Rate | null;
  reason: string | null;
  us_trade_on: string | null;
  us_settles_on: string | null;
  domestic_trade_on: string | null;
  domestic_settles_on: string | null;
};

/**
 * Every kind of line in a customer's history, from the records themselves: nothing is copied to be shown.
 * `place` is the order of what happened at one moment.
 */
const LINES = `
  select id::text, opened_at as at, 1 as place, 'account_opened' as kind, null::bigint as yen, null::bigint as cents,
         null as symbol, null::bigint as shares, null::bigint as rate, null as reason,
         null::date as us_trade_on, null::date as us_settles_on, null::date as domestic_trade_on,
         null::date as domestic_settles_on
  from customers where id = $1
  union all
  select t.id::text, t.confirmed_at, 2, 'target_confirmed', null, null, null, null, null, null, null, null, null, null
  from targets t where t.customer_id = $1
  union all
  select id::text, received_at, 3, 'deposit_received', amount, null, null, null, null, null, null, null, null, null
  from deposits where customer_id = $1
  union all
  select id::text, at, 4, 'currency_converted', yen, cents, null, null, customer_rate, null, null, null, null, null
  from conversions where customer_id = $1
  union all
  select id::text, allocated_at, 5, 'bought', yen, cost, symbol, shares, null, null,
         us_trade_on, us_settles_on, domestic_trade_on, domestic_settles_on
  from allocations where customer_id = $1 and shares > 0
  union all
  select a.id::text || '-settled', s.settled_at, 8, 'settled', null, a.cost, a.symbol, a.shares, null, null,
         a.us_trade_on, a.us_settles_on, a.domestic_trade_on, a.domestic_settles_on
  from allocations a join settlements s on s.leg = 'customer' and s.settles_on = a.domestic_settles_on
  where a.customer_id = $1 and a.shares > 0 and s.settled_at is not null
  union all
  select o.id::text, b.allocated_at, 6, 'purchase_not_made', null, o.hold - coalesce(a.cost, 0), o.symbol, null, null,
         coalesce(b.reason, b.status), null, null, null, null
  from orders o
  join blocks b on b.window_id = o.window_id and b.symbol = o.symbol and b.side = o.side and b.chunk = o.chunk
  left join allocations a on a.order_id = o.id
  where o.customer_id = $1 and b.allocated_at is not null and b.status <> 'filled'
  union all
  select id::text, done_at, 7, case status when 'canceled' then 'instruction_canceled' else 'instruction_done' end,
    amount, null, null, null, null, reason, null, null, null, null
  from instructions where customer_id = $1 and done_at is not null`;

/** A customer's history, the newest first, a page at a time. `before` is the page's place from the page above. */
export async function describeHistory(
  on: Queryable,
  customerId: string,
  page: { readonly before: string | null; readonly limit: number },
): Promise<History> {
  const [at, place, id] = page.before?.split("~") ?? [];
  const found = await rows<HistoryRow>(
    on,
    `select l.*, s.name, s.name_ja from (${LINES}) l left join symbols s using (symbol)
     where $2::timestamptz is null or (l.at, l.place, l.id) < ($2::timestamptz, $3::int, $4)
     order by l.at desc, l.place desc, l.id desc limit $5`,
    [customerId, at ?? null, place ?? null, id ?? null, page.limit + 1],
  );
  const shown = found.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    items: shown.map(describeItem),
    next: found.length > page.limit && last ? `${last.at}~${last.place}~${last.id}` : null,
  };
}

function describeItem(row: HistoryRow): Item {
  const { us_trade_on, us_settles_on, domestic_trade_on, domestic_settles_on } = row;
  const dated = us_trade_on && us_settles_on && domestic_trade_on && domestic_settles_on;
  // The average price, for the eye: cents × 10¹³ ÷ billionths of a share = millionths of a dollar.
  const price = row.cents && row.shares ? divide(row.cents * 10_000_000_000_000n, row.shares, "half_even") : null;
  return {
    id: row.id,
    at: row.at.toString(),
    kind: row.kind,
    amountJpy: row.yen === null ? null : formatYen(row.yen),
    amountUsd: row.cents === null ? null : formatCents(row.cents),
    symbol: row.symbol,
    name: row.name,
    nameJa: row.name_ja,
    shares: row.shares === null ? null : formatShares(row.shares),
    price: price === null ? null : formatPrice(price),
    rate: row.rate === null ? null : formatRate(row.rate),
    reason: row.reason,
    dates: dated
      ? {
          usTradeOn: us_trade_on,
          usSettlesOn: us_settles_on,
          domesticTradeOn: domestic_trade_on,
          domesticSettlesOn: domestic_settles_on,
        }
      : null,
  };
}
