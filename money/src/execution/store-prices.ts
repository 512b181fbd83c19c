import type { Price } from "@kura/shared/money.ts";
import { type Command, lock } from "../command.ts";
import { rows } from "../db.ts";
import type { World } from "../money.ts";
import type { WindowRow } from "../rows.ts";

type PriceRow = { readonly symbol: string; readonly price: Price; readonly at: Temporal.Instant };

/** Keeps the one snapshot of prices that a window plans by. The first one stands. */
const setPrices: Command<{ readonly windowId: string; readonly prices: readonly PriceRow[] }, null> = {
  name: "setPrices",
  locks: ({ windowId }) => [lock("windows", windowId)],
  decide(state, { windowId, prices }) {
    if (state.get("windows", windowId).stage !== "converted") return { answer: null };
    return {
      insert: prices.map((price) => ({ table: "prices", row: { window_id: windowId, ...price } })),
      update: [{ table: "windows", id: windowId, set: { stage: "priced" } }],
      answer: null,
    };
  },
};

/**
 * Asks the broker for the prices of everything that the window's customers hold or want, and keeps them.
 * Where one has no price the window waits: to plan without it would be to guess.
 */
export async function storePrices(world: World, window: WindowRow): Promise<void> {
  const wanted = await rows<{ symbol: string }>(
    world.pool,
    `with who as (select distinct customer_id from conversions where window_id = $1)
     select h.symbol from who join targets t using (customer_id) join target_holdings h on h.target_id = t.id
     union
     select s.symbol from who join accounts a using (customer_id) join symbols s on s.symbol = a.asset
     where a.balance <> 0
     order by symbol`,
    [window.id],
  );
  const symbols = wanted.map((row) => row.symbol);
  const quotes = symbols.length > 0 ? await world.broker.latestQuotes(symbols) : new Map();
  const prices = symbols.map((symbol): PriceRow => {
    const quote = quotes.get(symbol);
    if (!quote) throw new Error(`the broker has no price for ${symbol}`);
    return { symbol, price: quote.ask, at: quote.at };
  });
  await world.commands.run(setPrices, { windowId: window.id, prices });
}
