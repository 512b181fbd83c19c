import { randomUUID } from "node:crypto";
import { pathToFileURL } from "node:url";
import { type Clock, type FollowedClock, followClock, machineClock } from "@kura/shared/clock.ts";
import { ConfigError, checkConfig, type GatewayConfig, readConfig } from "./config.ts";
import { openDb } from "./db.ts";
import { buildApp } from "./http.ts";
import { newId } from "./ids.ts";
import { openParts } from "./parts.ts";
import { addOperator as addOperatorTo, type OperatorToAdd } from "./sessions/add-operator.ts";
import { createSigningKey, publicKeysFileFor } from "./signing-key.ts";
import { createKeyFile, readKeyFile } from "./vault/key-file.ts";
import { runWorker } from "./worker.ts";

export type { GatewayConfig } from "./config.ts";
export type { OperatorToAdd } from "./sessions/add-operator.ts";
export { createSigningKey } from "./signing-key.ts";
export { createKeyFile } from "./vault/key-file.ts";

const DEFAULT_LIMITS = { perMinute: 1_200, credentialsPerMinute: 60 };

/** Starts one gateway process: the HTTP server for the apps, the console and webhooks. */
export async function startGateway(config: GatewayConfig): Promise<{ url: string; stop(): Promise<void> }> {
  checkConfig(config);
  // Requests are answered as they come; there is nothing this process still has to do at any moment.
  const followed = await follow(config, "gateway-http", (clock) => void clock.idle(null));
  const { parts, close } = await openParts(config, followed ?? machineClock());
  const app = await buildApp(parts, {
    desk: config.clockUrl !== undefined,
    limits: config.limits ?? DEFAULT_LIMITS,
    logLevel: config.logLevel ?? "warn",
  });
  const url = await app.listen({ port: config.port, host: config.host ?? "127.0.0.1" });
  return {
    url,
    async stop() {
      await app.close();
      await followed?.close();
      await close();
    },
  };
}

/** Starts one worker process of the gateway. */
export async function startGatewayWorker(config: GatewayConfig): Promise<{ stop(): Promise<void> }> {
  checkConfig(config);
  let wake = () => {};
  const followed = await follow(config, "gateway-worker", () => wake());
  const { parts, close } = await openParts(config, followed ?? machineClock());
  const worker = runWorker(parts, {
    clock: followed,
    onClockChange: (next) => {
      wake = next;
    },
  });
  return {
    async stop() {
      await worker.stop();
      await followed?.close();
      await close();
    },
  };
}

/** Adds an operator, able to sign in at once. Adding the same address again changes nothing. */
export async function addOperator(
  config: Pick<GatewayConfig, "databaseUrl" | "vaultKeyFile">,
  operator: OperatorToAdd,
): Promise<{ operatorId: string; added: boolean }> {
  const db = openDb(config.databaseUrl);
  const clock: Clock = machineClock();
  try {
    const keys = await readKeyFile(config.vaultKeyFile);
    return await addOperatorTo({ db, keys, ids: newId, machine: clock, business: clock }, operator);
  } finally {
    await db.destroy();
  }
}

/**
 * Makes the gateway's key files unless they are there: the key that signs requests to money, its public half (which
 * money reads), and the vault's key. Returns where the public half is.
 */
export async function createKeys(config: {
  signingKeyFile: string;
  vaultKeyFile: string;
  publicKeysFile?: string | undefined;
}): Promise<{ publicKeysFile: string }> {
  await createKeyFile(config.vaultKeyFile);
  const publicKeysFile = config.publicKeysFile ?? publicKeysFileFor(config.signingKeyFile);
  return { publicKeysFile: await createSigningKey(config.signingKeyFile, publicKeysFile) };
}

async function follow(
  config: GatewayConfig,
  name: string,
  onChange: (clock: FollowedClock) => void,
): Promise<FollowedClock | null> {
  if (config.clockUrl === undefined) return null;
  let clock: FollowedClock | null = null;
  clock = await followClock({
    url: config.clockUrl,
    follower: `${name}-${randomUUID().slice(0, 8)}`,
    onChange: () => {
      if (clock !== null) onChange(clock);
    },
  });
  return clock;
}

async function runFromCommandLine(command: string | undefined): Promise<void> {
  const config = readConfig(process.env);
  if (command === "keys") {
    const { publicKeysFile } = await createKeys(config);
    console.log(publicKeysFile);
    return;
  }
  if (command !== "http" && command !== "worker") throw new ConfigError("Say what to run: http, worker or keys.");
  const running = command === "http" ? await startGateway(config) : await startGatewayWorker(config);
  console.log(`gateway ${command} is running${"url" in running ? ` at ${running.url}` : ""}`);
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    void running.stop().then(() => process.exit(0));
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  runFromCommandLine(process.argv[2]).catch((error: unknown) => {
    console.error(error instanceof ConfigError ? error.message : error);
    process.exit(1);
  });
}
