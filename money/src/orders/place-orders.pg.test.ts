import { afterEach, beforeEach, expect, test } from "vitest";
import type { Quote } from "../broker/broker.ts";
import { rows } from "../db.ts";
import { prepareMarket } from "../instructions/prepare-windows.ts";
import { position } from "../ledger/accounts.ts";
import { findBalance } from "../ledger/find-balances.ts";
import { giveYen, problemsOf } from "../test-money.ts";
import {
  CUT_OFF,
  confirm,
  openBreaks,
  passWindow,
  prepareCustomers,
  RUNS_AT,
  stageOf,
  workAt,
} from "../test-window.ts";
import { createTestWorld, type TestWorld } from "../test-world.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await createTestWorld();
  await prepareMarket(world);
});
afterEach(() => world.stop());

const ONLY = (symbol: string) => [{ symbol, weightBps: 10_000n }];
const sharesOf = (customerId: string, symbol: string) =>
  findBalance(world.pool, position(customerId, "specified", symbol));
/** The same world, whose broker has no price for some symbols. */
const without = (missing: readonly string[]): TestWorld => ({
  ...world,
  broker: {
    ...world.broker,
    async latestQuotes(symbols): Promise<Map<string, Quote>> {
      const quotes = await world.broker.latestQuotes(symbols);
      return new Map([...quotes].filter(([symbol]) => !missing.includes(symbol)));
    },
  },
});

test("a target confirmed after the cut-off is for the next window", async () => {
  const [ann = ""] = await prepareCustomers(world, [100_000n]);
  await workAt(world, CUT_OFF, 0);
  await confirm(world, ann, ONLY("VTI"));
  await workAt(world, RUNS_AT);
  expect(await sharesOf(ann, "VT")).toBeGreaterThan(0n);
  expect(await sharesOf(ann, "VTI")).toBe(0n);

  await world.commands.run(giveYen, { customerId: ann, amount: 10_000n });
  await confirm(world, ann, ONLY("VTI"));
  await workAt(world, "2026-03-03T13:30:00Z", 0);
  await workAt(world, "2026-03-03T15:00:00Z");
  expect(await sharesOf(ann, "VTI")).toBeGreaterThan(0n);
  expect(await problemsOf(world)).toEqual([]);
});

test("the last target before the cut-off is planned, also for money that came under an earlier one", async () => {
  const [ann = ""] = await prepareCustomers(world, [100_000n]);
  await confirm(world, ann, ONLY("VTI"));
  await passWindow(world);
  expect(await sharesOf(ann, "VT")).toBe(0n);
  expect(await sharesOf(ann, "VTI")).toBeGreaterThan(0n);
});

test("a target with another symbol, confirmed while the window plans, stops nobody's purchases", async () => {
  const [ann = "", bob = ""] = await prepareCustomers(world, [100_000n, 50_000n]);
  const hasty: TestWorld = {
    ...world,
    broker: {
      ...world.broker,
      async latestQuotes(symbols) {
        await confirm(world, ann, ONLY("VTI"));
        return world.broker.latestQuotes(symbols.filter((symbol) => symbol !== "VTI"));
      },
    },
  };
  await passWindow(hasty);
  expect(await stageOf(world.pool)).toBe("closed");
  for (const id of [ann, bob]) expect(await sharesOf(id, "VT")).toBeGreaterThan(0n);
  expect(await problemsOf(world)).toEqual([]);
});

test("what is held and has no price today is planned by the last price there was, and a person is told", async () => {
  const [ann = "", bob = ""] = await prepareCustomers(world, [100_000n, 50_000n]);
  await passWindow(world);
  for (const id of [ann, bob]) {
    await world.commands.run(giveYen, { customerId: id, amount: 10_000n });
    await confirm(world, id);
  }
  const before = await sharesOf(bob, "BND");
  const silent = without(["VT"]);
  await workAt(silent, "2026-03-03T13:30:00Z", 0);
  await workAt(silent, "2026-03-03T15:00:00Z");
  expect(await rows(world.pool, "select stage from windows order by trade_on limit 2")).toEqual([
    { stage: "closed" },
    { stage: "closed" },
  ]);
  expect(await sharesOf(bob, "BND")).toBeGreaterThan(before);
  const prices = await rows<{ price: bigint; at: Temporal.Instant }>(
    world.pool,
    "select p.price, p.at from prices p join windows w on w.id = p.window_id where symbol = 'VT' order by w.trade_on",
  );
  expect(prices).toHaveLength(2);
  expect(prices[1]).toEqual(prices[0]);
  expect(await openBreaks(world.pool)).toEqual(["price_missing"]);
});

test("what is only wanted needs no price: it is bought by amount", async () => {
  const [ann = ""] = await prepareCustomers(world, [100_000n]);
  await passWindow(without(["VT"]));
  expect(await stageOf(world.pool)).toBe("closed");
  expect(await sharesOf(ann, "VT")).toBeGreaterThan(0n);
  expect(await openBreaks(world.pool)).toEqual(["price_missing"]);
});
