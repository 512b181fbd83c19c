import { openFirstAccounts } from "./accounts/account.ts";
import { accountRoutes } from "./accounts/route.ts";
import { openBank } from "./bank/book.ts";
import { bankPage } from "./bank/page.ts";
import { bankRoutes } from "./bank/route.ts";
import { wireWork } from "./bank/wire-work.ts";
import { bookingRoutes } from "./bookings/route.ts";
import { Advancer } from "./clock/advance.ts";
import { BusinessClock } from "./clock/business-clock.ts";
import { createFollowers } from "./clock/followers.ts";
import { clockRoutes } from "./clock/route.ts";
import { ConfigError, checkOptions, readFlags, type SimulatorOptions, withholdingOf } from "./config.ts";
import { noticeRoutes } from "./corporate-actions/notice-route.ts";
import { openQuarterlyDividends } from "./corporate-actions/quarterly.ts";
import { actionRoutes } from "./corporate-actions/route.ts";
import { actionWork } from "./corporate-actions/work.ts";
import { ekycPage } from "./ekyc/page.ts";
import { ekycRoutes } from "./ekyc/route.ts";
import { createFeed } from "./events/feed.ts";
import { eventRoutes } from "./events/route.ts";
import { Webhooks } from "./events/webhook.ts";
import { openFaults } from "./faults/faults.ts";
import { feeWork } from "./fees/work.ts";
import { fxRoutes } from "./fx/route.ts";
import { type App, createApp } from "./http.ts";
import { openMarket } from "./market/market.ts";
import { marketRoutes } from "./market/route.ts";
import { orderWork } from "./orders/life.ts";
import { orderRoutes } from "./orders/route.ts";
import { pageRoutes } from "./page.ts";
import { openState } from "./state.ts";
import type { World } from "./world.ts";

/** A running simulator. */
export type Simulator = { url: string; stop(): Promise<void> };

/** Starts the simulated world: a broker, a bank with a dealer, an identity vendor, and the business clock. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { port, host = "127.0.0.1", dataFile, seed, startAt, speed, firm } = checkOptions(options);
  const state = openState(dataFile, seed);
  const clock = new BusinessClock(state, Temporal.Instant.from(startAt).epochMilliseconds, speed);
  const webhooks = new Webhooks(state, {
    ...(options.bankWebhook ? { bank: options.bankWebhook } : {}),
    ...(options.ekycWebhook ? { ekyc: options.ekycWebhook } : {}),
  });
  const followers = createFollowers();
  const advancer = new Advancer(state, clock, followers, webhooks);
  let url = "";
  const world: World = {
    state,
    clock,
    feed: createFeed(state),
    market: openMarket(state),
    faults: openFaults(state),
    webhooks,
    washTradeCheck: options.washTradeCheck ?? true,
    fees: options.fees ?? true,
    withholding: withholdingOf(options),
    publicUrl: () => options.publicUrl ?? url,
  };
  clock.act((nowMs) => {
    openBank(state, nowMs, firm);
    openFirstAccounts(state, nowMs);
    if (options.dividends) openQuarterlyDividends(world, nowMs);
  });
  clock.addDueWork(wireWork(world));
  clock.addDueWork(actionWork(world));
  clock.addDueWork(orderWork(world));
  clock.addDueWork(feeWork(world));

  const app = createApp(() => clock.nowMs());
  clockRoutes(app, clock, followers, advancer);
  brokerRoutes(app, world);
  bankRoutes(app, world);
  bankPage(app, world);
  fxRoutes(app, world);
  ekycRoutes(app, world);
  ekycPage(app, world);
  pageRoutes(app);
  url = await app.listen({ port, host });
  let stopping: Promise<void> | null = null;
  const stop = async () => {
    advancer.stop();
    await app.close();
    await webhooks.stop();
    clock.stop();
    state.close();
  };
  return {
    url,
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** Everything at the broker: the market, accounts, orders, bookings, and what becomes of securities. */
function brokerRoutes(app: App, world: World): void {
  marketRoutes(app, world);
  eventRoutes(app, world);
  accountRoutes(app, world);
  orderRoutes(app, world);
  bookingRoutes(app, world);
  actionRoutes(app, world);
  noticeRoutes(app, world);
}

if (import.meta.main) {
  try {
    const simulator = await startSimulator(readFlags(process.argv.slice(2)));
    console.log(`The simulated world is at ${simulator.url}`);
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        void simulator.stop().then(() => process.exit(0));
      });
    }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(`The simulator cannot start: ${error.message}`);
    process.exitCode = 1;
  }
}
