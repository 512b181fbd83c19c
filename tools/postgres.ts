import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { findFreePort, isPortFree, PortTaken } from "./ports.ts";
import { choosePlace, type Place } from "./postgres-place.ts";
import { findProcess, isAlive, sendSignal, sleep, waitUntilGone } from "./processes.ts";

/** A running PostgreSQL: a process of its own that outlives us unless it is stopped. */
export type Postgres = {
  readonly port: number;
  readonly pid: number;
  readonly home: string;
  /** Logs in as the superuser, for making databases and roles; the programs never get it. */
  readonly adminUrl: string;
  /** Where the data went, when that is not where they were asked to be. */
  readonly notice: string | null;
  /** It was running before we came. */
  readonly reused: boolean;
  stop(): Promise<void>;
};

export type PostgresOptions = {
  /** The folder that holds its data, its password and its log. */
  readonly home: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly settings?: Readonly<Record<string, string>>;
};

/** After a kill -9 the old processes take a moment to go, and until then the data counts as in use. */
const IN_USE_RETRY_MS = 8_000;
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;

const ALWAYS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  timezone: "UTC",
  log_timezone: "UTC",
  max_connections: "200",
};

/**
 * Starts a real PostgreSQL, or finds the one that already runs on this data.
 *
 * Repeating it is safe: a server left over by a killed parent is used again, and one that was
 * itself killed is started again and recovers from its log.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const place = choosePlace(options.home);
  const password = ensurePassword(place.home);
  const running = await findRunning(place, password);
  if (running !== null) {
    if (options.port === 0 || options.port === running.port) return describe(place, password, running, true);
    await stopServer(running.pid);
  }
  ensureData(place, password);
  const started = await startServer(place, password, options);
  return describe(place, password, started, false);
}

type Running = { readonly pid: number; readonly port: number };

function describe(place: Place, password: string, running: Running, reused: boolean): Postgres {
  return {
    ...running,
    home: place.home,
    adminUrl: adminUrl(running.port, password),
    notice: place.notice,
    reused,
    stop: () => stopServer(running.pid),
  };
}

function adminUrl(port: number, password: string): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}

function ensurePassword(home: string): string {
  const file = join(home, "password");
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600, flag: "wx" });
  return readFileSync(file, "utf8").trim();
}

/** The server that holds this data, if it lives and answers. */
async function findRunning(place: Place, password: string): Promise<Running | null> {
  const deadline = performance.now() + IN_USE_RETRY_MS;
  for (;;) {
    const written = readPidFile(place);
    if (written === null || !isServerOf(written.pid, place)) return null;
    if (await answers(adminUrl(written.port, password))) return written;
    // It lives and says nothing: it is still starting, still recovering or just stopping.
    if (performance.now() > deadline) {
      throw new Error(
        `PostgreSQL (process ${written.pid}) holds ${place.home} but does not answer; see its server.log.`,
      );
    }
    await sleep(100);
  }
}

function readPidFile(place: Place): Running | null {
  const file = join(place.home, "data", "postmaster.pid");
  if (!existsSync(file)) return null;
  const [pid, , , port] = readFileSync(file, "utf8").split("\n");
  return pid === undefined || port === undefined ? null : { pid: Number(pid), port: Number(port) };
}

