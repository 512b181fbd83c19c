import { price } from "@kura/shared/money.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Order } from "./order.ts";
import { limitOf, tickOf, watchStop } from "./stop.ts";

const dollars = (inCents: bigint) => price(inCents * 10_000n);
const stopAt = (inCents: bigint) =>
  ({ type: "stop", side: "buy", limitPrice: null, stopPrice: dollars(inCents) }) as const;

test("a stop to buy becomes a limit 4 % above it below 50 dollars, and 2.5 % from there on", () => {
  expect(limitOf(stopAt(4_999n))).toBe(dollars(5_198n)); // 51.9896, in cents and never above
  expect(limitOf(stopAt(5_000n))).toBe(dollars(5_125n));
  expect(limitOf(stopAt(40_000n))).toBe(dollars(41_000n));
  expect(limitOf({ ...stopAt(40_000n), side: "sell" })).toBe(null);
});

const prices = fc.array(fc.bigInt(100n, 100_000n).map(dollars), { minLength: 1, maxLength: 40 });
const trail = fc.oneof(
  fc.bigInt(1n, 2_000n).map((inCents) => ({ trailPrice: dollars(inCents), trailPercent: null })),
  fc.bigInt(1n, 99_000_000n).map((trailPercent) => ({ trailPrice: null, trailPercent })),
);

test("a trailing stop keeps to the best price it has seen, only ever comes nearer, and stands on a tick", () => {
  fc.assert(
    fc.property(prices, trail, fc.constantFrom("buy", "sell"), (seen, terms, side) => {
      const none = { hwm: null, stopPrice: null, triggeredAtMs: null };
      let order = { type: "trailing_stop", side, ...terms, ...none } as unknown as Order;
      for (const [atMs, last] of seen.entries()) {
        const before = order.stopPrice;
        order = watchStop(order, last, atMs);
        const stop = order.stopPrice!;
        expect(stop > 0n && stop % tickOf(stop) === 0n).toBe(true);
        if (before !== null) expect(side === "sell" ? stop >= before : stop <= before).toBe(true);
        const best = seen.slice(0, atMs + 1).reduce((a, b) => ((side === "sell" ? b > a : b < a) ? b : a));
        expect(order.hwm).toBe(best);
        const reached = side === "sell" ? last <= stop : last >= stop;
        expect(order.triggeredAtMs !== null).toBe(reached);
        if (reached) return;
      }
    }),
  );
});
