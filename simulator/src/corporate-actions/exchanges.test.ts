import { parseCents } from "@kura/shared/money.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startWorld, type TestWorld } from "../test-world.ts";
import { activities, buy, expectBooksToAgree, position, schedule } from "./test-actions.ts";

const EX = "2026-03-04";
const BEGUN = "2026-03-04T07:15:00Z"; // 02:15 in New York

let world: TestWorld;
beforeEach(async () => {
  world = await startWorld({ fees: false });
  await world.fund("100000.00");
});
afterEach(() => world.stop());

async function hold(symbol: string, qty: string): Promise<Record<string, string>> {
  await buy(world, symbol, qty);
  await world.advance("2026-03-02T15:00:00Z");
  return (await position(world, symbol)) ?? {};
}

async function place(order: object): Promise<void> {
  await world.trade("POST", "/orders", order);
}

const distance = (a: bigint, b: bigint) => (a > b ? a - b : b - a);

const orderOf = async (id: string) =>
  (await world.trade<Record<string, string>>("GET", `/orders:by_client_order_id?client_order_id=${id}`)).body;

test("a forward split takes old shares out and brings new ones, linked, for the same cost and worth", async () => {
  const before = await hold("NVDA", "10.5");
  const { corporateActionId } = await schedule(world, {
    kind: "forward_split",
    symbol: "NVDA",
    exOn: EX,
    oldRate: "1",
    newRate: "4",
  });
  await world.advance(BEGUN);
  const legs = await activities(world, "SPLIT");
  expect(legs.map((each) => [each.activity_subtype, each.qty, each.net_amount, each.at])).toEqual([
    ["FSPLIT", "-10.5", "0.00", BEGUN],
    ["FSPLIT", "42", "0.00", BEGUN],
  ]);
  expect(new Set(legs.map((each) => each.details.group_id)).size).toBe(1);
  expect(legs.map((each) => each.details.ca_id)).toEqual([corporateActionId, corporateActionId]);
  expect(new Set(legs.map((each) => each.ref_id)).size).toBe(2);
  const after = await position(world, "NVDA");
  expect(after).toMatchObject({ qty: "42", cost_basis: before.cost_basis });
  const [was, is] = [parseCents(before.market_value ?? ""), parseCents(after?.market_value ?? "")];
  expect(is * 10n > was * 8n && is * 10n < was * 12n).toBe(true);
  await expectBooksToAgree(world);
});

test("after a forward split waiting purchases ask for as much in new shares; others stay as they are", async () => {
  await hold("NVDA", "8");
  const waiting = { symbol: "NVDA", side: "buy", type: "limit", time_in_force: "gtc", qty: "3", limit_price: "100.01" };
  await place({ ...waiting, client_order_id: "buy" });
  await place({ ...waiting, side: "sell", limit_price: "900", client_order_id: "sell" });
  await schedule(world, { kind: "forward_split", symbol: "NVDA", exOn: EX, oldRate: "2", newRate: "3" });
  await world.advance(BEGUN);
  expect(await orderOf("buy")).toMatchObject({ qty: "4", limit_price: "66.67", status: "new" });
  expect(await orderOf("sell")).toMatchObject({ qty: "3", limit_price: "900.00", status: "new" });
});

test("a reverse split leaves whole shares, ends waiting orders, and pays for the fraction days later", async () => {
  const before = await hold("T", "25");
  await place({
    ...{ symbol: "T", side: "buy", type: "limit", time_in_force: "gtc", qty: "1", limit_price: "10" },
    client_order_id: "gtc",
  });
  await schedule(world, { kind: "reverse_split", symbol: "T", exOn: EX, oldRate: "10", newRate: "1" });
  await world.advance(BEGUN);
  expect((await activities(world, "SPLIT")).map((each) => [each.activity_subtype, each.qty])).toEqual([
    ["RSPLIT", "-25"],
    ["RSPLIT", "2"],
  ]);
  expect(await orderOf("gtc")).toMatchObject({ status: "canceled" });
  const events = await world.history("/v2/events/trades");
  expect(events.at(-1)).toMatchObject({ event: "canceled", reason: "CORPORATE_ACTION" });
  const after = await position(world, "T");
  expect(after?.qty).toBe("2");
  const kept = (parseCents(before.cost_basis ?? "") * 4n) / 5n; // two of two and a half
  expect(distance(parseCents(after?.cost_basis ?? ""), kept)).toBeLessThanOrEqual(1n);
  expect(await activities(world, "CIL")).toEqual([]);
  await world.advance("2026-03-10T00:00:00Z");
  const [paid] = await activities(world, "CIL");
  expect(paid).toMatchObject({ at: "2026-03-09T12:00:00Z", details: { symbol: "T", fraction: "0.5" } });
  const price = parseCents(after?.current_price ?? "");
  expect(distance(parseCents(paid?.net_amount ?? "") * 2n, price)).toBeLessThanOrEqual(1n);
  const groups = [...(await activities(world, "SPLIT")), ...(await activities(world, "CIL"))];
  expect(new Set(groups.map((each) => each.details.group_id)).size).toBe(1);
  await expectBooksToAgree(world);
});

test("a symbol change moves shares and cost to the new name, also what is still ahead", async () => {
  const before = await hold("META", "3.25");
  await schedule(world, {
    kind: "cash_dividend",
    symbol: "META",
    rate: "1",
    exOn: "2026-03-06",
    payableOn: "2026-03-10",
  });
  await schedule(world, { kind: "name_change", symbol: "META", newSymbol: "MVRS", exOn: EX });
  await world.advance(BEGUN);
  const legs = await activities(world, "NC");
  expect(legs.map((each) => [each.activity_subtype, each.details.symbol, each.qty])).toEqual([
    ["SNC", "META", "-3.25"],
    ["SNC", "MVRS", "3.25"],
  ]);
  expect(await position(world, "META")).toBeNull();
  expect(await position(world, "MVRS")).toMatchObject({ qty: "3.25", cost_basis: before.cost_basis });
  await world.advance("2026-03-11T00:00:00Z");
  expect((await activities(world, "DIV")).map((each) => [each.details.symbol, each.net_amount])).toEqual([
    ["MVRS", "3.25"],
  ]);
  await expectBooksToAgree(world);
});

