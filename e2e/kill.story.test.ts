import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, ensureRoles } from "../tools/databases.ts";
import { migrate } from "../tools/migrate.ts";
import { removePostgres, startPostgres } from "../tools/postgres.ts";
import { waitUntilGone } from "../tools/processes.ts";
import { createTestDatabase } from "../tools/test-database.ts";
import { disturb } from "./disturb.ts";
import { type DayOptions, type DayReport, runDays } from "./run-days.ts";
import { type SeparateWorld, startSeparately } from "./separate-processes.ts";

const SEED = 23;
const DAY = { customers: 20, days: 1, seed: SEED, copies: 1, say: () => {} } as const;
const MOST_KILLS = 12;
const LOGS = resolve(import.meta.dirname, "../test-output/kill");
const TEMPORARY = resolve(import.meta.dirname, "../.kura/tmp");

let undisturbed: DayReport;
let folder: string;

beforeAll(async () => {
  rmSync(LOGS, { recursive: true, force: true });
  mkdirSync(TEMPORARY, { recursive: true });
  folder = mkdtempSync(join(TEMPORARY, "kill-"));
  const database = await createTestDatabase("money");
  undisturbed = await runDays({ ...DAY, database });
  await database.drop();
  expect(undisturbed).toMatchObject({ deposits: 20, breaks: 0, verified: true });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Lives the day in separate processes, with something happening in between. */
async function liveDisturbed(
  database: DayOptions["database"],
  name: string,
  happen: (nth: number, world: SeparateWorld) => Promise<void>,
): Promise<DayReport> {
  const start: DayOptions["start"] = async (options) => {
    const world = await startSeparately({ ...options, folder: join(LOGS, name) });
    return disturb(world, SEED, (nth) => happen(nth, world));
  };
  return runDays({ ...DAY, database, start });
}

/** The day ended as if nothing had happened, and nothing of it is left lying around. */
async function expectSameDay(report: DayReport, ownerUrl: string): Promise<void> {
  expect(report).toMatchObject({ breaks: 0, verified: true, problems: [] });
  const { deposits, orders, blocks, executions, allocations, settlements, digest } = undisturbed;
  expect(report).toMatchObject({ deposits, orders, blocks, executions, allocations, settlements, digest });
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const stuck = await client.query(
    `select 'instruction' as what, id::text, status from instructions where status <> 'done'
     union all select 'block', id::text, status from blocks where allocated_at is null
     union all select 'window', id::text, stage from windows where stage not in ('open', 'closed')
     union all select 'wire', id::text, status from wires where status = 'planned'
     union all select 'deal', id::text, status from deals where status = 'planned'
     union all select 'transfer', id::text, status from bank_transfers where status = 'planned'`,
  );
  await client.end();
  expect(stuck.rows).toEqual([]);
}

test("workers that are killed during the cut-off and the window lose nothing and do nothing twice", async () => {
  const database = await createTestDatabase("money");
  let kills = 0;
  const report = await liveDisturbed(database, "workers", async (nth, world) => {
    if (kills === MOST_KILLS) return;
    // One of the two at a time, by turns: the other carries on until it is back.
    const worker = world.workers[nth % world.workers.length];
    await worker?.kill();
    kills += 1;
    await worker?.start();
  });
  expect(kills).toBeGreaterThanOrEqual(2);
  await expectSameDay(report, database.ownerUrl);
  await database.drop();
});

test("a database server that is killed meanwhile comes back with everything it promised", async () => {
  const home = join(folder, "postgres");
  // What was committed must outlive the server; that it outlives the machine as well is the disk's business.
  const settings = { fsync: "off", shared_buffers: "64MB" };
  let server = await startPostgres({ home, port: 0, settings });
  const { port } = server;
  try {
    await ensureRoles(server.adminUrl, "money");
    const database = await createDatabase(server.adminUrl, "money", "kura_kill", "template1");
    await migrate({ program: "money", ownerUrl: database.ownerUrl });
    let kills = 0;
    const report = await liveDisturbed(database, "database", async () => {
      if (kills === 3) return;
      process.kill(server.pid, "SIGKILL");
      await waitUntilGone(server.pid, 10_000);
      kills += 1;
      server = await startPostgres({ home, port, settings });
    });
    expect(kills).toBeGreaterThanOrEqual(2);
    await expectSameDay(report, database.ownerUrl);
  } finally {
    await removePostgres(home);
  }
});
