import { afterEach, beforeEach, expect, test } from "vitest";
import { type Facts, marketOrder, startWorld, type TestWorld } from "../test-world.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await startWorld();
  await world.fund("10000.00");
  await world.trade("POST", "/orders", marketOrder("KO", { qty: "8" }));
  await world.trade("POST", "/orders", marketOrder("VTI", { notional: "100" }));
  await world.advance("2026-03-02T15:00:00Z");
});
afterEach(() => world.stop());

const close = (path: string) => world.trade("DELETE", `/positions${path}`);
const qtyOf = async (symbol: string) => (await world.trade("GET", `/positions/${symbol}`)).body.qty;
let minute = 0;
const settle = async () => {
  minute += 1;
  await world.advance(`2026-03-02T15:${String(minute).padStart(2, "0")}:00Z`);
};
beforeEach(() => {
  minute = 0;
});

test("a position is closed by a market order: some shares, a part in a hundred, or all", async () => {
  const some = await close("/KO?qty=2.5");
  expect(some).toMatchObject({ status: 200, body: { symbol: "KO", side: "sell", type: "market", qty: "2.5" } });
  await settle();
  expect((await close("/KO?percentage=50")).body.qty).toBe("2.75");
  await settle();
  const { body: asset } = await world.call("GET", "/v1/assets/KO");
  expect((await close(`/${asset.id ?? "KO"}?percentage=33.333333333`)).body.qty).toBe("0.916666666");
  await settle();
  const rest = await qtyOf("KO");
  expect((await close("/KO")).body).toMatchObject({ qty: rest, position_intent: "sell_to_close" });
  await settle();
  expect((await close("/KO")).status).toBe(404);
});

test("what cannot be closed is refused", async () => {
  const refused = async (path: string) => {
    const { status, body } = await close(path);
    return [status, body.code, body.message];
  };
  expect(await refused("/PEP")).toEqual([404, 40410000, "position does not exist"]);
  expect(await refused("/KO?qty=1&percentage=5")).toEqual([
    ...[422, 40010001],
    "only one of qty or percentage is accepted",
  ]);
  expect(await refused("/KO?percentage=101")).toEqual([422, 40010001, "percentage must be <= 100"]);
  expect(await refused("/KO?percentage=0")).toEqual([422, 40010001, "percentage must be > 0"]);
  expect(await refused("/KO?qty=x")).toEqual([422, 40010001, "qty is not a number"]);
  expect(await refused("/KO?qty=9")).toEqual([
    ...[403, 40310000],
    "insufficient qty available for order (requested: 9, available: 8)",
  ]);
  expect(await refused("?cancel_orders=perhaps")).toEqual([422, 40010001, "cancel_orders is invalid"]);
  expect(await qtyOf("KO")).toBe("8");
});

test("all positions are closed, each with its own answer; orders in the way are canceled if asked", async () => {
  const sale = marketOrder("KO", { qty: "8", side: "sell", type: "limit", limit_price: "900" });
  const inTheWay = (await world.trade("POST", "/orders", sale)).body;
  const vti = await qtyOf("VTI");
  const first = await world.trade<Facts[]>("DELETE", "/positions");
  expect(first).toMatchObject({
    status: 207,
    body: [
      { symbol: "KO", status: 403, body: { code: 40310000, available: "0", held_for_orders: "8" } },
      { symbol: "VTI", status: 200, body: { side: "sell", qty: vti } },
    ],
  });
  await settle();
  const second = await world.trade<Facts[]>("DELETE", "/positions?cancel_orders=true");
  expect(second).toMatchObject({ status: 207, body: [{ symbol: "KO", status: 200, body: { qty: "8" } }] });
  expect((await world.trade("GET", `/orders/${inTheWay.id}`)).body.status).toBe("canceled");
  await settle();
  expect((await world.trade("GET", "/positions")).body).toEqual([]);
  expect(await world.trade("DELETE", "/positions")).toMatchObject({ status: 207, body: [] });
});