/** Numbers of processes are used again; only one whose command line names the data is our server. */
function isServerOf(pid: number, place: Place): boolean {
  return findProcess(pid)?.command.includes(join(place.home, "data")) ?? false;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => undefined); // a connection that breaks is a server that does not answer
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Makes the data directory once: beside its final place, so that a half-made one is never taken for a whole one. */
function ensureData(place: Place, password: string): void {
  const data = join(place.home, "data");
  if (existsSync(data)) {
    checkOwner(place, data);
    return;
  }
  const draft = join(place.home, "data.new");
  const secret = join(place.home, "password.once");
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(secret, password, { mode: 0o600 });
  if (place.user) {
    chownSync(draft, place.user.uid, place.user.gid);
    chownSync(secret, place.user.uid, place.user.gid);
  }
  const made = spawnSync(
    join(place.native, "bin", "initdb"),
    [
      ...["-D", draft, "-U", "postgres", `--pwfile=${secret}`, "--auth=scram-sha-256", "--encoding=UTF8"],
      ...["--locale-provider=builtin", "--locale=C.UTF-8", "--data-checksums", "--no-sync"],
    ],
    { ...place.user, cwd: "/", encoding: "utf8", env: serverEnvironment() },
  );
  rmSync(secret, { force: true });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr.trim()}`);
  renameSync(draft, data);
}

function checkOwner(place: Place, data: string): void {
  const owner = statSync(data).uid;
  const wanted = place.user?.uid ?? process.getuid?.();
  if (owner === wanted) return;
  throw new Error(
    `${data} belongs to another user (number ${owner}): start as the user who started it first, or as that user ` +
      "clear it with `npm start -- --reset`.",
  );
}

/** The server needs nothing of ours, and PG* variables would change what it does. */
function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? "", LC_ALL: "C", TZ: "UTC" };
}

async function startServer(place: Place, password: string, options: PostgresOptions): Promise<Running> {
  const deadline = performance.now() + IN_USE_RETRY_MS;
  for (;;) {
    const port = options.port === 0 ? await findFreePort() : options.port;
    if (!(await isPortFree(port))) throw new PortTaken([{ name: "PostgreSQL", port }]);
    const outcome = await launch(place, password, port, options.settings ?? {});
    if (typeof outcome !== "string") return outcome;
    if (/Address already in use/.test(outcome)) {
      if (options.port !== 0) throw new PortTaken([{ name: "PostgreSQL", port }]);
    } else if (!/lock file|still in use|shared memory/.test(outcome)) {
      throw new Error(`PostgreSQL did not start:\n${outcome}`);
    }
    if (performance.now() > deadline) {
      if (!forgetStalePid(place)) throw new Error(`PostgreSQL did not start:\n${outcome}`);
    }
    await sleep(200);
  }
}

/**
 * Removes the note of a server that is long gone when its number now belongs to an unrelated process.
 *
 * PostgreSQL itself cannot tell the two apart. Whatever the old server left had seconds to go by now.
 */
function forgetStalePid(place: Place): boolean {
  const written = readPidFile(place);
  if (written === null || isServerOf(written.pid, place) || !isAlive(written.pid)) return false;
  rmSync(join(place.home, "data", "postmaster.pid"), { force: true });
  return true;
}

/** Starts the process and waits until it answers; a text is what it said when it went away instead. */
async function launch(
  place: Place,
  password: string,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<Running | string> {
  const data = join(place.home, "data");
  const logFile = join(place.home, "server.log");
  const log = openSync(logFile, "a", 0o600);
  const logStart = statSync(logFile).size;
  const flags = Object.entries({ ...ALWAYS, ...settings }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  // A group of its own: Ctrl-C in our terminal is for us, and we stop the server last.
  const server = spawn(join(place.native, "bin", "postgres"), ["-D", data, "-p", String(port), ...flags], {
    ...place.user,
    cwd: "/",
    detached: true,
    stdio: ["ignore", log, log],
    env: serverEnvironment(),
  });
  closeSync(log);
  let gone: string | null = null;
  server.once("error", (error) => {
    gone = error.message;
  });
  server.once("exit", () => {
    // Long after the start this is the ordinary end, perhaps of a server whose folder is gone already.
    gone = existsSync(logFile) ? readFileSync(logFile).subarray(logStart).toString("utf8").trim() : "it has ended";
  });
  server.unref();

  const deadline = performance.now() + START_TIMEOUT_MS;
  while (gone === null) {
    if (await answers(adminUrl(port, password))) return { pid: server.pid ?? 0, port };
    if (performance.now() > deadline) throw new Error(`PostgreSQL does not answer; see ${logFile}.`);
    await sleep(20);
  }
  return gone;
}

async function stopServer(pid: number): Promise<void> {
  // "Fast": open transactions are rolled back, nobody is waited for, nothing committed is lost.
  sendSignal(pid, "SIGINT");
  if (await waitUntilGone(pid, STOP_TIMEOUT_MS)) return;
  sendSignal(pid, "SIGQUIT");
  if (!(await waitUntilGone(pid, STOP_TIMEOUT_MS))) throw new Error(`PostgreSQL (process ${pid}) does not stop.`);
}

/** Clears the data, the password and the log of a server that does not run. */
export async function removePostgres(home: string): Promise<void> {
  if (!existsSync(home)) return;
  const place = choosePlace(home);
  const running = await findRunning(place, ensurePassword(place.home));
  if (running !== null) await stopServer(running.pid);
  rmSync(place.home, { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true });
}
