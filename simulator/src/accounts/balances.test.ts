import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { divide, formatCents, parseCents, parsePrice, price, shares } from "@kura/shared/money.ts";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { marketOrder, startWorld, type TestWorld } from "../test-world.ts";
import { ACCOUNT_ID } from "./account.ts";
import { intradayBasis } from "./value.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

type Figures = Readonly<Record<string, string>>;
const balances = async () => (await world.trade<Figures>("GET", "/account")).body;
const position = async (symbol: string) => (await world.trade<Figures>("GET", `/positions/${symbol}`)).body;

/** Buys some shares on Monday and goes to just before Monday's close. */
async function buyOnMonday() {
  await world.fund("5000.00");
  await world.trade("POST", "/orders", marketOrder("VTI", { qty: "3.5", client_order_id: "b-1" }));
  await world.advance("2026-03-02T20:59:59Z");
}

test("figures of the day before are those of its close, until the next day begins in New York", async () => {
  await buyOnMonday();
  expect(await balances()).toMatchObject({ last_equity: "0.00", last_cash: "0.00", balance_asof: "2026-02-27" });
  await world.advance("2026-03-02T21:00:00Z");
  const closed = await balances();
  await world.advance("2026-03-03T04:59:59Z");
  expect(await balances()).toMatchObject({ last_equity: "0.00" });
  await world.advance("2026-03-03T05:00:00Z");
  expect(await balances()).toMatchObject({
    last_equity: closed.equity,
    last_cash: closed.cash,
    last_long_market_value: closed.long_market_value,
    last_buying_power: closed.buying_power,
    balance_asof: "2026-03-02",
    previous_close: "2026-03-02T21:00:00Z",
  });
  const listed = await world.call<Figures>("GET", `/v1/accounts/${ACCOUNT_ID}`);
  expect(listed.body.last_equity).toBe(closed.equity);
  await world.advance("2026-03-09T12:00:00Z");
  expect(await balances()).toMatchObject({ balance_asof: "2026-03-06", last_cash: closed.cash });
});

test("equity is cash and what is held; the pieces are consistent with each other", async () => {
  await buyOnMonday();
  const figures = await balances();
  const amount = (name: string) => parseCents(figures[name] ?? "");
  const held = await position("VTI");
  expect(amount("equity")).toBe(amount("cash") + amount("long_market_value"));
  expect(figures).toMatchObject({
    long_market_value: held.market_value,
    position_market_value: held.market_value,
    initial_margin: held.market_value,
    portfolio_value: figures.equity,
    multiplier: "1",
    buying_power: figures.cash,
    regt_buying_power: figures.cash,
    effective_buying_power: figures.cash,
    non_marginable_buying_power: figures.cash,
    short_market_value: "0",
    pending_transfer_out: "0.00",
  });
});

test("what is bought today gains within the day what it gains at all; tomorrow it counts from the close", async () => {
  await buyOnMonday();
  const monday = await position("VTI");
  expect(monday.unrealized_intraday_pl).toBe(monday.unrealized_pl);
  expect(monday.avg_entry_price).toMatch(/^\d+\.\d{2,16}$/);
  await world.advance("2026-03-03T16:00:00Z");
  const tuesday = await position("VTI");
  const perShare = parsePrice(tuesday.current_price ?? "") - parsePrice(tuesday.lastday_price ?? "");
  expect(tuesday.unrealized_intraday_pl).not.toBe(tuesday.unrealized_pl);
  const gained = parseCents(tuesday.unrealized_intraday_pl ?? "");
  // Both worths are whole cents: their difference is within one of the exact gain.
  const exact = divide(perShare * 35n, 100_000n, "half_even");
  expect(gained >= exact - 1n && gained <= exact + 1n).toBe(true);
});

