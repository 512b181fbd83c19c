import { afterAll, beforeAll, expect, test } from "vitest";
import { ACCOUNT_ID, FIRM_ACCOUNT_ID } from "../accounts/account.ts";
import { activities, buy, schedule } from "../corporate-actions/test-actions.ts";
import { marketOrder, readEvents, startWorld, type TestWorld } from "../test-world.ts";
import { newYorkTime } from "./kept.ts";

type Listed = Readonly<Record<string, string>>;

let world: TestWorld;
beforeAll(async () => {
  world = await startWorld();
  await world.fund("50000.00");
  for (const symbol of ["KO", "PEP"]) await buy(world, symbol, "10");
  await schedule(world, {
    kind: "cash_dividend",
    symbol: "KO",
    rate: "0.5",
    exOn: "2026-03-04",
    payableOn: "2026-03-05",
  });
  await world.advance("2026-03-03T15:00:00Z");
  await world.trade("POST", "/orders", marketOrder("PEP", { qty: "2", side: "sell", client_order_id: "sale" }));
  await world.advance("2026-03-06T00:00:00Z");
});
afterAll(() => world.stop());

const list = (query: string, path = "/v1/accounts/activities") => world.call<Listed[]>("GET", `${path}?${query}`);
const types = async (query: string) => (await list(query)).body.map((each) => each.activity_type);

test("the list holds every booking of the stream once, the last first", async () => {
  const { body } = await list("");
  const told = await activities(world);
  expect(body.map((each) => each.id?.split("::")[1])).toEqual(told.map((each) => each.ref_id).toReversed());
  expect(new Set(body.map((each) => each.id)).size).toBe(body.length);
  expect((await list("direction=asc")).body).toEqual(body.toReversed());
});

test("a fill is shown in its own way, with the moment in New York in its id, and all others in theirs", async () => {
  const { body } = await list("", "/v1/accounts/activities/FILL");
  const sale = body.find((each) => each.side === "sell");
  expect(sale).toMatchObject({ account_id: ACCOUNT_ID, symbol: "PEP", order_status: "filled", type: "fill" });
  expect(sale?.id).toMatch(/^2026030310000[0-9]{4}::[0-9a-f-]{36}$/);
  expect(sale).not.toHaveProperty("client_order_id");
  const [paid] = (await list("activity_types=DIV")).body;
  expect(paid).toMatchObject({
    ...{ activity_type: "DIV", activity_sub_type: "CDIV", date: "2026-03-05", net_amount: "5.00", symbol: "KO" },
    ...{ per_share_amount: "0.5", status: "executed", currency: "USD", created_at: "2026-03-05T13:00:00Z" },
  });
  expect(newYorkTime(Date.UTC(2026, 6, 1, 13, 30, 0, 7))).toBe("20260701093000007");
});

test("lists are cut by type, category, order, account, day and moment", async () => {
  expect(new Set(await types("category=trade_activity"))).toEqual(new Set(["FILL"]));
  expect(await types("category=non_trade_activity&direction=asc")).toEqual(["CSD", "FEE", "DIV", "DIVNRA"]);
  expect(await types("activity_types=DIV,DIVNRA&direction=asc")).toEqual(["DIV", "DIVNRA"]);
  expect(await types("date=2026-03-05&direction=asc")).toEqual(["DIV", "DIVNRA"]);
  expect(await types("after=2026-03-05T13:00:00Z")).toEqual(["DIVNRA"]); // the moment itself is not after it
  expect(await types("until=2026-03-02T13:30:00Z")).toEqual(["CSD"]);
  expect(await types(`account_id=${FIRM_ACCOUNT_ID}`)).toEqual([]);
  const order = (await world.trade("GET", "/orders:by_client_order_id?client_order_id=sale")).body;
  const fills = (await list(`order_id=${order.id}`)).body;
  expect(fills.length).toBeGreaterThan(0);
  expect(fills.every((each) => each.order_id === order.id)).toBe(true);
});

test("pages hold together: the id of a last row is where the next page begins, in either direction", async () => {
  for (const direction of ["asc", "desc"]) {
    const whole = (await list(`direction=${direction}`)).body;
    const seen: Listed[] = [];
    for (let page = (await list(`direction=${direction}&page_size=2`)).body; page.length > 0; ) {
      seen.push(...page);
      page = (await list(`direction=${direction}&page_size=2&page_token=${page.at(-1)?.id}`)).body;
    }
    expect(seen).toEqual(whole);
  }
});

test("the trading door lists the same bookings of the key's own account", async () => {
  expect((await list("", "/v2/account/activities")).body).toEqual((await list(`account_id=${ACCOUNT_ID}`)).body);
  expect((await list("", "/v2/account/activities/DIV")).body).toHaveLength(1);
});

test("what a list cannot mean is refused", async () => {
  const refused = [
    ...["page_size=0", "page_size=101", "page_token=none", "direction=up", "category=gifts", "after=soon", "date=soon"],
    ...["category=trade_activity&activity_types=FILL", "date=2026-03-05&after=2026-03-01", "activity_types=a b"],
  ];
  for (const query of refused) expect((await list(query)).status, query).toBe(422);
  expect((await list("date=2026-03-05&page_size=1000")).status).toBe(200);
});

test("one event is sent as the stream told it, and only to who asks for its account", async () => {
  const [told] = await activities(world, "DIV");
  const path = (accountId: string, id: string) => `/v2beta1/accounts/${accountId}/events/activities/${id}`;
  const { body } = await world.call<string>("GET", path(ACCOUNT_ID, told?.event_id ?? ""));
  expect(readEvents(body)).toEqual([told]);
  expect((await world.call("GET", path(FIRM_ACCOUNT_ID, told?.event_id ?? ""))).status).toBe(404);
  expect((await world.call("GET", path(ACCOUNT_ID, "none"))).status).toBe(404);
});
