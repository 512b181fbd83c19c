import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { removePostgres, startPostgres } from "./postgres.ts";
import { findProcess } from "./processes.ts";
import { TEST_SERVER_VARIABLE } from "./test-database.ts";

const SERVERS = resolve(import.meta.dirname, "..", ".kura", "test-servers");

/** Nothing here has to survive a power cut, so the server never waits for the disk. */
const IN_A_HURRY = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  max_wal_size: "4GB",
  shared_buffers: "256MB",
};

export type TestServer = { readonly adminUrl: string; stop(): Promise<void> };

/**
 * Starts a PostgreSQL for tests, on a port and a folder of its own: any number of test runs go on side by side.
 *
 * Also clears what a killed run left behind.
 */
export async function startTestServer(): Promise<TestServer> {
  mkdirSync(SERVERS, { recursive: true, mode: 0o711 });
  await clearLeftOver();
  const home = mkdtempSync(join(SERVERS, "run-"));
  chmodSync(home, 0o711); // root's server is another user's process
  writeFileSync(join(home, "owner.json"), JSON.stringify({ pid: process.pid, ...findProcess(process.pid) }));
  const server = await startPostgres({ home, port: 0, settings: IN_A_HURRY });
  return {
    adminUrl: server.adminUrl,
    stop: () => removePostgres(home),
  };
}

async function clearLeftOver(): Promise<void> {
  for (const name of readdirSync(SERVERS)) {
    const home = join(SERVERS, name);
    const note = join(home, "owner.json");
    if (!existsSync(note)) continue; // being made, or being removed, by another run
    const owner = JSON.parse(readFileSync(note, "utf8")) as { pid: number; startedAt: string };
    if (findProcess(owner.pid)?.startedAt === owner.startedAt) continue;
    await removePostgres(home);
  }
}

/** One server for all of a vitest process, however many of its projects ask. */
const shared = globalThis as typeof globalThis & { kuraTestServer?: { users: number; server: Promise<TestServer> } };

/** Vitest's global setup: the test processes find the server through their environment. */
export async function setup(): Promise<() => Promise<void>> {
  shared.kuraTestServer ??= { users: 0, server: startTestServer() };
  const held = shared.kuraTestServer;
  held.users += 1;
  const server = await held.server;
  process.env[TEST_SERVER_VARIABLE] = server.adminUrl;
  return async () => {
    held.users -= 1;
    if (held.users > 0) return;
    delete shared.kuraTestServer;
    await server.stop();
  };
}
