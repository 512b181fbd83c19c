import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { rows } from "./db.ts";
import { claimWork, findWorkState, type Job, runWork, type Work, wakeOnce } from "./jobs.ts";
import { openBreaks } from "./test-window.ts";
import { createTestWorld, type TestWorld } from "./test-world.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await createTestWorld();
});
afterAll(() => world.stop());

let key = 0;
/** Work of its own for each test, due now. */
beforeEach(async () => {
  key += 1;
  await wakeOnce(world, [{ kind: "test", key: String(key), dueAt: world.clock.now() }]);
});
const wake = () =>
  world.pool.query(
    "update work set version = version + 1, status = 'waiting', not_before = null where kind = 'test' and key = $1",
    [String(key)],
  );
type Row = { status: string; due_at: Temporal.Instant; lease_until: Temporal.Instant | null; attempts: number };
const row = async () =>
  (await rows<Row>(world.pool, "select * from work where kind = 'test' and key = $1", [String(key)]))[0];
const loseLease = () =>
  world.pool.query("update work set lease_until = '2020-01-01Z' where kind = 'test' and key = $1", [String(key)]);
const claimOne = async () =>
  (await claimWork(world, 4)).find((work) => work.kind === "test" && work.key === String(key));
const run = (work: Work | undefined, job: Job) => {
  if (!work) throw new Error("the work was claimed");
  return runWork(world, { test: job }, work);
};
const done: Job = async () => "done";

test("however many claim at once, each piece of work has one worker", async () => {
  const wakes = Array.from({ length: 30 }, (_, n) => ({ kind: "many", key: String(n), dueAt: world.clock.now() }));
  await wakeOnce(world, wakes);
  const claimed = (await Promise.all(Array.from({ length: 12 }, () => claimWork(world, 4)))).flat();
  expect(new Set(claimed.map((work) => work.id)).size).toBe(claimed.length);
  expect(claimed.length).toBeGreaterThanOrEqual(31);
  await Promise.all(claimed.map((work) => runWork(world, { many: done, test: done }, work)));
});

test("work that is not due, or held by somebody, is not claimed", async () => {
  expect(await claimOne()).toBeDefined();
  expect(await claimOne()).toBeUndefined();
  await wakeOnce(world, [{ kind: "later", key: "x", dueAt: world.clock.now().add({ seconds: 1 }) }]);
  expect((await claimWork(world, 4)).map((work) => work.kind)).not.toContain("later");
});

test("a wake that comes while the work runs makes it run again, whatever the run says", async () => {
  await run(await claimOne(), async () => {
    await wake();
    return { again: world.clock.now().add({ hours: 9 }) };
  });
  expect(await row()).toMatchObject({ status: "waiting", lease_until: null });
  expect(await claimOne()).toBeDefined();
});

test("a worker that has lost its lease changes nothing of what the next one says or does", async () => {
  const first = await claimOne();
  await loseLease();
  const second = await claimOne();
  expect(second).toBeDefined();
  await run(first, done);
  expect((await row())?.lease_until).not.toBeNull(); // the second still has it
  expect(await claimOne()).toBeUndefined();

  const later = world.clock.now().add({ hours: 3 });
  await run(second, async () => ({ again: later }));
  await run(first, done);
  await run(first, () => Promise.reject(new Error("late")));
  expect(await row()).toMatchObject({ status: "waiting", due_at: later, lease_until: null, attempts: 0 });
});

test("failing work is never given up: it waits a little longer, and after twelve times a person is told", async () => {
  const fails: Job = () => Promise.reject(new Error("the bank is away"));
  for (let time = 1; time <= 12; time += 1) {
    expect(await openBreaks(world.pool)).toEqual([]);
    await run(await claimOne(), fails);
    expect(await claimOne()).toBeUndefined(); // it backs off in machine time
    await world.pool.query("update work set not_before = null where kind = 'test' and key = $1", [String(key)]);
  }
  expect(await openBreaks(world.pool)).toEqual(["work_keeps_failing"]);
  expect((await findWorkState(world.pool, world.clock.now())).failed).toBe(1n);
  await run(await claimOne(), done);
  expect(await row()).toMatchObject({ status: "done", attempts: 0 });
  expect((await findWorkState(world.pool, world.clock.now())).failed).toBe(0n);
});