test("without a purchase the day is measured from the close alone, whatever was sold or split", () => {
  const amounts = fc.bigInt(1n, 10_000_000_000n);
  fc.assert(
    fc.property(amounts, amounts, fc.bigInt(1n, 1_000_000_000n), fc.bigInt(1n, 4n), (qty, cost, close, split) => {
      const before = { qty: shares(qty), cost };
      const after = { qty: shares(qty * split), cost };
      expect(intradayBasis(after, before, price(close))).toBe(qty * split * close);
      const sold = { qty: shares(qty - qty / 2n), cost: cost - cost / 2n };
      if (sold.cost < cost) expect(intradayBasis(sold, before, price(close))).toBe(sold.qty * close);
    }),
  );
});

test("what is bought today counts at what it cost, beside what was held before", () => {
  const amounts = fc.bigInt(1n, 10_000_000_000n);
  fc.assert(
    fc.property(amounts, amounts, amounts, amounts, fc.bigInt(1n, 1_000_000n), (qty, cost, more, paid, close) => {
      const now = { qty: shares(qty + more), cost: cost + paid };
      expect(intradayBasis(now, { qty: shares(qty), cost }, price(close))).toBe(qty * close + paid);
      expect(intradayBasis(now, null, price(close))).toBe(cost + paid);
    }),
  );
});

test("reports are ready at four in New York, the stream says so, and they know the last trading day only", async () => {
  await buyOnMonday();
  await world.trade("POST", "/orders", marketOrder("KO", { qty: "2", client_order_id: "b-2" }));
  const report = (query = "") => world.call<Record<string, unknown>>("GET", `/v1/reporting/eod/positions${query}`);
  await world.advance("2026-03-03T08:59:59Z");
  expect((await report("?asof=2026-03-02")).status).toBe(422);
  await world.advance("2026-03-03T09:00:00Z");
  const said = await world.history("/v2/events/system");
  expect(said).toMatchObject([
    { type: "eod_balances_ready", system_date: "2026-03-02", at: "2026-03-03T09:00:00Z" },
    { type: "eod_positions_ready", system_date: "2026-03-02", at: "2026-03-03T09:00:00Z" },
  ]);
  const whole = await report("?asof=2026-03-02");
  expect(whole.body).toMatchObject({
    positions: {
      [ACCOUNT_ID]: [
        { symbol: "KO", qty: "2" },
        { symbol: "VTI", qty: "3.5", side: "long" },
      ],
    },
    next_page_token: null,
  });
  const first = await report("?limit=1");
  expect(first.body.positions).toMatchObject({ [ACCOUNT_ID]: [{ symbol: "KO" }] });
  const second = await report(`?limit=1&page_token=${first.body.next_page_token}`);
  expect(second.body).toMatchObject({ positions: { [ACCOUNT_ID]: [{ symbol: "VTI" }] }, next_page_token: null });
  expect((await report("?asset=VTI")).body.positions).toMatchObject({ [ACCOUNT_ID]: [{ symbol: "VTI" }] });
  expect((await report("?account_id=nobody")).body.positions).toEqual({});
  for (const query of ["asof=2026-02-27", "limit=0", "limit=10001", "limit=x", "asset=NOPE", "page_token=x"]) {
    expect([query, (await report(`?${query}`)).status]).toEqual([query, 422]);
  }
});

test("the figures of the day before outlive a restart, and the next close still comes", async () => {
  const folder = await mkdtemp(join(tmpdir(), "kura-balances-"));
  const dataFile = join(folder, "world.sqlite");
  await world.stop();
  world = await startWorld({ dataFile });
  await buyOnMonday();
  await world.advance("2026-03-03T12:00:00Z");
  const before = await balances();
  await world.stop();
  world = await startWorld({ dataFile });
  expect(await balances()).toEqual(before);
  await world.advance("2026-03-04T12:00:00Z");
  expect((await balances()).balance_asof).toBe("2026-03-03");
  expect((await balances()).last_equity).not.toBe(before.last_equity);
  expect(formatCents(parseCents((await balances()).last_cash ?? ""))).toBe(before.cash);
  await rm(folder, { recursive: true });
});
