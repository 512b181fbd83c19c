import { cents, price, shares } from "@kura/shared/money.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ACCOUNT_ID, type Account, findAccount, openFirstAccounts } from "../accounts/account.ts";
import { BusinessClock } from "../clock/business-clock.ts";
import { createFeed } from "../events/feed.ts";
import { openFaults } from "../faults/faults.ts";
import { openMarket } from "../market/market.ts";
import { openState } from "../state.ts";
import type { World } from "../world.ts";
import { orderWork } from "./keep-order.ts";
import type { OrderRequest } from "./order.ts";
import { placeOrder } from "./place.ts";
import { findOrder } from "./store.ts";

// The market's changes have no route of their own: here they are made by hand, in a world without a server.
let world: World;
let stop: () => void;
beforeEach(() => {
  const state = openState(":memory:", 7);
  const clock = new BusinessClock(state, Date.parse("2026-03-02T15:00:00Z"), 0);
  const faults = openFaults(state);
  const feed = createFeed(state, faults);
  world = { state, clock, faults, feed, market: openMarket(state), washTradeCheck: true } as unknown as World;
  openFirstAccounts(state, clock.nowMs());
  state.run("update account set cash = 10000000");
  clock.addDueWork(orderWork(world));
  stop = () => {
    clock.stop();
    state.close();
  };
});
afterEach(() => stop());

const request = (rest: Partial<OrderRequest>): OrderRequest => ({
  ...{
    symbol: "KO",
    side: "buy",
    type: "market",
    timeInForce: "day",
    extendedHours: false,
    qty: shares(1_000_000_000n),
  },
  ...{ notional: null, limitPrice: null, stopPrice: null, trailPrice: null, trailPercent: null },
  ...{ clientOrderId: null, subtag: null },
  ...rest,
});
const account = (): Account => {
  const found = findAccount(world.state, ACCOUNT_ID);
  if (!found) throw new Error("a new world has its trading account");
  return found;
};
const place = (rest: Partial<OrderRequest> = {}) =>
  world.clock.act((nowMs) => placeOrder(world, nowMs, account(), request(rest), []));
const placed = (rest: Partial<OrderRequest> = {}) => {
  const order = place(rest);
  if ("refused" in order) throw new Error(JSON.stringify(order));
  return order;
};
const words = (rest: Partial<OrderRequest> = {}) => {
  const outcome = place(rest);
  return "refused" in outcome ? [outcome.refused.status, (outcome.refused.body as { message: string }).message] : null;
};
const look = (id: string) => findOrder(world.state, ACCOUNT_ID, id);
const advance = (minutes: number) => {
  world.clock.hold();
  world.clock.moveTo(world.clock.nowMs() + minutes * 60_000);
  world.clock.release();
};

test("while trading is halted orders are taken and wait; when it resumes, they trade", () => {
  world.market.halt("KO", world.clock.nowMs() - 1_000);
  const [market, stopping] = [placed(), placed({ type: "stop", stopPrice: price(1_000_000n) })];
  const now = placed({ timeInForce: "ioc" });
  expect(look(now.id)).toMatchObject({ status: "canceled", filledQty: 0n });
  advance(5);
  for (const { id } of [market, stopping]) expect(look(id)).toMatchObject({ status: "new", filledQty: 0n });
  world.market.resume("KO", world.clock.nowMs());
  advance(1);
  expect(look(market.id)?.status).toBe("filled");
});

test("an asset that is not tradable can only be closed; one that is gone takes no orders", () => {
  placed({ qty: shares(3_000_000_000n) });
  advance(1);
  world.market.setTradable("KO", false);
  expect(words()).toEqual([422, 'asset "KO" is not tradable']);
  expect(words({ side: "sell" })).toBe(null);
  world.market.delist("KO", world.clock.nowMs());
  expect(words({ side: "sell" })).toEqual([422, 'asset "KO" is not active']);
});

test("before the first trade of an IPO only limit orders are taken; a partnership needs its own permission", () => {
  const nowMs = world.clock.nowMs();
  const fresh = { name: "New Inc.", exchange: "NYSE", fractionable: true, base: price(20_000_000n) } as const;
  world.market.listNew({ ...fresh, symbol: "NEW", liveliness: 100, attributes: ["ipo"] }, nowMs + 3_600_000);
  world.market.listNew({ ...fresh, symbol: "PTP", liveliness: 100, attributes: ["ptp_no_exception"] }, nowMs - 60_000);
  expect(words({ symbol: "NEW" })).toEqual([422, "only limit orders are accepted before the first trade of an IPO"]);
  const { id } = placed({ symbol: "NEW", type: "limit", limitPrice: price(25_000_000n) });
  advance(59);
  expect(look(id)?.status).toBe("new");
  advance(2);
  expect(look(id)?.status).toBe("filled");
  expect(words({ symbol: "NEW" })).toBe(null);
  expect(words({ symbol: "PTP" })).toEqual([403, 'asset "PTP" is a publicly traded partnership without exception']);
});

test("the running totals of what orders keep are the sums over all open orders", () => {
  placed({ type: "limit", limitPrice: price(10_000_000n), qty: shares(7_000_000_000n) });
  placed({ type: "limit", limitPrice: price(10_010_000n), symbol: "VTI", timeInForce: "gtc" });
  placed({ symbol: "PEP", notional: cents(50_000n), qty: null });
  advance(1);
  placed({ symbol: "PEP", side: "sell", type: "limit", limitPrice: price(900_000_000n), qty: shares(2_000_000_000n) });
  for (const minutes of [1, 400]) {
    advance(minutes);
    const sums = world.state.all(
      `select account_id, case side when 'buy' then '' else symbol end as symbol, sum(reserved) as amount
         from trade_order where reserved > 0 group by 1, 2 order by 2`,
    );
    expect(world.state.all("select * from reservation where amount > 0 order by symbol")).toEqual(sums);
  }
});
