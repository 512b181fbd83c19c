import { join } from "node:path";
import { expect, test } from "vitest";
import { createTestDatabase } from "../tools/test-database.ts";
import { type DayReport, runDays } from "./run-days.ts";

const ROUGH_DAY = join(import.meta.dirname, "../simulator/scenarios/rough-day.json");

/** A day of eight customers, on a database of its own, in this weather. */
async function liveDay(weather: { scenarioFile?: string }): Promise<DayReport> {
  const database = await createTestDatabase("money");
  try {
    return await runDays({ ...weather, database, customers: 8, days: 1, seed: 7, copies: 1, say: () => {} });
  } finally {
    await database.drop();
  }
}

test("whatever goes wrong on the way to the broker and back, a day comes to the same", async () => {
  const calm = await liveDay({});
  const rough = await liveDay({ scenarioFile: ROUGH_DAY });
  expect(rough).toMatchObject({ breaks: 0, verified: true, problems: [] });
  const { orders, blocks, executions, allocations, settlements, digest } = calm;
  expect(allocations).toBeGreaterThan(8);
  expect(rough).toMatchObject({ orders, blocks, executions, allocations, settlements, digest });
});
