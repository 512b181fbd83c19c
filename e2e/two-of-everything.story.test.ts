import { expect, test } from "vitest";
import { createTestDatabase } from "../tools/test-database.ts";
import { type DayReport, runDays } from "./run-days.ts";

/** A day of thirty customers, on a database of its own. */
async function liveDay(options: { copies: number; seed: number }): Promise<DayReport> {
  const database = await createTestDatabase("money");
  try {
    return await runDays({ ...options, database, customers: 30, days: 1, say: () => {} });
  } finally {
    await database.drop();
  }
}

let alone: DayReport;

test("one process and one worker bring a day of thirty customers to proven books", async () => {
  alone = await liveDay({ copies: 1, seed: 41 });
  expect(alone).toMatchObject({ deposits: 30, instructions: 30, breaks: 0, verified: true, problems: [] });
  expect(alone.allocations).toBeGreaterThanOrEqual(30);
  expect(alone.settlements).toBe(alone.allocations);
});

test("two processes and two workers on one database order and allocate exactly the same", async () => {
  const together = await liveDay({ copies: 2, seed: 41 });
  expect(together).toMatchObject({ breaks: 0, verified: true, problems: [] });
  const { orders, blocks, allocations, settlements, digest } = alone;
  expect(together).toMatchObject({ orders, blocks, allocations, settlements, digest });
});

test("another seed is another day", async () => {
  const other = await liveDay({ copies: 1, seed: 42 });
  expect(other).toMatchObject({ breaks: 0, verified: true, problems: [] });
  expect(other.digest).not.toBe(alone.digest);
});
