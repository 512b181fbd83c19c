import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bps, parseCents, sum } from "@kura/shared/money.ts";
import { expect, test } from "vitest";
import type { SimulatorOptions } from "../config.ts";
import { marketOrder, startWorld, type TestWorld } from "../test-world.ts";
import { planDividend } from "./plan-dividend.ts";
import { activities, buy, expectBooksToAgree, schedule } from "./test-actions.ts";

const DIVIDEND = { kind: "cash_dividend", symbol: "KO", rate: "0.53", exOn: "2026-03-05", payableOn: "2026-03-16" };
const EX_DAY = "2026-03-05T07:15:00Z";
const PAID = "2026-03-16T12:00:00Z"; // New York has summer time by then: 08:00
const OVER = "2026-03-17T00:00:00Z";

/** A world in which the pool has shares of KO since Monday's opening. */
async function holder(qty: string, options: Partial<SimulatorOptions> = {}): Promise<TestWorld> {
  const world = await startWorld(options);
  await world.fund("50000.00");
  await buy(world, "KO", qty);
  await world.advance("2026-03-02T15:00:00Z");
  return world;
}

test("the payout is exact, what is booked is rounded to a cent, and so is what is withheld of that", () => {
  const qty = 205_900_000_000n;
  expect(planDividend(qty, 510_000_000n, bps(3_000n))).toEqual({ payout: "105.009", gross: 10_501n, withheld: 3_150n });
  expect(planDividend(qty, 510_000_000n, bps(1_000n)).withheld).toBe(1_050n);
});

test("nothing is withheld where it is under one cent, and nothing is paid that rounds to nothing", () => {
  const oneShare = 1_000_000_000n;
  expect(planDividend(oneShare, 30_000_000n, bps(3_000n))).toMatchObject({ gross: 3n, withheld: 0n });
  expect(planDividend(oneShare, 40_000_000n, bps(3_000n))).toMatchObject({ gross: 4n, withheld: 1n });
  expect(planDividend(oneShare, 4_000_000n, bps(3_000n)).gross).toBe(0n);
});

test("a dividend is paid at eight in New York, and withheld from a minute later, by what names it", async () => {
  const world = await holder("205.9");
  const { corporateActionId } = await schedule(world, { ...DIVIDEND, rate: "0.51" });
  await world.advance("2026-03-16T11:59:59Z");
  expect(await activities(world, "DIV")).toEqual([]);
  await world.advance(PAID);
  const [paid] = await activities(world, "DIV");
  expect(paid).toMatchObject({ activity_subtype: "CDIV", at: PAID, net_amount: "105.01", settle_date: "2026-03-16" });
  expect(paid?.details).toMatchObject({ symbol: "KO", entitled_qty: "205.9", rate: "0.51", cash_payout: "105.009" });
  expect(paid?.details).toMatchObject({ foreign: "false", special: "false", ca_id: corporateActionId });
  expect(paid?.details).toMatchObject({
    ex_date: "2026-03-05",
    position_date: "2026-03-04",
    system_date: "2026-03-16",
  });
  expect(await activities(world, "DIVNRA")).toEqual([]);
  await world.advance(OVER);
  const [withheld] = await activities(world, "DIVNRA");
  expect(withheld).toMatchObject({ at: "2026-03-16T12:01:00Z", net_amount: "-31.50" });
  expect(withheld?.details.parent_id).toBe(paid?.ref_id);
  await expectBooksToAgree(world);
  await world.stop();
});

test("who held as the ex-day begins is paid: sold on that day still counts, bought on that day does not", async () => {
  const world = await holder("10");
  await schedule(world, DIVIDEND);
  await world.advance(EX_DAY);
  await world.trade("POST", "/orders", marketOrder("KO", { qty: "10", side: "sell", client_order_id: "s" }));
  await world.advance("2026-03-05T15:00:00Z");
  await world.trade("POST", "/orders", marketOrder("KO", { qty: "3", client_order_id: "b" }));
  await world.advance(OVER);
  const paid = await activities(world, "DIV");
  expect(paid.map((each) => [each.details.entitled_qty, each.net_amount])).toEqual([["10", "5.30"]]);
  await expectBooksToAgree(world);
  await world.stop();
});

test("a treaty lowers what is withheld; from a foreign payer nothing is withheld", async () => {
  const world = await holder("100", { withholdingPercent: "10" });
  await schedule(world, DIVIDEND);
  await schedule(world, { ...DIVIDEND, rate: "1", foreign: true });
  await world.advance(OVER);
  expect((await activities(world, "DIV")).map((each) => each.net_amount).toSorted()).toEqual(["100.00", "53.00"]);
  expect((await activities(world, "DIVNRA")).map((each) => each.net_amount)).toEqual(["-5.30"]);
  await world.stop();
});

test("a world that is stopped between the ex-day and the payment pays all the same, and the same", async () => {
  const folder = await mkdtemp(join(tmpdir(), "kura-simulator-"));
  const straight = await holder("12.5");
  await schedule(straight, DIVIDEND);
  await straight.advance(OVER);

  const dataFile = join(folder, "world.sqlite");
  const before = await holder("12.5", { dataFile });
  await schedule(before, DIVIDEND);
  await before.advance(EX_DAY);
  await before.stop();
  const after = await startWorld({ dataFile });
  await after.advance(OVER);
  expect(await activities(after)).toEqual(await activities(straight));
  expect(await activities(after, "DIVNRA")).toHaveLength(1);
  for (const world of [straight, after]) await world.stop();
  await rm(folder, { recursive: true });
});

test("waiting purchases below the market wait lower by the dividend, in whole cents", async () => {
  const world = await holder("1");
  const waiting = { symbol: "KO", side: "buy", type: "limit", time_in_force: "gtc", qty: "2", limit_price: "40.10" };
  await world.trade("POST", "/orders", { ...waiting, client_order_id: "gtc" });
  await schedule(world, { ...DIVIDEND, rate: "0.535" });
  await world.advance(EX_DAY);
  const { body } = await world.trade<Record<string, string>>("GET", "/orders:by_client_order_id?client_order_id=gtc");
  expect(body).toMatchObject({ limit_price: "39.56", qty: "2" });
  const events = await world.history("/v2/events/trades");
  expect(events.at(-1)).toMatchObject({ event: "restated", reason: "CORPORATE_ACTION" });
  await world.stop();
});

test("the payers of the list pay every quarter where it is asked for, and nobody where it is not", async () => {
  const world = await holder("100", { dividends: true });
  const listed = async () =>
    (await world.call<{ actions: { symbol: string; exOn: string }[] }>("GET", "/sim/corporate-actions")).body.actions;
  expect(new Set((await listed()).map(({ symbol }) => symbol)).size).toBe((await listed()).length);
  await world.advance("2026-09-30T00:00:00Z");
  const days = (await listed()).filter(({ symbol }) => symbol === "KO").map(({ exOn }) => exOn);
  expect(days.length).toBeGreaterThanOrEqual(3);
  expect(new Set(days).size).toBe(days.length);
  const paid = await activities(world, "DIV");
  expect(paid.length).toBeGreaterThanOrEqual(2);
  // KO at 71.30 yields 2.85 % a year: a quarter of that for each of a hundred shares.
  expect(paid.every((each) => parseCents(each.net_amount) === 5_080n)).toBe(true);
  expect(sum(paid.map((each) => parseCents(each.net_amount)))).toBeGreaterThan(0n);
  await expectBooksToAgree(world);
  await world.stop();

  const plain = await startWorld();
  expect((await plain.call("GET", "/sim/corporate-actions")).body).toEqual({ actions: [] });
  await plain.stop();
});
