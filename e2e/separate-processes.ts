import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { findFreePort } from "../tools/ports.ts";
import { createDoorKey, openDoor } from "./door.ts";
import { until } from "./first-customer.ts";
import type { DayWorld } from "./run-days.ts";
import { openSimulated } from "./simulated.ts";
import { type MoneyWorldOptions, START_AT } from "./world.ts";

const ROOT = resolve(import.meta.dirname, "..");
const STARTS_MS = 60_000;

/** A worker in a process of its own, which may be killed and started again. */
export type SeparateWorker = { kill(): Promise<void>; start(): Promise<void> };
export type SeparateWorld = DayWorld & { readonly workers: readonly SeparateWorker[] };

/** The money side and its simulated world with each part in a process of its own, as in production: two workers. */
export async function startSeparately(
  options: MoneyWorldOptions & { readonly folder: string },
): Promise<SeparateWorld> {
  const { folder, seed = 7, startAt = START_AT, firm } = options;
  mkdirSync(folder, { recursive: true });
  const key = await createDoorKey();
  const keysFile = join(folder, "gateway-public.json");
  writeFileSync(keysFile, JSON.stringify(key.publicKeys));
  const ports = { simulator: await findFreePort(), money: await findFreePort() };
  const simulatorUrl = `http://127.0.0.1:${ports.simulator}`;
  const processes = openProcesses(folder);
  const simulator = [
    ...["simulator/src/main.ts", "--port", String(ports.simulator), "--seed", String(seed), "--start", startAt],
    ...["--rate-limit", "1000000"],
    ...["--speed", "0", ...(firm ? ["--firm-jpy", firm.jpy, "--firm-usd", firm.usd] : [])],
  ];
  processes.start("simulator", simulator, {});
  const simulated = openSimulated(simulatorUrl);
  const followers = async () => (await simulated.call("GET", "/sim/clock")).followers as string[];
  await until("the simulator answers", () => followers().then(() => true, refused), STARTS_MS);

  const environment = describeMoney({ databaseUrl: options.database.url, port: ports.money, keysFile, simulatorUrl });
  const startMoney = async (part: "http" | "worker", name: string): Promise<ChildProcess> => {
    const child = processes.start(name, ["money/src/main.ts", part], environment);
    const follower = `money-${part}-${child.pid}#`;
    const follows = async () => (await followers()).some((known) => known.startsWith(follower));
    await until(`${name} follows the clock`, follows, STARTS_MS);
    return child;
  };
  await startMoney("http", "money-http");
  const door = openDoor(`http://127.0.0.1:${ports.money}`, key);
  const startWorker = async (name: string): Promise<SeparateWorker> => {
    let child = await startMoney("worker", name);
    const start = async () => {
      child = await startMoney("worker", name);
    };
    return { kill: () => end(child, "SIGKILL"), start };
  };
  return {
    doors: [door],
    simulated,
    workers: [await startWorker("money-worker-1"), await startWorker("money-worker-2")],
    async stop() {
      await Promise.all([door.close(), simulated.close()]);
      await processes.stop();
    },
  };
}

/** Processes of ours, each with its log in a folder. Whatever becomes of us, nobody stays behind. */
function openProcesses(folder: string) {
  const alive = new Set<ChildProcess>();
  const killAll = () => alive.forEach((child) => void child.kill("SIGKILL"));
  process.once("exit", killAll);
  return {
    start(name: string, args: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess {
      const log = openSync(join(folder, `${name}.log`), "a");
      const child = spawn(process.execPath, [...args], {
        cwd: ROOT,
        env: { PATH: process.env.PATH ?? "", ...environment },
        stdio: ["ignore", log, log],
      });
      closeSync(log);
      alive.add(child);
      child.once("exit", () => alive.delete(child));
      return child;
    },
    async stop(): Promise<void> {
      for (const child of [...alive].toReversed()) await end(child, "SIGTERM");
      process.off("exit", killAll);
    },
  };
}

const refused = () => false;

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}

function describeMoney(of: { databaseUrl: string; port: number; keysFile: string; simulatorUrl: string }) {
  return {
    MONEY_DATABASE_URL: of.databaseUrl,
    MONEY_PORT: String(of.port),
    GATEWAY_PUBLIC_KEYS_FILE: of.keysFile,
    BROKER_URL: of.simulatorUrl,
    BROKER_DATA_URL: of.simulatorUrl,
    BROKER_KEY: "SIM",
    BROKER_SECRET: "SIM",
    BROKER_ACCOUNT_ID: "3f0c2a51-8a5e-4f0e-9a5b-6f1f5f0b7c21",
    BANK_URL: of.simulatorUrl,
    FX_URL: of.simulatorUrl,
    CLOCK_URL: of.simulatorUrl,
    LOG_LEVEL: "warn",
    // A killed worker's work is free again as soon as its lease has run out.
    MONEY_WORK_LEASE_SECONDS: "2",
  };
}