test("a change of the CUSIP books a pair under one symbol, and the asset has a new id", async () => {
  await hold("KO", "5");
  const { newCusip } = await schedule(world, { kind: "cusip_change", symbol: "KO", exOn: EX });
  const id = (await position(world, "KO"))?.asset_id;
  await world.advance(BEGUN);
  const legs = await activities(world, "NC");
  expect(legs.map((each) => [each.activity_subtype, each.details.symbol, each.qty])).toEqual([
    ["CNC", "KO", "-5"],
    ["CNC", "KO", "5"],
  ]);
  expect(legs[1]?.details.cusip).toBe(newCusip);
  expect(legs[0]?.details.cusip).not.toBe(newCusip);
  expect((await position(world, "KO"))?.asset_id).not.toBe(id);
  await expectBooksToAgree(world);
});

test("a cash merger takes the shares and brings the cash; the symbol and what was ahead of it are gone", async () => {
  await hold("DIS", "7.5");
  await schedule(world, {
    kind: "cash_dividend",
    symbol: "DIS",
    rate: "1",
    exOn: "2026-03-06",
    payableOn: "2026-03-10",
  });
  await schedule(world, { kind: "cash_merger", symbol: "DIS", rate: "120.25", exOn: EX });
  await world.advance("2026-03-11T00:00:00Z");
  expect((await activities(world, "MA")).map((each) => [each.activity_subtype, each.qty, each.net_amount])).toEqual([
    ["CMA", "-7.5", "0.00"],
    ["CMA", "0", "901.88"],
  ]);
  expect(await activities(world, "DIV")).toEqual([]);
  expect(await position(world, "DIS")).toBeNull();
  expect((await world.call("GET", "/v1/assets?status=active")).body).not.toEqual(
    expect.arrayContaining([expect.objectContaining({ symbol: "DIS" })]),
  );
  await expectBooksToAgree(world);
});

test("mergers for stock add to what is held of the acquirer; a spin-off divides the cost", async () => {
  await hold("CRM", "4");
  await schedule(world, {
    ...{ kind: "stock_and_cash_merger", symbol: "CRM", newSymbol: "ORCL", exOn: EX },
    ...{ oldRate: "3", newRate: "2", rate: "10" },
  });
  await schedule(world, { kind: "spin_off", symbol: "ORCL", newSymbol: "KO", exOn: EX, oldRate: "1", newRate: "0.5" });
  await world.advance(BEGUN);
  expect((await activities(world, "MA")).map((each) => [each.details.symbol, each.qty, each.net_amount])).toEqual([
    ["CRM", "-4", "0.00"],
    ["ORCL", "2.666666666", "0.00"],
    ["CRM", "0", "40.00"],
  ]);
  expect((await activities(world, "SPIN")).map((each) => [each.details.symbol, each.qty])).toEqual([
    ["KO", "1.333333333"],
  ]);
  const costs = await Promise.all(["ORCL", "KO"].map(async (symbol) => (await position(world, symbol))?.cost_basis));
  expect(costs.every((cost) => parseCents(cost ?? "0") > 0n)).toBe(true);
  await expectBooksToAgree(world);
});

test("what cannot be is refused, and what has begun cannot be taken back", async () => {
  const split = { kind: "forward_split", symbol: "KO", exOn: EX, oldRate: "1", newRate: "2" };
  const refused = async (action: object) => {
    const { status, body } = await world.call("POST", "/sim/corporate-actions", action);
    return [status, body.code];
  };
  expect(await refused({ ...split, symbol: "NONE" })).toEqual([422, "symbol_not_listed"]);
  expect(await refused({ ...split, newRate: "1" })).toEqual([422, "rates_in_disorder"]);
  expect(await refused({ ...split, kind: "reverse_split" })).toEqual([422, "rates_in_disorder"]);
  expect(await refused({ ...split, exOn: "2026-03-07" })).toEqual([422, "no_trading_day"]);
  expect(await refused({ ...split, exOn: "2026-03-02" })).toEqual([422, "too_late"]);
  expect(await refused({ ...split, newRate: 2 })).toEqual([400, "invalid_request"]);
  expect(await refused({ kind: "name_change", symbol: "KO", newSymbol: "PEP", exOn: EX })).toEqual([
    409,
    "symbol_taken",
  ]);
  const dividend = { kind: "cash_dividend", symbol: "KO", rate: "1", exOn: EX };
  expect(await refused({ ...dividend, payableOn: "2026-03-03" })).toEqual([422, "days_in_disorder"]);
  expect(await refused({ ...dividend, payableOn: "2026-03-08" })).toEqual([422, "no_settlement_day"]);
  expect(await refused({ ...dividend, rate: "-1", payableOn: EX })).toEqual([400, "invalid_request"]);

  const [kept, dropped] = [await schedule(world, split), await schedule(world, { ...split, exOn: "2026-03-05" })];
  const path = (action: Record<string, string>) => `/sim/corporate-actions/${action.id}`;
  expect((await world.call("DELETE", path(dropped))).status).toBe(204);
  expect((await world.call("DELETE", path(dropped))).status).toBe(404);
  await world.advance(BEGUN);
  expect((await world.call("DELETE", path(kept))).status).toBe(409);
});
