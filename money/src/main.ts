import { randomUUIDv7 } from "node:crypto";
import { type Clock, type FollowedClock, followClock, machineClock } from "@kura/shared/clock.ts";
import { pino } from "pino";
import { JOBS, STANDING_WORK } from "./all-jobs.ts";
import { connectAlpaca } from "./broker/alpaca.ts";
import { createCommands } from "./commands.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";
import { openPool } from "./db.ts";
import { followTradeEvents, pullActivities } from "./execution/take-activities.ts";
import { buildHttp } from "./http.ts";
import { wakeOnce } from "./jobs.ts";
import { openAccountingDay } from "./ledger/accounting-day.ts";
import { logOptions } from "./log.ts";
import { refreshQuotes } from "./market/refresh-quotes.ts";
import type { Money, World } from "./money.ts";
import { addRoutes } from "./routes.ts";
import { pullStatements } from "./transfers/pull-statements.ts";
import { connectBank } from "./treasury/bank.ts";
import { connectDealer } from "./treasury/dealer.ts";
import { buildWall } from "./wall.ts";

import { startWorker } from "./worker.ts";

export { type AlpacaAddress, type AlpacaMeans, connectAlpaca } from "./broker/alpaca.ts";
export type * from "./broker/broker.ts";
export { proveBooks } from "./reconciliation/verify.ts";

const machineNow = () => Temporal.Instant.fromEpochMilliseconds(Date.now());

function buildMoney(config: Config, clock: Clock, log: Money["log"]) {
  const pool = openPool(config.databaseUrl);
  const newId = () => randomUUIDv7();
  const commands = createCommands({ pool, now: () => clock.now(), machineNow, newId });
  return { pool, commands, clock, machineNow, newId, policy: config.policy, log } satisfies Money;
}

/** Starts money's HTTP API, for the gateway only. Several may run on one database. */
export async function startMoney(config: Config): Promise<{ url: string; stop(): Promise<void> }> {
  const denials = new Map<string, number>();
  const app = await buildHttp(buildWall(config.gatewayKeys, machineNow), {
    logLevel: config.logLevel,
    countDenial: (because) => denials.set(because, (denials.get(because) ?? 0) + 1),
  });
  const followed = await follow(config, `money-http-${process.pid}`, (clock) => void clock.idle(null, clock.version));
  const money = buildMoney(config, followed ?? machineClock(), app.log);
  await openAccountingDay(money);
  addRoutes(app, money);
  const url = await app.listen({ host: config.host, port: config.port });
  return {
    url,
    async stop() {
      await app.close();
      await followed?.close();
      await money.pool.end();
    },
  };
}

/** Starts a worker: windows, blocks, settlement, whatever is due. Several may run on one database. */
export async function startMoneyWorker(config: Config): Promise<{ stop(): Promise<void> }> {
  const log = pino(logOptions(config.logLevel));
  let nudge = () => {};
  const followed = await follow(config, `money-worker-${process.pid}`, () => nudge());
  const money = buildMoney(config, followed ?? machineClock(), log);
  const broker = connectAlpaca(config.broker, { log });
  const [bank, dealer] = [connectBank(config.bank), connectDealer(config.dealer)];
  const world: World = { ...money, broker, bank, dealer, leaseMs: config.leaseMs };

  await openAccountingDay(money);
  await wakeOnce(
    world,
    STANDING_WORK.map((kind) => ({ kind, key: "standing", dueAt: money.clock.now() })),
  );
  const { databaseUrl } = config;
  const worker = startWorker(world, { jobs: JOBS, lookOutside, clock: followed ?? {}, databaseUrl });
  nudge = worker.nudge;

  const stopping = new AbortController();
  const stream = followForEver(world, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await worker.stop();
      await stream;
      await Promise.all([followed?.close(), broker.close(), bank.close(), dealer.close()]);
      await money.pool.end();
    },
  };
}

/** What a worker looks at outside: the bank's statement, the broker's bookings, and prices to show; each for itself. */
async function lookOutside(world: World): Promise<boolean> {
  const looks = await Promise.allSettled([pullStatements(world), pullActivities(world), refreshQuotes(world)]);
  for (const look of looks) if (look.status === "rejected") throw look.reason;
  const [fromBank, fromBroker] = looks;
  return [fromBank, fromBroker].some((look) => look.status === "fulfilled" && look.value);
}

const STREAM_RETRY_MS = 1_000;

/** Keeps the trade stream open. Whatever is missed while it is down comes with the activities. */
async function followForEver(world: World, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await followTradeEvents(world, signal);
    } catch (error) {
      if (!signal.aborted) world.log.warn({ error }, "the trade stream broke; it is opened again");
    }
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, STREAM_RETRY_MS));
  }
}

async function follow(
  config: Config,
  follower: string,
  onChange: (clock: FollowedClock) => void,
): Promise<FollowedClock | null> {
  if (config.clockUrl === null) return null;
  let clock: FollowedClock | undefined;
  clock = await followClock({ url: config.clockUrl, follower, onChange: () => clock && onChange(clock) });
  onChange(clock);
  return clock;
}

async function runFromCommandLine(part: string | undefined): Promise<void> {
  if (part !== "http" && part !== "worker") throw new ConfigError("Say what to run: http or worker.");
  const config = readConfig(process.env);
  const running = part === "http" ? await startMoney(config) : await startMoneyWorker(config);
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void running.stop().then(() => process.exit(0)));
}

if (import.meta.main)
  await runFromCommandLine(process.argv[2]).catch((error: unknown) => {
    console.error(error instanceof ConfigError ? error.message : error);
    process.exit(1);
  });
