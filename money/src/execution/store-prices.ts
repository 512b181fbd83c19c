import type { Price } from "@kura/shared/money.ts";
import { openBreak } from "../breaks/open-break.ts";
import { type Command, lock } from "../command.ts";
import { rows } from "../db.ts";
import type { World } from "../money.ts";
import type { WindowRow } from "../rows.ts";

type PriceRow = { readonly symbol: string; readonly price: Price; readonly at: Temporal.Instant };
type SetPrices = {
  readonly windowId: string;
  readonly prices: readonly PriceRow[];
  /** What the broker has no price for today. */
  readonly missing: readonly string[];
};

/** Keeps the one snapshot of prices that a window plans by. The first one stands. */
const setPrices: Command<SetPrices, null> = {
  name: "setPrices",
  locks: ({ windowId }) => [lock("windows", windowId)],
  decide(state, { windowId, prices, missing }, context) {
    const window = state.get("windows", windowId);
    if (window.stage !== "converted") return { answer: null };
    return {
      insert: [
        ...prices.map((price) => ({ table: "prices", row: { window_id: windowId, ...price } })),
        ...missing.map((symbol) => {
          const detail = `The broker had no price for ${symbol} in the window of ${window.trade_on}.`;
          return openBreak(context, "price_missing", symbol, detail);
        }),
      ],
      update: [{ table: "windows", id: windowId, set: { stage: "priced" } }],
      answer: null,
    };
  },
};

/**
 * Asks the broker for the prices of everything that the window's customers hold or want, and keeps them.
 *
 * One security without a price must not keep everybody's money waiting. What is held counts with the last price there
 * was: it only decides how near to the target a holding is. What is only wanted is bought by amount and needs none.
 */
export async function storePrices(world: World, window: WindowRow): Promise<void> {
  const wanted = await rows<{ symbol: string; held: boolean }>(
    world.pool,
    `with who as (select distinct customer_id from conversions where window_id = $1)
     select symbol, bool_or(held) as held from (
       select h.symbol, false as held from who join targets t using (customer_id)
       join target_holdings h on h.target_id = t.id
       union all
       select s.symbol, true from who join accounts a using (customer_id) join symbols s on s.symbol = a.asset
       where a.balance <> 0) every group by symbol order by symbol`,
    [window.id],
  );
  const symbols = wanted.map((row) => row.symbol);
  const quotes = symbols.length > 0 ? await world.broker.latestQuotes(symbols) : new Map();
  const missing = symbols.filter((symbol) => !quotes.has(symbol));
  const last = await findLastPrices(world, missing);
  const prices = wanted.flatMap(({ symbol, held }): PriceRow[] => {
    const quote = quotes.get(symbol);
    if (quote) return [{ symbol, price: quote.ask, at: quote.at }];
    const before = last.get(symbol);
    if (held && !before) throw new Error(`there has never been a price for ${symbol}, and customers hold it`);
    return before ? [before] : [];
  });
  await world.commands.run(setPrices, { windowId: window.id, prices, missing });
}

/** The last price of each symbol that was ever shown to customers or planned by. */
async function findLastPrices(world: World, symbols: readonly string[]): Promise<Map<string, PriceRow>> {
  if (symbols.length === 0) return new Map();
  const found = await rows<PriceRow>(
    world.pool,
    `select distinct on (symbol) symbol, price, at
     from (select symbol, price, at from quotes union all select symbol, price, at from prices) known
     where symbol = any($1) order by symbol, at desc`,
    [symbols],
  );
  return new Map(found.map((row) => [row.symbol, row]));
}
