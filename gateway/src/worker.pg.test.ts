import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../tools/test-database.ts";
import { approve, openTestWorld, type TestWorld } from "./test-world.ts";
import { drainWork, runWorker } from "./worker.ts";

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase("gateway");
});
beforeEach(async () => {
  world = await openTestWorld({ databaseUrl: database.url });
});
afterEach(async () => {
  await world.close();
});
afterAll(async () => {
  await database?.drop();
});

const created = async () => ({ status: 201, body: {} });

test("two workers at once open one account exactly once, with one key", async () => {
  const approvals = [await approve(world), await approve(world), await approve(world)];
  world.money.behaviour.reply = async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { status: 201, body: {} };
  };
  await Promise.all([drainWork(world.parts), drainWork(world.parts)]);
  const keys = world.money.calls.map((call) => call.headers["idempotency-key"]);
  expect(keys.toSorted()).toEqual(approvals.map(({ applicationId }) => applicationId).toSorted());
  for (const { applicant } of approvals) {
    expect((await applicant.call("GET", "/session")).json.accountOpened).toBe(true);
  }
});

test("the account is opened in the name of the operator who approved, with what they proved", async () => {
  const { applicationId, customerId, customerNumber, operator } = await approve(world);
  world.money.behaviour.reply = created;
  await drainWork(world.parts);
  const call = world.money.calls.at(-1)!;
  expect(call).toMatchObject({ method: "POST", path: "/customers" });
  expect(JSON.parse(call.body)).toEqual({ customerId, customerNumber });
  expect(call.claims).toMatchObject({ may: "operator", sub: operator.operatorId, key: applicationId });
  expect(call.claims).toMatchObject({ amr: ["pwd", "otp"], authAt: expect.any(Number), second: null });
});

test("customer numbers are seven digits and never the same", async () => {
  const numbers = [await approve(world), await approve(world)].map(({ customerNumber }) => customerNumber);
  for (const number of numbers) expect(number).toMatch(/^\d{7}$/);
  expect(new Set(numbers).size).toBe(2);
  world.money.behaviour.reply = created;
  await drainWork(world.parts);
});

test("a worker that dies keeps its work for a minute; then another asks money again under the same key", async () => {
  const { applicationId, applicant } = await approve(world);
  const asked = Promise.withResolvers<void>();
  world.money.behaviour.reply = async () => {
    asked.resolve();
    return new Promise(() => {}); // The first worker never hears of it.
  };
  const dying = drainWork(world.parts).catch(() => {});
  await asked.promise;
  world.money.behaviour.reply = created;
  expect(await drainWork(world.parts)).toBe(0);
  world.machine.set(world.machine.now().add({ seconds: 60 }));
  expect(await drainWork(world.parts)).toBe(1);
  expect(world.money.calls.map((call) => call.headers["idempotency-key"])).toEqual([applicationId, applicationId]);
  expect((await applicant.call("GET", "/session")).json.accountOpened).toBe(true);
  await world.money.stop();
  await dying;
});

test("what money refuses or cannot answer is tried again later and later, and never lost", async () => {
  const { applicationId, applicant } = await approve(world);
  world.money.behaviour.reply = async () => ({ status: 503, body: { code: "maintenance" } });
  const waits: number[] = [];
  for (let tries = 0; tries < 5; tries += 1) {
    const before = world.machine.now();
    expect(await drainWork(world.parts)).toBe(1);
    const row = await sql<{ due_at: Temporal.Instant; last_error: string }>`
      select due_at, last_error from work where subject_id = ${applicationId}`.execute(world.parts.db);
    expect(row.rows[0]!.last_error).toBe("maintenance");
    waits.push(row.rows[0]!.due_at.since(before).total("seconds"));
    world.machine.set(row.rows[0]!.due_at);
  }
  expect(waits).toEqual([1, 2, 4, 8, 16]);
  world.money.behaviour.reply = created;
  await drainWork(world.parts);
  expect((await applicant.call("GET", "/session")).json.accountOpened).toBe(true);
});

test("a running worker is woken by the approval itself", async () => {
  world.money.behaviour.reply = created;
  const worker = runWorker(world.parts, { clock: null, onClockChange: () => {} });
  const { applicant } = await approve(world);
  await expect
    .poll(async () => (await applicant.call("GET", "/session")).json.accountOpened, { timeout: 5_000, interval: 20 })
    .toBe(true);
  await worker.stop();
});

test("the worker tells the clock that it is idle, at the version it worked at, with nothing due", async () => {
  world.money.behaviour.reply = created;
  const reports: unknown[] = [];
  const clock = {
    ...world.business,
    version: 7,
    speed: () => 0,
    idle: async (nextDueAt: Temporal.Instant | null, version?: number) => {
      const open = await sql<{ n: bigint }>`select count(*) n from customers where opened_at is null`.execute(
        world.parts.db,
      );
      reports.push({ nextDueAt, version, open: open.rows[0]!.n });
    },
    close: async () => {},
  };
  await approve(world);
  const worker = runWorker(world.parts, { clock, onClockChange: () => {} });
  await expect.poll(() => reports.length, { timeout: 5_000 }).toBeGreaterThan(0);
  expect(reports[0]).toEqual({ nextDueAt: null, version: 7, open: 0n });
  await worker.stop();
});
