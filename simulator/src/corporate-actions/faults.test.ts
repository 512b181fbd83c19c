import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FaultName, openFaults } from "../faults/faults.ts";
import { openState } from "../state.ts";
import { startWorld, type TestWorld } from "../test-world.ts";
import { activities, buy, expectBooksToAgree, schedule } from "./test-actions.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kura-simulator-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A world in which a fault strikes KO once, and the pool has bought KO and PEP. */
async function faulty(fault: FaultName): Promise<TestWorld> {
  const dataFile = join(folder, "world.sqlite");
  const state = openState(dataFile, 7);
  openFaults(state).add({ fault, symbol: "KO", millionths: 1_000_000, timesLeft: 1 });
  state.close();
  const world = await startWorld({ dataFile });
  await world.fund("50000.00");
  for (const symbol of ["KO", "PEP"]) await buy(world, symbol, "10");
  await world.advance("2026-03-02T15:00:00Z");
  return world;
}

test("fault dividend_without_withholding: what it strikes is paid, and nothing is withheld", async () => {
  const world = await faulty("dividend_without_withholding");
  for (const symbol of ["KO", "PEP"]) {
    await schedule(world, { kind: "cash_dividend", symbol, rate: "1", exOn: "2026-03-04", payableOn: "2026-03-05" });
  }
  await world.advance("2026-03-06T00:00:00Z");
  expect((await activities(world, "DIV")).map((each) => each.net_amount)).toEqual(["10.00", "10.00"]);
  expect((await activities(world, "DIVNRA")).map((each) => each.details.symbol)).toEqual(["PEP"]);
  await expectBooksToAgree(world);
  await world.stop();
});

test("fault cusip_change: what was traded gets another CUSIP before the next opening, once", async () => {
  const world = await faulty("cusip_change");
  await world.advance("2026-03-05T00:00:00Z");
  const legs = await activities(world, "NC");
  expect(legs.map((each) => [each.at, each.details.symbol, each.qty])).toEqual([
    ["2026-03-03T07:15:00Z", "KO", "-10"],
    ["2026-03-03T07:15:00Z", "KO", "10"],
  ]);
  await expectBooksToAgree(world);
  await world.stop();
});
