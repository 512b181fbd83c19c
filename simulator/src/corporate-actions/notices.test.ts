import { afterAll, beforeAll, expect, test } from "vitest";
import { startWorld, type TestWorld } from "../test-world.ts";
import { checkDigit } from "./cusip.ts";
import { schedule } from "./test-actions.ts";

let world: TestWorld;
let dividend: Record<string, string>;
let split: Record<string, string>;
beforeAll(async () => {
  world = await startWorld();
  dividend = await schedule(world, {
    ...{ kind: "cash_dividend", symbol: "KO", rate: "0.515", exOn: "2026-03-13", payableOn: "2026-04-01" },
  });
  split = await schedule(world, {
    kind: "forward_split",
    symbol: "VTI",
    exOn: "2026-03-20",
    oldRate: "1",
    newRate: "3",
  });
  await schedule(world, { kind: "cusip_change", symbol: "PEP", exOn: "2026-03-20", newCusip: "713448108" });
});
afterAll(() => world.stop());

const notices = (query: string) => world.call<object[]>("GET", `/v1/corporate_actions/announcements?${query}`);
const MARCH = "since=2026-03-01&until=2026-03-31";

test("the broker gives notice of what is ahead, by type, day and symbol", async () => {
  const { body } = await notices(`ca_types=dividend,split&${MARCH}`);
  expect(body).toMatchObject([
    {
      ...{ id: dividend.id, corporate_action_id: dividend.corporateActionId, ca_type: "dividend", ca_sub_type: "cash" },
      ...{ initiating_symbol: "KO", ex_date: "2026-03-13", payable_date: "2026-04-01", cash: "0.515" },
    },
    { ca_type: "split", initiating_symbol: "VTI", old_rate: "1", new_rate: "3" },
  ]);
  expect((await notices(`ca_types=dividend&date_type=payable_date&${MARCH}`)).body).toEqual([]);
  expect((await notices(`ca_types=dividend,split&symbol=VTI&${MARCH}`)).body).toHaveLength(1);
  const one = await world.call("GET", `/v1/corporate_actions/announcements/${dividend.id}`);
  expect(one.body).toEqual(body[0]);
  expect((await world.call("GET", "/v1/corporate_actions/announcements/none")).status).toBe(404);
});

test("a notice is asked for with types and at most ninety days", async () => {
  const refused = [
    MARCH,
    "ca_types=dividend&since=2026-03-01",
    "ca_types=dividend&until=2026-03-01",
    "ca_types=gift&since=2026-03-01&until=2026-03-02",
    "ca_types=dividend&since=2026-03-01&until=2026-05-31",
    "ca_types=dividend&since=2026-03-01&until=2026-02-01",
    `ca_types=dividend&date_type=birthday&${MARCH}`,
  ];
  for (const query of refused) expect((await notices(query)).status, query).toBe(422);
  expect((await notices("ca_types=dividend&since=2026-03-01&until=2026-05-30")).status).toBe(200);
});

const KEYS = { "apca-api-key-id": "SIM", "apca-api-secret-key": "SIM" };
type Page = { corporate_actions: Record<string, { symbol?: string }[]>; next_page_token: string | null };
const data = (query: string) => world.call<Page>("GET", `/v1/corporate-actions?${query}`, undefined, KEYS);

test("the data host lists actions in groups, with rates as numbers digit by digit", async () => {
  const { body } = await data("");
  expect(body.next_page_token).toBeNull();
  expect(Object.keys(body.corporate_actions)).toEqual(["forward_splits", "name_changes", "cash_dividends"]);
  expect(body.corporate_actions).toMatchObject({
    cash_dividends: [{ id: dividend.id, symbol: "KO", rate: 0.515, foreign: false, process_date: "2026-04-01" }],
    forward_splits: [{ symbol: "VTI", new_rate: 3, old_rate: 1, ex_date: "2026-03-20" }],
    name_changes: [{ old_symbol: "PEP", new_symbol: "PEP", new_cusip: "713448108" }],
  });
});

test("pages of the data host hold together: one by one they are the whole, in either direction", async () => {
  for (const sort of ["asc", "desc"]) {
    const seen: string[] = [];
    let token = "";
    for (;;) {
      const { body } = await data(`limit=1&sort=${sort}&page_token=${token}`);
      seen.push(...Object.keys(body.corporate_actions));
      if (body.next_page_token === null) break;
      token = body.next_page_token;
    }
    const whole = ["forward_splits", "name_changes", "cash_dividends"];
    expect(seen).toEqual(sort === "asc" ? whole : whole.toReversed());
  }
});

test("the data host filters by symbol, type, id and day of processing, and refuses what it does not know", async () => {
  const groups = async (query: string) => Object.keys((await data(query)).body.corporate_actions);
  expect(await groups("symbols=KO,VTI&types=cash_dividend")).toEqual(["cash_dividends"]);
  expect(await groups(`ids=${split.id}`)).toEqual(["forward_splits"]);
  expect(await groups("start=2026-03-21")).toEqual(["cash_dividends"]);
  expect(await groups("cusips=713448108")).toEqual(["name_changes"]);
  for (const query of [
    "types=gift",
    "limit=0",
    "limit=1001",
    "sort=up",
    "start=soon",
    "page_token=x",
    "ids=a&symbols=KO",
  ]) {
    expect((await data(query)).status, query).toBe(422);
  }
});

test("a CUSIP ends with the check digit of its standard", () => {
  expect(checkDigit("19121610")).toBe("0");
  expect(checkDigit("03783310")).toBe("0");
  expect(checkDigit("71344810")).toBe("8");
});
