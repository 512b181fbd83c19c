import { readFileSync } from "node:fs";
import { bps, parseCents } from "@kura/shared/money.ts";
import type { JSONWebKeySet } from "jose";
import { z } from "zod";
import type { AlpacaAddress } from "./broker/alpaca.ts";
import { WAYS_TO_SHOW_WHO_ASKS } from "./broker/authenticate.ts";
import type { Policy } from "./money.ts";

/** What a money process needs to know of the place it runs in. */
export type Config = {
  readonly databaseUrl: string;
  readonly host: string;
  readonly port: number;
  /** The gateway's public keys, that proofs are checked against. */
  readonly gatewayKeys: JSONWebKeySet;
  readonly broker: AlpacaAddress;
  readonly bank: { url: string; key: string; secret: string };
  readonly dealer: { url: string; key: string; secret: string };
  /** Who owns the business clock; absent in production, where business time is real time. */
  readonly clockUrl: string | null;
  readonly logLevel: string;
  /** How long a worker that says nothing keeps its work, in machine time. */
  readonly leaseMs: number;
  readonly policy: Policy;
};

/** The firm's decisions as they stand; in production these become effective-dated data. */
export const POLICY: Policy = {
  bankCode: "0398",
  bankName: "くら銀行",
  branchCode: "801",
  branchName: "第一バーチャル支店",
  accountHolder: "クラシヨウケン（カ",
  poolTarget: parseCents("5000000.00"),
  leastWire: parseCents("1000.00"),
  rateMargin: bps(200n),
};

const Settings = z.object({
  MONEY_DATABASE_URL: z.string().min(1),
  MONEY_HOST: z.string().default("127.0.0.1"),
  MONEY_PORT: z.coerce.number().int().min(0).max(65_535).default(4020),
  GATEWAY_PUBLIC_KEYS_FILE: z.string().min(1),
  BROKER_URL: z.url(),
  BROKER_DATA_URL: z.url(),
  BROKER_KEY: z.string().min(1),
  BROKER_SECRET: z.string().min(1),
  BROKER_ACCOUNT_ID: z.uuid(),
  BROKER_AUTH: z.enum(WAYS_TO_SHOW_WHO_ASKS).default("basic"),
  BROKER_TOKEN_URL: z.url().optional(),
  BROKER_SUBTAG: z.string().min(1).optional(),
  BANK_URL: z.url(),
  BANK_KEY: z.string().min(1).default("SIM"),
  BANK_SECRET: z.string().min(1).default("SIM"),
  FX_URL: z.url(),
  CLOCK_URL: z.url().optional(),
  MONEY_WORK_LEASE_SECONDS: z.coerce.number().int().min(1).max(600).default(15),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
});

/** Settings that need one another. */
const Environment = Settings.refine((env) => env.BROKER_AUTH !== "oauth" || env.BROKER_TOKEN_URL !== undefined, {
  path: ["BROKER_TOKEN_URL"],
  message: "is needed where BROKER_AUTH is oauth",
});

const KeySet = z.object({
  keys: z.array(z.looseObject({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: z.string() })).min(1),
});

/** Settings that we refuse to run with; the message says which and why, and never a value. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** Reads the environment once, at the start. A missing setting is said by name, and nothing starts. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const read = Environment.safeParse(environment);
  if (!read.success) {
    const problems = read.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
    throw new ConfigError(`Money cannot start with these settings:\n${problems.join("\n")}`);
  }
  const env = read.data;
  const account = { key: env.BANK_KEY, secret: env.BANK_SECRET };
  return {
    databaseUrl: env.MONEY_DATABASE_URL,
    host: env.MONEY_HOST,
    port: env.MONEY_PORT,
    gatewayKeys: KeySet.parse(JSON.parse(readFileSync(env.GATEWAY_PUBLIC_KEYS_FILE, "utf8"))),
    broker: {
      url: env.BROKER_URL,
      dataUrl: env.BROKER_DATA_URL,
      key: env.BROKER_KEY,
      secret: env.BROKER_SECRET,
      accountId: env.BROKER_ACCOUNT_ID,
      auth: env.BROKER_AUTH,
      ...(env.BROKER_TOKEN_URL === undefined ? {} : { tokenUrl: env.BROKER_TOKEN_URL }),
      ...(env.BROKER_SUBTAG === undefined ? {} : { subtag: env.BROKER_SUBTAG }),
    },
    bank: { url: env.BANK_URL, ...account },
    dealer: { url: env.FX_URL, ...account },
    clockUrl: env.CLOCK_URL ?? null,
    logLevel: env.LOG_LEVEL,
    leaseMs: env.MONEY_WORK_LEASE_SECONDS * 1000,
    policy: POLICY,
  };
}
