import { price } from "@kura/shared/money.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sessionOn } from "../clock/us-calendar.ts";
import { openState, type State } from "../state.ts";
import { seriesAsOf } from "./history.ts";
import { type Market, openMarket } from "./market.ts";

let state: State;
let market: Market;
beforeEach(() => {
  state = openState(":memory:", 7);
  market = openMarket(state);
});
afterEach(() => state.close());

const { preOpenMs, openMs, closeMs } = sessionOn("2026-03-11")!;
const LATER_MS = openMs + 3_600_000;

/** The same world, read again from what it kept. */
const reread = () => openMarket(state);

test("a new world lists every symbol once, with an id and a CUSIP of its own", () => {
  const listings = market.list();
  expect(listings.length).toBeGreaterThanOrEqual(60);
  for (const part of ["id", "symbol", "cusip"] as const) {
    expect(new Set(listings.map((each) => each[part])).size).toBe(listings.length);
  }
  for (const listing of listings) {
    expect(market.find(listing.id)).toEqual(listing);
    expect(listing.cusip).toMatch(/^[0-9]{9}$/);
  }
  expect(reread().list()).toEqual(listings);
  expect(market.find("NOPE")).toBeNull();
});

test("a split changes the price from its moment on, and yesterday's close in today's shares, but not the past", () => {
  const before = market.lastPrice("BRK.A", preOpenMs - 1);
  const whole = market.quote("BRK.A", LATER_MS).mid;
  market.split("BRK.A", { newRate: 50n, oldRate: 1n }, preOpenMs);
  expect(market.lastPrice("BRK.A", preOpenMs - 1)).toBe(before);
  const distance = market.quote("BRK.A", LATER_MS).mid * 50n - whole;
  expect(distance <= 50n * 5_000n + 5_000n && distance >= -50n * 5_000n - 5_000n).toBe(true);
  const close = market.previousClose("BRK.A", openMs);
  expect(close < before / 45n && close > before / 55n).toBe(true);
  market.split("BRK.A", { newRate: 1n, oldRate: 50n }, LATER_MS);
  expect(market.quote("BRK.A", LATER_MS).mid).toBe(whole);
  expect(reread().quote("BRK.A", LATER_MS)).toEqual(market.quote("BRK.A", LATER_MS));
});

test("a renamed symbol goes on at the same price under a new id; the old one is inactive and its price stands", () => {
  const prices = [openMs, LATER_MS, closeMs].map((ms) => market.lastPrice("META", ms));
  const old = market.get("META");
  const renamed = market.rename("META", "FACE", openMs);
  expect([openMs, LATER_MS, closeMs].map((ms) => market.lastPrice("FACE", ms))).toEqual(prices);
  expect(renamed).toMatchObject({ symbol: "FACE", cusip: old.cusip, status: "active", tradable: true });
  expect(renamed.id).not.toBe(old.id);
  expect(market.get("META")).toMatchObject({ id: old.id, status: "inactive", tradable: false });
  expect(market.lastPrice("META", closeMs)).toBe(market.lastPrice("META", openMs - 1));
  expect(market.list().map((each) => each.symbol)).not.toContain("META");
  expect(market.listEver()).toHaveLength(market.list().length + 1);
  const since = seriesAsOf(market.listEver(), renamed, "-");
  expect([since.listedMs, renamed.listedMs]).toEqual([openMs, null]);
  const onItsDay = { on: "2026-03-10" };
  expect(seriesAsOf(market.listEver(), market.get("META"), onItsDay).endedMs).toBeNull();
  expect(seriesAsOf(market.listEver(), market.get("META"), "today").endedMs).toBe(openMs);
});

test("another CUSIP is another asset id for the same symbol; the old id is found and inactive", () => {
  const old = market.get("KO");
  const lastPrice = market.lastPrice("KO", LATER_MS);
  const changed = market.changeCusip("KO", "191216209", openMs);
  expect(market.get("KO")).toEqual(changed);
  expect(changed).toMatchObject({ symbol: "KO", cusip: "191216209", status: "active" });
  expect(market.find(old.id)).toMatchObject({ symbol: "KO", cusip: old.cusip, status: "inactive" });
  expect(market.lastPrice("KO", LATER_MS)).toBe(lastPrice);
});

test("a delisted symbol keeps its last price for ever, and its name can be listed anew", () => {
  market.delist("T", openMs);
  const last = market.lastPrice("T", openMs - 1);
  expect(market.get("T").status).toBe("inactive");
  expect(market.lastPrice("T", closeMs + 40 * 86_400_000)).toBe(last);
  const listing = {
    symbol: "T",
    name: "Another T",
    exchange: "NYSE",
    base: price(20_000_000n),
    liveliness: 100,
  } as const;
  market.listNew(listing, LATER_MS);
  expect(market.get("T")).toMatchObject({ name: "Another T", status: "active" });
  expect(market.lastPrice("T", LATER_MS - 1)).toBe(20_000_000n);
  expect(market.lastPrice("T", closeMs)).not.toBe(last);
  expect(() => market.listNew(listing, closeMs)).toThrow(/T is free/);
});

test("while a symbol is halted its price and quote stand; it stays tradable, and goes on where the market is", () => {
  const without = market.quote("QQQ", closeMs - 1);
  market.halt("QQQ", openMs + 60_000);
  market.halt("QQQ", openMs + 70_000);
  expect(market.get("QQQ")).toMatchObject({ halted: true, tradable: true });
  expect(market.quote("QQQ", LATER_MS)).toEqual(market.quote("QQQ", openMs + 60_000));
  expect(market.lastPrice("QQQ", LATER_MS)).toBe(market.lastPrice("QQQ", openMs + 59_999));
  market.resume("QQQ", LATER_MS);
  expect(market.get("QQQ").halted).toBe(false);
  expect(market.quote("QQQ", closeMs - 1)).toEqual(without);
  expect(market.quote("QQQ", LATER_MS - 1)).toEqual(market.quote("QQQ", openMs + 60_000));
  market.setTradable("QQQ", false);
  expect(reread().get("QQQ")).toMatchObject({ tradable: false, status: "active", halted: false });
});

test("a change is seen at once within its transaction, and nothing of it is left when that is undone", () => {
  const before = market.listEver();
  expect(() =>
    state.transaction(() => {
      market.rename("V", "VISA", openMs);
      market.split("VISA", { newRate: 2n, oldRate: 1n }, openMs);
      expect(market.get("VISA").splits).toHaveLength(1);
      throw new Error("undone");
    }),
  ).toThrow("undone");
  expect(market.find("VISA")).toBeNull();
  expect(market.listEver()).toEqual(before);
  state.transaction(() => market.delist("V", openMs));
  expect(market.get("V").status).toBe("inactive");
  expect(reread().listEver()).toEqual(market.listEver());
});

test("only what is listed changes", () => {
  for (const change of [
    () => market.split("NOPE", { newRate: 2n, oldRate: 1n }, openMs),
    () => market.split("KO", { newRate: 0n, oldRate: 1n }, openMs),
    () => market.rename("KO", "PEP", openMs),
    () => market.halt(market.get("KO").id, openMs),
  ]) {
    expect(change).toThrow();
  }
});
