import { cents, notional, price, shares, sum } from "@kura/shared/money.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Quote } from "../market/price.ts";
import { matchOrder, sharesFor, tradesAt, type Working } from "./match.ts";
import type { Side } from "./order.ts";

const ONE_SHARE = 1_000_000_000n;
const prices = fc.integer({ min: 100, max: 1_000_000 }).map((inCents) => price(BigInt(inCents) * 10_000n));
const sides = fc.constantFrom<Side>("buy", "sell");
const quotes = prices.map((mid): Quote => ({ bid: price(mid - 10_000n), mid, ask: price(mid + 10_000n), atMs: 0 }));
const words = { seed: fc.integer({ min: 0, max: 999 }), clientOrderId: fc.string({ minLength: 1, maxLength: 20 }) };
const moments = fc.integer({ min: 0, max: 10_000_000 });
const unpriced = { type: "market", timeInForce: "day", limitPrice: null, stopPrice: null } as const;
const fresh = { ...unpriced, filledQty: shares(0n), spent: cents(0n), executions: 0 };

type Order = Working;
/** What an order without a limit trades at. */
const far = ({ side }: Pick<Order, "side">, { ask, bid }: Quote) => (side === "buy" ? ask : bid);

/** Everything an order trades, each execution a second after the one before. */
function tradeAll(seed: number, start: Order, quote: Quote, held: bigint, at: number) {
  const done = [];
  let order = start;
  for (let atMs = at; ; atMs += 1_000) {
    const execution = matchOrder(seed, order, far(order, quote), shares(held), atMs);
    done.push(execution);
    if (execution.last) return done;
    order = {
      ...order,
      filledQty: shares(order.filledQty + execution.qty),
      spent: cents(order.spent + execution.cash),
      executions: order.executions + 1,
    };
  }
}

test("a purchase for dollars never spends more than them, and leaves hardly a cent", () => {
  fc.assert(
    fc.property(words.seed, words.clientOrderId, quotes, fc.bigInt(100n, 10_000_000_00n), moments, (...given) => {
      const [seed, clientOrderId, quote, amount, at] = given;
      const order: Order = { ...fresh, clientOrderId, side: "buy", qty: null, notional: cents(amount) };
      const done = tradeAll(seed, order, quote, 0n, at);
      const spent = sum(done.map((each) => each.cash));
      expect(spent <= amount).toBe(true);
      const unspent = amount - spent;
      // A billionth of a share is worth less than a cent here; rounding a part's cash may add another half.
      expect(unspent <= 1n + notional(quote.ask, shares(1n), "up")).toBe(true);
      expect(done.length).toBeLessThanOrEqual(2);
      for (const each of done) expect(each.cash).toBe(notional(quote.ask, each.qty, "half_even"));
    }),
  );
});

test("an order for shares trades exactly them, at the far side of the quote, whole ones whole", () => {
  fc.assert(
    fc.property(
      words.seed,
      words.clientOrderId,
      quotes,
      sides,
      fc.bigInt(1n, 5_000n),
      fc.boolean(),
      moments,
      (...given) => {
        const [seed, clientOrderId, quote, side, count, whole, at] = given;
        const qty = shares(whole ? count * ONE_SHARE : count * 123_456_789n + 1n);
        const done = tradeAll(seed, { ...fresh, clientOrderId, side, qty, notional: null }, quote, qty, at);
        expect(sum(done.map((each) => each.qty))).toBe(qty);
        expect(done.every((each) => each.qty > 0n && each.price === (side === "buy" ? quote.ask : quote.bid))).toBe(
          true,
        );
        if (whole) expect(done.every((each) => each.qty % ONE_SHARE === 0n)).toBe(true);
      },
    ),
  );
});

test("a sale never sells more than the pool holds", () => {
  fc.assert(
    fc.property(words.seed, words.clientOrderId, quotes, fc.bigInt(0n, ONE_SHARE), moments, (...given) => {
      const [seed, clientOrderId, quote, held, at] = given;
      const order: Order = { ...fresh, clientOrderId, side: "sell", qty: shares(ONE_SHARE), notional: null };
      expect(matchOrder(seed, order, quote.bid, shares(held), at).qty <= held).toBe(true);
    }),
  );
});

test("about one first execution in ten is a part; which is decided by seed, client order id and moment", () => {
  const quote: Quote = { bid: price(99_000_000n), mid: price(100_000_000n), ask: price(101_000_000n), atMs: 0 };
  const order = (id: number): Order => ({
    ...fresh,
    clientOrderId: `order-${id}`,
    side: "buy",
    qty: null,
    notional: cents(10_000n),
  });
  const parts = (seed: number, at: number) =>
    Array.from({ length: 2_000 }, (_, id) => !matchOrder(seed, order(id), quote.ask, shares(0n), at).last);
  const count = parts(7, 0).filter(Boolean).length;
  expect(count).toBeGreaterThan(140);
  expect(count).toBeLessThan(260);
  expect(parts(7, 0)).toEqual(parts(7, 0));
  expect(parts(8, 0)).not.toEqual(parts(7, 0));
  expect(parts(7, 1)).not.toEqual(parts(7, 0));
});

test("a limit is traded at the market's price, and only when that is as good", () => {
  fc.assert(
    fc.property(quotes, sides, prices, (quote, side, limitPrice) => {
      const at = tradesAt({ type: "limit", side, limitPrice, stopPrice: null }, quote);
      const best = far({ side }, quote);
      const good = side === "buy" ? best <= limitPrice : best >= limitPrice;
      expect(at).toBe(good ? best : null);
    }),
  );
});

test("dollars make as many shares as they pay for, cut off after nine decimals", () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10_000_000_00n), prices, (amount, at) => {
      const qty = sharesFor(cents(amount), at);
      expect(qty * at <= amount * 10_000_000_000_000n).toBe(true);
      expect((qty + 1n) * at > amount * 10_000_000_000_000n).toBe(true);
    }),
  );
});
