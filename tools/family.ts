import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { findProcess, isAlive, type ProcessIdentity, sendSignal, sleep, waitUntilGone } from "./processes.ts";

/** One process of the brokerage: what it is called, how it is started, and where it answers (workers do not). */
export type Part = {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly url: string | null;
};

type Member = ProcessIdentity & { readonly name: string; readonly pid: number };
type Register = { readonly parent: Member; readonly children: readonly Member[] };

const STOP_TIMEOUT_MS = 15_000;
const ANSWER_TIMEOUT_MS = 60_000;
/** pino's number for "warn". */
const WARN = 40;

/** A part went away that nobody had asked to; nothing else should run without it. */
export class PartDied extends Error {
  override readonly name = "PartDied";
}

/**
 * The processes of one brokerage, which live and stop together.
 *
 * They are written down while they run: after a kill -9 of the parent, the next start finds them.
 */
export class Family {
  readonly #folder: string;
  readonly #children = new Map<string, ChildProcess>();
  readonly #died = Promise.withResolvers<never>();
  #stopping = false;

  constructor(folder: string) {
    this.#folder = folder;
    // Whoever waits hears of a death; before anybody waits, it must not count as unhandled.
    this.#died.promise.catch(() => undefined);
    mkdirSync(join(folder, "logs"), { recursive: true });
    this.#writeDown();
  }

  /** Rejects when a part dies by itself. Never resolves. */
  get died(): Promise<never> {
    return this.#died.promise;
  }

  /** Starts a part. Its words go to its log; warnings and worse also to the terminal. */
  start(part: Part): void {
    if (this.#stopping) throw new PartDied(`${part.name} is not started: everything is stopping.`);
    const [program = "", ...args] = part.command;
    const child = spawn(program, args, {
      env: { ...withoutDatabases(process.env), ...part.environment },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own: Ctrl-C in the terminal is for us, and we stop the parts in their order.
      detached: true,
    });
    this.#children.set(part.name, child);
    this.#keepLog(part.name, child);
    child.once("error", (error) => this.#fail(part.name, error.message));
    child.once("exit", (code, signal) => this.#fail(part.name, signal ?? `code ${code}`));
    this.#writeDown();
  }

  /** Starts a part and waits until it answers at its address. */
  async startAndWait(part: Part): Promise<void> {
    this.start(part);
    if (part.url !== null) await Promise.race([waitUntilAnswers(part.name, part.url), this.#died.promise]);
  }

  /** Stops every part, the last started first, and waits until all are gone. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const [, child] of [...this.#children].toReversed()) {
      if (child.pid !== undefined) await endProcess(child.pid);
    }
    rmSync(join(this.#folder, "running.json"), { force: true });
  }

  #fail(name: string, how: string): void {
    if (this.#stopping) return;
    const log = join(this.#folder, "logs", `${name}.log`);
    this.#died.reject(new PartDied(`${name} stopped by itself (${how}); its last words are in ${log}.`));
  }

  #keepLog(name: string, child: ChildProcess): void {
    const log = createWriteStream(join(this.#folder, "logs", `${name}.log`), { flags: "a", mode: 0o600 });
    const follow = (stream: Readable | null, isError: boolean): void => {
      if (stream === null) return;
      createInterface({ input: stream }).on("line", (line) => {
        log.write(`${line}\n`);
        const words = wordsFor(line, isError);
        if (words !== null && !this.#stopping) process.stderr.write(`[${name}] ${words}\n`);
      });
    };
    follow(child.stdout, false);
    follow(child.stderr, true);
    child.once("close", () => log.end());
  }

  #writeDown(): void {
    const members = [...this.#children].map(([name, { pid }]) => describeMember(name, pid ?? 0));
    const register: Register = { parent: describeMember("start", process.pid), children: members };
    const file = join(this.#folder, "running.json");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(register), { mode: 0o600 });
  }
}

/** Each part is told of its own database only, and none of its owner's login. */
function withoutDatabases(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.endsWith("DATABASE_URL")));
}

/** What of a log line belongs on the terminal: warnings and worse, in plain words. */
export function wordsFor(line: string, isError: boolean): string | null {
  if (!line.startsWith("{")) return isError && line.trim() !== "" ? line : null;
  try {
    const record = JSON.parse(line) as { level?: unknown; msg?: unknown; err?: { message?: unknown } };
    if (typeof record.level !== "number") return isError ? line : null;
    if (record.level < WARN) return null;
    return [record.msg, record.err?.message].filter((part) => typeof part === "string").join(": ") || line;
  } catch {
    return isError ? line : null;
  }
}

function describeMember(name: string, pid: number): Member {
  return { name, pid, ...(findProcess(pid) ?? { startedAt: "", command: "" }) };
}

async function waitUntilAnswers(name: string, url: string): Promise<void> {
  const deadline = performance.now() + ANSWER_TIMEOUT_MS;
  for (;;) {
    try {
      return await ask(new URL(url));
    } catch {
      if (performance.now() > deadline) throw new Error(`${name} does not answer at ${url}.`);
      await sleep(50);
    }
  }
}

/** Any answer will do: that it is the right one is what its tests say. At `tcp:` somebody has to be there, no more. */
async function ask(url: URL): Promise<void> {
  if (url.protocol !== "tcp:") {
    await fetch(url, { signal: AbortSignal.timeout(5_000), redirect: "manual" });
    return;
  }
  const socket = connect(Number(url.port), url.hostname);
  await once(socket, "connect").finally(() => socket.destroy());
}

async function endProcess(pid: number): Promise<void> {
  if (!isAlive(pid)) return;
  sendSignal(pid, "SIGTERM");
  if (await waitUntilGone(pid, STOP_TIMEOUT_MS)) return;
  sendSignal(pid, "SIGKILL");
  await waitUntilGone(pid, STOP_TIMEOUT_MS);
}

/**
 * Ends what a killed start left running, and only that: a process counts as ours when its number, its start time and
 * its command line are those written down. Returns the number of a start that still lives, or null.
 */
export async function clearLeftovers(folder: string): Promise<number | null> {
  const register = readRegister(join(folder, "running.json"));
  if (register === null) return null;
  if (isSame(register.parent)) return register.parent.pid;
  for (const child of register.children) if (isSame(child)) await endProcess(child.pid);
  rmSync(join(folder, "running.json"), { force: true });
  return null;
}

function readRegister(file: string): Register | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Register;
  } catch {
    return null; // never written, or cut off in the middle by a kill
  }
}

function isSame(member: Member): boolean {
  const found = findProcess(member.pid);
  return found !== null && found.startedAt === member.startedAt && found.command === member.command;
}
