import { formatCents, parseCents, parsePrice, parseShares, shares, sum } from "@kura/shared/money.ts";
import { expect, test } from "vitest";
import { activities, expectBooksToAgree } from "../corporate-actions/test-actions.ts";
import { marketOrder, startWorld } from "../test-world.ts";
import { planFees } from "./plan-fees.ts";

const sale = (tradeOn: string, qty: string, price: string) => {
  const sold = parseShares(qty);
  return { tradeOn, qty: sold, value: sold * parsePrice(price) };
};

test("each fee is the sum over the day's sales, rounded up to a cent once", () => {
  expect(planFees([sale("2026-05-01", "100", "200")])).toEqual({ reg: 42n, taf: 2n }); // 0.412 and 0.0195
  const twice = [sale("2026-05-01", "10", "100"), sale("2026-05-01", "10", "100")];
  expect(planFees(twice)).toEqual({ reg: 5n, taf: 1n }); // 0.0412 and 0.0039
  expect(planFees([])).toEqual({ reg: 0n, taf: 0n });
});

test("a rate holds from its day on", () => {
  const reg = (on: string) => planFees([sale(on, "1000", "1000")]).reg;
  expect([reg("2025-05-13"), reg("2025-05-14"), reg("2026-04-03"), reg("2026-04-04")]).toEqual([
    2_780n,
    0n,
    0n,
    2_060n,
  ]);
  const taf = (on: string) => planFees([sale(on, "10000", "1")]).taf;
  expect([taf("2025-12-31"), taf("2026-01-01")]).toEqual([166n, 195n]);
});

test("the fee on shares has a cap for each execution, not for the day", () => {
  const large = sale("2026-05-01", "1000000", "1");
  expect(planFees([large]).taf).toBe(979n);
  expect(planFees([large, large]).taf).toBe(1_958n);
});

test("the order of sales does not matter, and one more share never costs less", () => {
  const some = [sale("2026-05-01", "3", "17.5"), sale("2026-05-01", "0.123456789", "999.99")];
  expect(planFees(some.toReversed())).toEqual(planFees(some));
  const more = some.map((each) => ({ ...each, qty: shares(each.qty + 1_000_000_000n) }));
  expect(planFees(more).taf).toBeGreaterThanOrEqual(planFees(some).taf);
});

test("a day's sales are pending until eleven at night; each fee is booked once and settles a day later", async () => {
  const world = await startWorld({ startAt: "2026-05-04T00:00:00Z" });
  await world.fund("20000.00");
  await world.trade("POST", "/orders", marketOrder("VTI", { qty: "20", client_order_id: "b" }));
  await world.advance("2026-05-04T15:00:00Z");
  for (const id of ["s-1", "s-2"]) {
    await world.trade("POST", "/orders", marketOrder("VTI", { qty: "4", side: "sell", client_order_id: id }));
  }
  await world.advance("2026-05-04T20:00:00Z");
  const sales = (await activities(world, "TRD")).filter((each) => each.details.side === "sell");
  const due = planFees(sales.map(({ qty, price }) => sale("2026-05-04", qty, price)));
  const pending = (await world.trade<Record<string, string>>("GET", "/account")).body.pending_reg_taf_fees;
  expect(pending).toBe(formatCents(due.reg + due.taf));
  expect(due.reg).toBeGreaterThan(0n);

  await world.advance("2026-05-05T03:00:00Z");
  const fees = await activities(world, "FEE");
  expect(fees.map((each) => [each.activity_subtype, each.at, each.settle_date, each.details.system_date])).toEqual([
    ["REG", "2026-05-05T03:00:00Z", "2026-05-05", "2026-05-04"],
    ["TAF", "2026-05-05T03:00:00Z", "2026-05-05", "2026-05-04"],
  ]);
  expect(fees.map((each) => parseCents(each.net_amount))).toEqual([-due.reg, -due.taf]);
  expect(fees.some((each) => "parent_id" in each.details)).toBe(false);
  await world.advance("2026-05-07T00:00:00Z");
  expect(sum((await activities(world, "FEE")).map((each) => parseCents(each.net_amount)))).toBe(-due.reg - due.taf);
  expect((await world.trade<Record<string, string>>("GET", "/account")).body.pending_reg_taf_fees).toBe("0.00");
  await expectBooksToAgree(world);
  await world.stop();
});

test("purchases cost nothing, and fees can be switched off", async () => {
  const world = await startWorld({ fees: false });
  await world.fund("5000.00");
  await world.trade("POST", "/orders", marketOrder("VTI", { qty: "4", client_order_id: "b" }));
  await world.advance("2026-03-02T15:00:00Z");
  await world.trade("POST", "/orders", marketOrder("VTI", { qty: "4", side: "sell", client_order_id: "s" }));
  await world.advance("2026-03-04T00:00:00Z");
  expect(await activities(world, "FEE")).toEqual([]);
  await world.stop();
});
