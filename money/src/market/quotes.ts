import type { Bps, Price, Rate } from "@kura/shared/money.ts";
import { type Queryable, rows } from "../db.ts";

export type QuoteRow = { symbol: string; price: Price; at: Temporal.Instant };
export type RateRow = { bid: Rate; mid: Rate; ask: Rate; at: Temporal.Instant };

/** The last price of each security that we have one for. */
export async function listQuotes(on: Queryable): Promise<QuoteRow[]> {
  return rows<QuoteRow>(on, "select symbol, price, at from quotes order by symbol");
}

export async function saveQuotes(on: Queryable, quotes: readonly QuoteRow[]): Promise<void> {
  await on.query(
    `insert into quotes (symbol, price, at)
     select q.* from unnest($1::text[], $2::bigint[], $3::timestamptz[]) as q (symbol, price, at)
     join symbols using (symbol)
     on conflict (symbol) do update set price = excluded.price, at = excluded.at where quotes.at <= excluded.at`,
    [
      quotes.map((quote) => quote.symbol),
      quotes.map((quote) => quote.price.toString()),
      quotes.map((quote) => quote.at.toString()),
    ],
  );
}

/** The last dealer's rate for dollars in yen, if we have seen one. */
export async function findRate(on: Queryable): Promise<RateRow | undefined> {
  const [found] = await rows<RateRow>(on, "select bid, mid, ask, at from fx_rates where pair = 'USDJPY'");
  return found;
}

export async function saveRate(on: Queryable, rate: RateRow): Promise<void> {
  await on.query(
    `insert into fx_rates (pair, bid, mid, ask, at) values ('USDJPY', $1, $2, $3, $4)
     on conflict (pair) do update set bid = $1, mid = $2, ask = $3, at = $4 where fx_rates.at <= $4`,
    [rate.bid.toString(), rate.mid.toString(), rate.ask.toString(), rate.at.toString()],
  );
}

/** The firm's spread on a day, as effective-dated data. */
export async function getSpread(on: Queryable, day: string): Promise<Bps> {
  const [found] = await rows<{ spread_bps: Bps }>(
    on,
    "select spread_bps from fx_spreads where effective_on <= $1 order by effective_on desc limit 1",
    [day],
  );
  if (!found) throw new Error(`no foreign-exchange spread is in force on ${day}`);
  return found.spread_bps;
}
