import type { World } from "../money.ts";
import { findRate, saveQuotes, saveRate } from "./quotes.ts";
import { listSymbols } from "./symbols.ts";

/** How old a displayed price may be, in business time, before it is asked for again. */
const FRESH = Temporal.Duration.from({ seconds: 60 });

/** Keeps the prices that customers see fresh. What a window trades by is asked for and kept by the window itself. */
export async function refreshQuotes(world: World): Promise<void> {
  const now = world.clock.now();
  const rate = await findRate(world.pool);
  if (rate && Temporal.Instant.compare(rate.at.add(FRESH), now) > 0) return;

  const tradable = (await listSymbols(world.pool)).filter((row) => row.tradable).map((row) => row.symbol);
  if (tradable.length === 0) return; // the broker's assets have not been taken over yet
  const quotes = await world.broker.latestQuotes(tradable);
  await saveQuotes(
    world.pool,
    [...quotes].map(([symbol, quote]) => ({ symbol, price: quote.bid, at: quote.at })),
  );
  await saveRate(world.pool, await world.dealer.quote());
}
