import { parseCents, parseShares } from "@kura/shared/money.ts";
import { expect, test } from "vitest";
import type { BrokerOrder } from "./broker.ts";
import { isSameOrder, type WantedOrder } from "./match.ts";

const buy: WantedOrder = {
  ...{ clientOrderId: "kura-1", symbol: "VT", side: "buy", notional: parseCents("650.10"), quantity: null },
};
const sale: WantedOrder = { ...buy, side: "sell", notional: null, quantity: parseShares("1.5") };
const shown = (wanted: WantedOrder, facts: Partial<BrokerOrder> = {}): BrokerOrder => ({
  ...{ id: "c1c3", status: "new", statusText: "new", filled: parseShares("0"), averagePrice: null },
  ...{ averagePriceText: null, submittedAt: null, updatedAt: null },
  ...wanted,
  ...facts,
});

test("an order with our id, symbol, side and size is ours, however far it has come", () => {
  expect(isSameOrder(buy, shown(buy))).toBe(true);
  expect(isSameOrder(sale, shown(sale, { status: "filled", filled: parseShares("1.5") }))).toBe(true);
});

const others: readonly (readonly [string, Partial<BrokerOrder>])[] = [
  ["another id", { clientOrderId: "kura-2" }],
  ["another symbol", { symbol: "VTI" }],
  ["the other side", { side: "sell" }],
  ["a side that we do not know", { side: "other" }],
  ["a cent more", { notional: parseCents("650.11") }],
  ["a quantity where we asked by dollars", { notional: null, quantity: parseShares("5") }],
];
test.each(others)("an order with %s is not ours", (_what, facts) => {
  expect(isSameOrder(buy, shown(buy, facts))).toBe(false);
});

test("a sale of another quantity, or by dollars, is not ours", () => {
  expect(isSameOrder(sale, shown(sale, { quantity: parseShares("1.500000001") }))).toBe(false);
  expect(isSameOrder(sale, shown(sale, { quantity: null, notional: parseCents("1.50") }))).toBe(false);
});

test("an order that shows no size at all is known by its id, symbol and side", () => {
  expect(isSameOrder(buy, shown(buy, { notional: null }))).toBe(true);
});
