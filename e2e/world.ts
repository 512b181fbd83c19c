import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GatewayConfig } from "@kura/gateway/config.ts";
import { createKeys, startGateway, startGatewayWorker } from "@kura/gateway/main.ts";
import { type Config as MoneyConfig, POLICY } from "@kura/money/config.ts";
import { startMoney, startMoneyWorker } from "@kura/money/main.ts";
import { startSimulator } from "@kura/simulator/main.ts";
import type { DatabaseUrls } from "../tools/databases.ts";
import { findFreePort } from "../tools/ports.ts";
import { createDoorKey, type DoorKey, openDoor } from "./door.ts";
import { openSimulated } from "./simulated.ts";

const ACCOUNT_ID = "3f0c2a51-8a5e-4f0e-9a5b-6f1f5f0b7c21";
/** A Monday morning in Japan; the US opens fourteen and a half hours later. */
export const START_AT = "2026-03-02T00:00:00Z";

type Running = { stop(): Promise<void> };

export type MoneyWorldOptions = {
  readonly database: DatabaseUrls;
  readonly seed?: number;
  readonly startAt?: string;
  /** How many of each process share the database. */
  readonly copies?: number;
  readonly firm?: { readonly jpy: string; readonly usd: string };
  /** A file that says what goes wrong in the simulated world. */
  readonly scenarioFile?: string;
  readonly policy?: Partial<typeof POLICY>;
  readonly logLevel?: string;
};

/** The money side alone, with the world that it trades in, all in this process. */
export async function startMoneyWorld(options: MoneyWorldOptions) {
  const key = await createDoorKey();
  const stops: Running[] = [];
  const simulator = await startSimulator(worldOf(options));
  stops.push(simulator);
  const config = moneyConfig(simulator.url, options, key);
  const money = await startMoneyCopies(config, options.copies ?? 1);
  stops.push(...money.running);
  const doors = money.urls.map((url) => openDoor(url, key));
  const simulated = openSimulated(simulator.url);
  return {
    simulatorUrl: simulator.url,
    moneyUrls: money.urls,
    key,
    doors,
    simulated,
    config,
    async stop() {
      await Promise.all([...doors.map((door) => door.close()), simulated.close()]);
      for (const running of stops.toReversed()) await running.stop();
    },
  };
}
export type MoneyWorld = Awaited<ReturnType<typeof startMoneyWorld>>;

/** A simulated world that is forgotten with the test, and whose clock stands. */
function worldOf(options: Pick<MoneyWorldOptions, "seed" | "startAt" | "firm" | "scenarioFile">) {
  return {
    port: 0,
    dataFile: ":memory:",
    seed: options.seed ?? 7,
    startAt: options.startAt ?? START_AT,
    speed: 0,
    firm: options.firm ?? { jpy: "500000000", usd: "2000000.00" },
    scenarioFile: options.scenarioFile,
  };
}

function moneyConfig(simulatorUrl: string, options: MoneyWorldOptions, key: Pick<DoorKey, "publicKeys">): MoneyConfig {
  const account = { url: simulatorUrl, key: "SIM", secret: "SIM" };
  return {
    databaseUrl: options.database.url,
    host: "127.0.0.1",
    port: 0,
    gatewayKeys: key.publicKeys,
    broker: { ...account, dataUrl: simulatorUrl, accountId: ACCOUNT_ID },
    bank: account,
    dealer: account,
    clockUrl: simulatorUrl,
    logLevel: options.logLevel ?? "silent",
    leaseMs: 15_000,
    policy: { ...POLICY, ...options.policy },
  };
}

async function startMoneyCopies(config: MoneyConfig, copies: number) {
  const running: Running[] = [];
  const urls: string[] = [];
  for (let copy = 0; copy < copies; copy += 1) {
    const http = await startMoney(config);
    urls.push(http.url);
    running.push(http, await startMoneyWorker(config));
  }
  return { running, urls };
}

export type WholeWorldOptions = Omit<MoneyWorldOptions, "database"> & {
  readonly databases: { readonly money: DatabaseUrls; readonly gateway: DatabaseUrls };
  /** Serves the two apps as well, from what was built before. */
  readonly apps?: boolean;
};

/** The whole brokerage in this process: simulator, money, gateway, their workers, and the apps if wanted. */
export async function startWorld(options: WholeWorldOptions) {
  const folder = await mkdtemp(join(tmpdir(), "kura-world-"));
  const ports = { gateway: await findFreePort(), web: await findFreePort(), console: await findFreePort() };
  const gatewayUrl = `http://127.0.0.1:${ports.gateway}`;
  const secrets = { ekyc: "ekyc-webhook-secret-for-tests", bank: "bank-webhook-secret-for-tests" };
  const simulator = await startSimulator({
    ...worldOf(options),
    bankWebhook: { url: `${gatewayUrl}/webhooks/bank`, secret: secrets.bank },
    ekycWebhook: { url: `${gatewayUrl}/webhooks/ekyc`, secret: secrets.ekyc },
  });
  const files = { signingKeyFile: join(folder, "signing.jwk"), vaultKeyFile: join(folder, "vault.json") };
  const { publicKeysFile } = await createKeys(files);
  const publicKeys = JSON.parse(await readFile(publicKeysFile, "utf8"));
  const { databases } = options;
  const config = moneyConfig(simulator.url, { ...options, database: databases.money }, { publicKeys });
  const money = await startMoneyCopies(config, options.copies ?? 1);

  const gatewayConfig: GatewayConfig = {
    databaseUrl: databases.gateway.url,
    port: ports.gateway,
    moneyUrl: money.urls[0] ?? "",
    ...files,
    ekycUrl: simulator.url,
    ekycWebhookSecret: secrets.ekyc,
    bankWebhookSecret: secrets.bank,
    clockUrl: simulator.url,
    webOrigin: `http://127.0.0.1:${ports.web}`,
    consoleOrigin: `http://127.0.0.1:${ports.console}`,
    simulatorPublicUrl: simulator.url,
    logLevel: "error",
  };
  const running: Running[] = [simulator, ...money.running];
  running.push(await startGateway(gatewayConfig), await startGatewayWorker(gatewayConfig));
  if (options.apps) running.push(...(await serveApps(ports, gatewayUrl)));
  const simulated = openSimulated(simulator.url);
  return {
    simulatorUrl: simulator.url,
    gatewayUrl,
    webUrl: gatewayConfig.webOrigin,
    consoleUrl: gatewayConfig.consoleOrigin,
    gatewayConfig,
    moneyConfig: config,
    simulated,
    async stop() {
      await simulated.close();
      for (const one of running.toReversed()) await one.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
export type WholeWorld = Awaited<ReturnType<typeof startWorld>>;

async function serveApps(ports: { web: number; console: number }, gatewayUrl: string): Promise<Running[]> {
  const { serveWeb } = await import("../web/serve.ts");
  const { serveConsole } = await import("../console/serve.ts");
  return [await serveWeb({ port: ports.web, gatewayUrl }), await serveConsole({ port: ports.console, gatewayUrl })];
}
