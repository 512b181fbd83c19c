import { z } from "zod";

/** Where a gateway process finds everything. `clockUrl` present means: the simulator owns the business clock. */
export type GatewayConfig = {
  databaseUrl: string;
  port: number;
  host?: string | undefined;
  moneyUrl: string;
  signingKeyFile: string;
  vaultKeyFile: string;
  ekycUrl: string;
  ekycWebhookSecret: string;
  bankWebhookSecret: string;
  clockUrl?: string | undefined;
  webOrigin: string;
  consoleOrigin: string;
  simulatorPublicUrl?: string | undefined;
  /** Requests a minute from one address: in all, and to routes that take a password or a code. */
  limits?: { perMinute: number; credentialsPerMinute: number } | undefined;
  logLevel?: "silent" | "error" | "warn" | "info" | undefined;
};

const Url = z.url({ protocol: /^https?$/ });

const Environment = z.object({
  GATEWAY_DATABASE_URL: z.string().min(1),
  GATEWAY_PORT: z.coerce.number().int().min(0).max(65_535).default(4010),
  GATEWAY_HOST: z.string().default("127.0.0.1"),
  MONEY_URL: Url,
  GATEWAY_SIGNING_KEY_FILE: z.string().min(1),
  VAULT_KEY_FILE: z.string().min(1),
  EKYC_URL: Url,
  EKYC_WEBHOOK_SECRET: z.string().min(16),
  BANK_WEBHOOK_SECRET: z.string().min(16),
  CLOCK_URL: Url.optional(),
  WEB_ORIGIN: Url,
  CONSOLE_ORIGIN: Url,
  SIMULATOR_PUBLIC_URL: Url.optional(),
  GATEWAY_REQUESTS_PER_MINUTE: z.coerce.number().int().positive().default(1_200),
  GATEWAY_SIGN_INS_PER_MINUTE: z.coerce.number().int().positive().default(60),
  GATEWAY_LOG_LEVEL: z.enum(["silent", "error", "warn", "info"]).default("warn"),
});

/** A configuration we refuse to run with; the message says which setting and why, and never its value. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** Reads the configuration from the environment, naming every setting that is missing or not as expected. */
export function readConfig(environment: NodeJS.ProcessEnv): GatewayConfig {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const result = Environment.safeParse(present);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new ConfigError(`The gateway cannot start.\n  ${problems.join("\n  ")}`);
  }
  const env = result.data;
  return checkConfig({
    databaseUrl: env.GATEWAY_DATABASE_URL,
    port: env.GATEWAY_PORT,
    host: env.GATEWAY_HOST,
    moneyUrl: env.MONEY_URL,
    signingKeyFile: env.GATEWAY_SIGNING_KEY_FILE,
    vaultKeyFile: env.VAULT_KEY_FILE,
    ekycUrl: env.EKYC_URL,
    ekycWebhookSecret: env.EKYC_WEBHOOK_SECRET,
    bankWebhookSecret: env.BANK_WEBHOOK_SECRET,
    clockUrl: env.CLOCK_URL,
    webOrigin: env.WEB_ORIGIN,
    consoleOrigin: env.CONSOLE_ORIGIN,
    simulatorPublicUrl: env.SIMULATOR_PUBLIC_URL,
    limits: { perMinute: env.GATEWAY_REQUESTS_PER_MINUTE, credentialsPerMinute: env.GATEWAY_SIGN_INS_PER_MINUTE },
    logLevel: env.GATEWAY_LOG_LEVEL,
  });
}

/**
 * Refuses combinations that would be dangerous.
 *
 * While the simulator owns the clock anybody may sign in as anybody. That belongs on a desk: never where the apps
 * are served over https to the public.
 */
export function checkConfig(config: GatewayConfig): GatewayConfig {
  if (config.clockUrl === undefined) return config;
  if (config.simulatorPublicUrl === undefined) {
    throw new ConfigError("CLOCK_URL is set, so SIMULATOR_PUBLIC_URL must say where people reach the simulated bank.");
  }
  for (const [name, origin] of [
    ["WEB_ORIGIN", config.webOrigin],
    ["CONSOLE_ORIGIN", config.consoleOrigin],
  ] as const) {
    if (new URL(origin).protocol === "https:") {
      throw new ConfigError(`CLOCK_URL is set, which opens sign-in-as; it is refused while ${name} is https.`);
    }
  }
  return config;
}
