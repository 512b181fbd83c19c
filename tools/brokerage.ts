import { join, resolve } from "node:path";
import type { DatabaseUrls, Program } from "./databases.ts";
import type { Part } from "./family.ts";
import type { Keys } from "./keys.ts";
import type { Ports } from "./start-options.ts";

/** The addresses of a running brokerage. */
export type Addresses = {
  readonly web: string;
  readonly console: string;
  readonly gateway: string;
  readonly money: string;
  readonly simulator: string;
};

export type Brokerage = {
  readonly addresses: Addresses;
  readonly moneyEnvironment: Readonly<Record<string, string>>;
  readonly gatewayEnvironment: Readonly<Record<string, string>>;
  /** In the order in which they start; each needs only those before it. */
  readonly parts: readonly Part[];
};

const ROOT = resolve(import.meta.dirname, "..");
/** The simulator's one trading account. */
const ACCOUNT_ID = "3f0c2a51-8a5e-4f0e-9a5b-6f1f5f0b7c21";

/** Describes the processes of a whole brokerage on one desk: who they are, and what each of them is told. */
export function describeBrokerage(options: {
  ports: Ports;
  speed: number;
  databases: Readonly<Record<Program, DatabaseUrls>>;
  keys: Keys;
  dataFolder: string;
}): Brokerage {
  const { ports, speed, databases, keys, dataFolder } = options;
  const at = (port: number): string => `http://127.0.0.1:${port}`;
  const addresses: Addresses = {
    web: at(ports.web),
    console: at(ports.console),
    gateway: at(ports.gateway),
    money: at(ports.money),
    simulator: at(ports.simulator),
  };
  const moneyEnvironment = describeMoney(addresses, ports, databases.money.url, keys);
  const gatewayEnvironment = describeGateway(addresses, ports, databases.gateway.url, keys);
  const node = (name: string, url: string | null, environment: Record<string, string>, ...args: string[]): Part => ({
    name,
    url,
    environment: { ...environment, NODE_ENV: "development" },
    command: [process.execPath, ...args],
  });
  const simulator = [
    ...["--port", String(ports.simulator), "--seed", "7", "--start", "2026-03-02T00:00:00Z", "--speed", String(speed)],
    ...["--data", join(dataFolder, "simulator.sqlite"), "--public-url", addresses.simulator],
    ...["--rate-limit", "1000000"],
    ...["--bank-webhook-url", `${addresses.gateway}/webhooks/bank`, "--bank-webhook-secret", keys.bankWebhookSecret],
    ...["--ekyc-webhook-url", `${addresses.gateway}/webhooks/ekyc`, "--ekyc-webhook-secret", keys.ekycWebhookSecret],
  ];
  const main = (program: string): string => join(ROOT, program, "src/main.ts");
  const parts = [
    node("simulator", `${addresses.simulator}/sim/clock`, {}, main("simulator"), ...simulator),
    // Money counts and reports everybody who comes without proof, so we only knock.
    node("money", `tcp://127.0.0.1:${ports.money}`, moneyEnvironment, main("money"), "http"),
    node("money-worker", null, moneyEnvironment, main("money"), "worker"),
    node("gateway", `${addresses.gateway}/health`, gatewayEnvironment, main("gateway"), "http"),
    node("gateway-worker", null, gatewayEnvironment, main("gateway"), "worker"),
    node("web", addresses.web, serving("WEB_PORT", ports.web, addresses), join(ROOT, "web/serve.ts")),
    node(
      "console",
      addresses.console,
      serving("CONSOLE_PORT", ports.console, addresses),
      join(ROOT, "console/serve.ts"),
    ),
  ];
  return { addresses, moneyEnvironment, gatewayEnvironment, parts };
}

function describeMoney(addresses: Addresses, ports: Ports, url: string, keys: Keys): Record<string, string> {
  return {
    MONEY_DATABASE_URL: url,
    MONEY_PORT: String(ports.money),
    GATEWAY_PUBLIC_KEYS_FILE: keys.publicKeysFile,
    BROKER_URL: addresses.simulator,
    BROKER_DATA_URL: addresses.simulator,
    BROKER_KEY: "SIM",
    BROKER_SECRET: "SIM",
    BROKER_ACCOUNT_ID: ACCOUNT_ID,
    BANK_URL: addresses.simulator,
    FX_URL: addresses.simulator,
    CLOCK_URL: addresses.simulator,
  };
}

function describeGateway(addresses: Addresses, ports: Ports, url: string, keys: Keys): Record<string, string> {
  return {
    GATEWAY_DATABASE_URL: url,
    GATEWAY_PORT: String(ports.gateway),
    MONEY_URL: addresses.money,
    GATEWAY_SIGNING_KEY_FILE: keys.signingKeyFile,
    VAULT_KEY_FILE: keys.vaultKeyFile,
    EKYC_URL: addresses.simulator,
    EKYC_WEBHOOK_SECRET: keys.ekycWebhookSecret,
    BANK_WEBHOOK_SECRET: keys.bankWebhookSecret,
    CLOCK_URL: addresses.simulator,
    WEB_ORIGIN: addresses.web,
    CONSOLE_ORIGIN: addresses.console,
    SIMULATOR_PUBLIC_URL: addresses.simulator,
  };
}

function serving(portVariable: string, port: number, addresses: Addresses): Record<string, string> {
  return { [portVariable]: String(port), GATEWAY_URL: addresses.gateway };
}
