import { cents, divide, parseDecimal, price, shares, sum } from "@kura/shared/money.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { BrokerExecution } from "../broker/broker.ts";
import { rows } from "../db.ts";
import { prepareMarket } from "../instructions/prepare-windows.ts";
import { poolCash, poolCustody, street } from "../ledger/accounts.ts";
import { findBalance } from "../ledger/find-balances.ts";
import { problemsOf } from "../test-money.ts";
import {
  bookingOf,
  openBreaks,
  passWindow,
  prepareCustomers,
  stageOf,
  whenPlaced,
  workAt,
  workUntilQuiet,
} from "../test-window.ts";
import { createTestWorld, type TestWorld } from "../test-world.ts";
import { costOf } from "./book-execution.ts";
import { takeActivity, takeExecution } from "./take-activities.ts";

/** Enough for what a fill may cost here beyond all that was ordered. */
const POOL = 10n ** 17n;
const SETTLES = "2026-03-03";

/** Dollars with twelve decimals, from a millionth of a millionth to a million. */
const priceTexts = fc
  .oneof(
    fc.bigInt({ min: 1n, max: 2_000_000n }),
    fc.bigInt({ min: 1n, max: 10n ** 15n }),
    fc.bigInt({ min: 10n ** 12n, max: 10n ** 18n }),
  )
  .map((value) => value.toString().padStart(13, "0"))
  .map((digits) => `${digits.slice(0, -12)}.${digits.slice(-12)}`);
const quantities = fc.oneof(
  fc.bigInt({ min: 1n, max: 3n }),
  fc.bigInt({ min: 1n, max: 5n * 10n ** 9n }),
  fc.bigInt({ min: 1n, max: 10n ** 15n }),
);
const differences = fc.oneof(
  fc.constant(0n),
  fc.bigInt({ min: -2n, max: 2n }),
  fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }),
);
const fills = fc.array(
  fc.record({
    symbol: fc.constantFrom("VT", "BND"),
    text: priceTexts,
    quantity: quantities.map(shares),
    more: differences,
    heard: fc.array(fc.constantFrom("event" as const, "booking" as const), { minLength: 1, maxLength: 3 }),
    when: fc.constantFrom("before allocation", "after allocation", "after settlement"),
  }),
  { minLength: 2, maxLength: 14 },
);
type Fill = (typeof fills extends fc.Arbitrary<(infer One)[]> ? One : never) & { readonly id: string };

/** Lets us hear of fills, each in the ways and as often as it says, all at the same time. */
async function hear(world: TestWorld, fills: readonly Fill[]): Promise<void> {
  await Promise.all(
    fills.flatMap((fill) => {
      const execution: BrokerExecution = {
        ...{ id: fill.id, orderId: "o", clientOrderId: `kura-2026-03-02-${fill.symbol}-buy-1-1`, side: "buy" },
        ...{ symbol: fill.symbol, shares: fill.quantity, price: priceOf(fill), priceText: fill.text },
        ...{ executedAt: world.clock.now(), settlesOn: SETTLES },
      };
      return fill.heard.map((way) =>
        way === "event" ? takeExecution(world, execution) : takeActivity(world, bookingOf(execution, fill.more)),
      );
    }),
  );
}
const priceOf = (fill: Fill) => price(divide(parseDecimal(fill.text, 12), 1_000_000n, "half_even"));
const tookOf = (fill: Fill) =>
  costOf({ price: priceOf(fill), shares: fill.quantity }) + (fill.heard.includes("booking") ? fill.more : 0n);

/** A window whose orders end with the fills that come before allocation; the others come after it, or still later. */
async function passDay(world: TestWorld, all: readonly Fill[]): Promise<void> {
  world.outside.next = () => "nothing";
  const working = whenPlaced(world, async (clientOrderId) => {
    const early = all.filter((fill) => fill.when === "before allocation" && clientOrderId.includes(fill.symbol));
    await hear(world, early);
    const order = world.outside.orders.get(clientOrderId);
    if (!order) throw new Error("the order was placed");
    const filled = shares(sum(early.map((fill) => fill.quantity)));
    world.outside.orders.set(clientOrderId, { ...order, filled });
  });
  await passWindow(working);
  const hearLater = async (when: Fill["when"]) => {
    await hear(
      world,
      all.filter((fill) => fill.when === when),
    );
    await workUntilQuiet(working);
  };
  await hearLater("after allocation");
  await workAt(working, `${SETTLES}T09:00:00Z`, 0);
  await hearLater("after settlement");
}

test("whatever is filled, and whenever we hear of it, every fill is booked and the books prove", async () => {
  await fc.assert(
    fc.asyncProperty(fills, async (drawn) => {
      const world = await createTestWorld();
      try {
        await prepareMarket(world);
        await prepareCustomers(world, [100_000n, 7_001n], POOL);
        const all = drawn.map((fill) => ({ ...fill, id: world.newId() }));
        await passDay(world, all);

        const booked = await rows<{ id: string }>(world.pool, "select id from executions order by id");
        expect(booked.map((row) => row.id)).toEqual(all.map((fill) => fill.id).sort());
        const trued = await rows<{ id: string }>(world.pool, "select execution_id as id from truings order by 1");
        expect(trued.map((row) => row.id)).toEqual(
          all
            .filter((fill) => fill.heard.includes("booking"))
            .map((fill) => fill.id)
            .sort(),
        );
        expect(await findBalance(world.pool, street("USD", SETTLES))).toBe(0n);
        expect(await findBalance(world.pool, poolCash)).toBe(cents(sum(all.map(tookOf)) - POOL));
        for (const symbol of ["VT", "BND"]) {
          const executed = sum(all.filter((fill) => fill.symbol === symbol).map((fill) => fill.quantity));
          expect(await findBalance(world.pool, poolCustody(symbol))).toBe(-executed);
        }
        expect(await stageOf(world.pool)).toBe("closed");
        expect(await rows(world.pool, "select kind, last_error from work where last_error is not null")).toEqual([]);
        const surprises = new Set(await openBreaks(world.pool));
        expect([...surprises].filter((kind) => !EXPECTED.has(kind))).toEqual([]);
        expect(await problemsOf(world)).toEqual([]);
      } finally {
        await world.stop();
      }
    }),
    { numRuns: 12, endOnFailure: true },
  );
}, 120_000);

const EXPECTED = new Set(["booking_differs_from_execution", "fill_total_differs"]);
