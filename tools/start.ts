import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { type Addresses, type Brokerage, describeBrokerage } from "./brokerage.ts";
import { type DeskDatabases, givenDatabases, openDeskDatabases } from "./desk-databases.ts";
import { clearLeftovers, Family, PartDied } from "./family.ts";
import { ensureKeys } from "./keys.ts";
import { PortTaken, requireFreePorts } from "./ports.ts";
import { removePostgres } from "./postgres.ts";
import { describeSignIns, type SignIn, seedBrokerage } from "./seeding.ts";
import { OptionError, readOptions, type StartOptions } from "./start-options.ts";

const ROOT = resolve(import.meta.dirname, "..");
const DATA = join(ROOT, ".kura");
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Something the person at the terminal can act on; it is shown without a stack. */
class StartError extends Error {
  override readonly name = "StartError";
}

/** Runs the whole brokerage on this machine until it is told to stop or one of its parts dies. */
async function start(options: StartOptions): Promise<void> {
  const stopRequested = Promise.withResolvers<void>();
  for (const signal of SIGNALS) process.on(signal, () => stopRequested.resolve());
  watchNpm(() => stopRequested.resolve());

  await takeOver(options);
  const family = new Family(DATA);
  let databases: DeskDatabases | null = null;
  const stopped = stopRequested.promise.then(() => "stopped" as const);
  try {
    const building = build();
    databases = await openDeskDatabases(DATA, options.ports.postgres);
    if (databases.notice !== null) say(databases.notice);
    const brokerage = describeBrokerage({
      ports: options.ports,
      speed: options.speed ?? 1,
      databases: databases.urls,
      keys: await ensureKeys(join(DATA, "keys")),
      dataFolder: DATA,
    });
    await building;
    const running = bringUp(family, brokerage, options).then((signIns) => {
      announce(brokerage.addresses, signIns);
      return family.died;
    });
    await Promise.race([running, family.died, databases.died, stopped]);
    say("\nStopping …");
  } finally {
    await family.stop();
    await databases?.stop();
  }
  say("Stopped. Everything is kept in .kura/ for the next `npm start`.");
}

/** Whoever kills npm means us, though npm may be gone before it can pass that on. */
function watchNpm(gone: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const npm = process.ppid;
  setInterval(() => process.ppid !== npm && gone(), 500).unref();
}

/** Makes sure we are alone on this data, and that everybody's port is free. */
async function takeOver(options: StartOptions): Promise<void> {
  mkdirSync(DATA, { recursive: true, mode: 0o711 });
  const other = await clearLeftovers(DATA);
  if (other !== null) throw new StartError(`Kura already runs here (process ${other}): stop it there with Ctrl-C.`);
  if (options.reset) await clearData();
  // PostgreSQL's own port is its own affair: it may be running already, left by a killed start.
  const { postgres: _, ...ports } = options.ports;
  await requireFreePorts(Object.entries(ports).map(([name, port]) => ({ name, port })));
}

async function clearData(): Promise<void> {
  await removePostgres(join(DATA, "postgres"));
  for (const name of ["keys", "logs", "simulator.sqlite", "simulator.sqlite-wal", "simulator.sqlite-shm"]) {
    rmSync(join(DATA, name), { recursive: true, force: true });
  }
  if (givenDatabases(process.env) !== null) say("--reset leaves databases that are not ours as they are.");
}

/** Builds the apps in a process of its own, while the databases come up. */
function build(): Promise<void> {
  const done = new Promise<void>((resolve, reject) => {
    const builder = spawn(process.execPath, [join(ROOT, "tools/build.ts")], { stdio: ["ignore", "ignore", "inherit"] });
    builder.once("error", reject);
    builder.once("exit", (code) => {
      if (code === 0) resolve();
      else reject(new StartError("The apps could not be built: the messages are above."));
    });
  });
  done.catch(() => undefined); // heard of where it is awaited
  return done;
}

async function bringUp(family: Family, brokerage: Brokerage, options: StartOptions): Promise<readonly SignIn[]> {
  for (const part of brokerage.parts) await family.startAndWait(part);
  if (options.speed !== null) await setSpeed(brokerage.addresses, options.speed);
  const { addresses, moneyEnvironment, gatewayEnvironment } = brokerage;
  return seedBrokerage({ addresses, moneyEnvironment, gatewayEnvironment, say });
}

/** A world that goes on keeps the speed it had, so one that was asked for is set again. */
async function setSpeed(addresses: Addresses, speed: number): Promise<void> {
  const answer = await fetch(`${addresses.simulator}/sim/clock/speed`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ speed }),
  });
  if (!answer.ok) throw new StartError(`The clock does not take the speed ${speed}: ${await answer.text()}`);
}

function announce(addresses: Addresses, signIns: readonly SignIn[]): void {
  say(`
Kura is open.

  customers     ${addresses.web}
  operations    ${addresses.console}
  the bank      ${addresses.simulator}/bank
`);
  if (signIns.length === 0) {
    say("Ctrl-C stops everything.");
    return;
  }
  say(["To sign in with (simulated people, on this desk only):", ...describeSignIns(signIns)].join("\n"));
  say("\nEnter shows fresh codes. Ctrl-C stops everything.");
  if (process.stdin.isTTY) {
    createInterface({ input: process.stdin }).on("line", () => say(describeSignIns(signIns).join("\n")));
  }
}

function say(text: string): void {
  console.log(text);
}

/** What a person can act on, in one sentence; our own mistakes with everything that helps to find them. */
function describeFailure(error: unknown): string {
  if ([OptionError, PortTaken, StartError, PartDied].some((known) => error instanceof known)) {
    return (error as Error).message;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  await start(readOptions(process.argv.slice(2)));
  process.exit(0);
} catch (error) {
  console.error(describeFailure(error));
  process.exit(1);
}
