import { parseCents } from "@kura/shared/money.ts";
import { openFirstAccounts } from "./accounts/account.ts";
import { brokerAccountRoutes } from "./accounts/broker-route.ts";
import { announceReports, closeSession, expectCloses } from "./accounts/close-of-day.ts";
import { carryOnAccount } from "./accounts/life.ts";
import { reportRoutes } from "./accounts/report-route.ts";
import { accountRoutes } from "./accounts/route.ts";
import { openAuth } from "./auth/auth.ts";
import { createRateLimits } from "./auth/rate-limit.ts";
import { tokenRoutes } from "./auth/route.ts";
import { openBank } from "./bank/book.ts";
import { bankPage } from "./bank/page.ts";
import { bankRoutes } from "./bank/route.ts";
import { wireWork } from "./bank/wire-work.ts";
import { bookingRoutes } from "./bookings/route.ts";
import { Advancer } from "./clock/advance.ts";
import { BusinessClock } from "./clock/business-clock.ts";
import { createFollowers } from "./clock/followers.ts";
import { laterWork } from "./clock/later.ts";
import { clockRoutes } from "./clock/route.ts";
import {
  ConfigError,
  checkOptions,
  DEFAULT_JOURNAL_LIMITS,
  NO_RATE_LIMIT,
  readFlags,
  type SimulatorOptions,
  withholdingOf,
} from "./config.ts";
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
import { faultRoutes } from "./faults/route.ts";
import { feeWork } from "./fees/work.ts";
import { carryOnTransfer } from "./funding/life.ts";
import { fundingRoutes } from "./funding/route.ts";
import { carryOnWay } from "./funding/way-life.ts";
import { fxRoutes } from "./fx/route.ts";
import { type App, createApp } from "./http.ts";
import { carryOnJournal } from "./journals/life.ts";
import { journalRoutes } from "./journals/route.ts";
import { openMarket } from "./market/market.ts";
import { marketRoutes } from "./market/route.ts";
import { orderWork } from "./orders/keep-order.ts";
import { orderRoutes } from "./orders/route.ts";
import { takeBackWork } from "./orders/take-back.ts";
import { pageRoutes } from "./page.ts";
import { beginScenario } from "./scenario.ts";
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
  const faults = openFaults(state);
  const limits = options.journalLimits ?? DEFAULT_JOURNAL_LIMITS;
  let url = "";
  const world: World = {
    state,
    clock,
    feed: createFeed(state, faults),
    market: openMarket(state),
    faults,
    webhooks,
    auth: openAuth(state, options.keys ?? []),
    rateLimits: createRateLimits(options.rateLimit ?? NO_RATE_LIMIT),
    journalLimits: { each: parseCents(limits.each), daily: parseCents(limits.daily) },
    washTradeCheck: options.washTradeCheck ?? true,
    fees: options.fees ?? true,
    withholding: withholdingOf(options),
    publicUrl: () => options.publicUrl ?? url,
  };
  clock.act((nowMs) => {
    openBank(state, nowMs, firm);
    openFirstAccounts(state, nowMs);
    expectCloses(state, nowMs);
    if (options.dividends) openQuarterlyDividends(world, nowMs);
  });
  beginScenario(world, options.scenarioFile);
  addWork(world);

  const app = createApp(() => clock.nowMs(), state.whenKept);
  addRoutes(app, world, options);
  clockRoutes(app, clock, followers, advancer);
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

/** What happens by itself. */
function addWork(world: World): void {
  const { clock, feed } = world;
  const market = [wireWork(world), actionWork(world), orderWork(world), takeBackWork(world), feeWork(world)];
  for (const work of [...market, putOffWork(world), feed.work]) clock.addDueWork(work);
}

/** What the world answers to, but for the clock: the broker first, then the bank, the dealer and the vendor. */
function addRoutes(app: App, world: World, { heartbeatMs }: SimulatorOptions): void {
  marketRoutes(app, world);
  eventRoutes(app, world, heartbeatMs);
  faultRoutes(app, world);
  tokenRoutes(app, world);
  accountRoutes(app, world);
  brokerAccountRoutes(app, world);
  reportRoutes(app, world);
  journalRoutes(app, world);
  fundingRoutes(app, world);
  orderRoutes(app, world);
  bookingRoutes(app, world);
  actionRoutes(app, world);
  noticeRoutes(app, world);
  bankRoutes(app, world);
  bankPage(app, world);
  fxRoutes(app, world);
  ekycRoutes(app, world);
  ekycPage(app, world);
  pageRoutes(app);
}

/** Everything that can be put off, and who does it. */
function putOffWork(world: World) {
  return laterWork(world.state, {
    account: (id, atMs) => carryOnAccount(world, id, atMs),
    session_close: (_id, atMs) => closeSession(world, atMs),
    day_reports: (on, atMs) => announceReports(world, on, atMs),
    journal: (id, atMs) => carryOnJournal(world, id, atMs),
    transfer: (id, atMs) => carryOnTransfer(world, id, atMs),
    money_way: (id, atMs) => carryOnWay(world, id, atMs),
  });
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
