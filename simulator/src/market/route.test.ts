import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startWorld, type TestWorld } from "../test-world.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await startWorld({ startAt: "2026-03-03T15:12:34.567Z" });
});
afterEach(() => world.stop());

type Rows = { t: string; [field: string]: unknown }[];
type Answer = {
  code: number;
  message: string;
  next_page_token: string | null;
  bars: Record<string, Rows>;
  trades: Record<string, Rows>;
  quotes: Record<string, Rows>;
  rates: Record<string, Rows>;
};
const get = async <Body = Answer>(path: string) => (await world.call<Body>("GET", path)).body;

test("assets are filtered by status, class, exchange and attributes, and found by symbol or id", async () => {
  type Asset = Record<"id" | "symbol" | "exchange" | "status", string> & { attributes: string[] };
  const all = await get<Asset[]>("/v1/assets");
  expect(all.length).toBeGreaterThanOrEqual(60);
  const symbols = async (query: string) => (await get<Asset[]>(`/v2/assets?${query}`)).map((asset) => asset.symbol);
  expect(await symbols("status=active&asset_class=us_equity")).toEqual(all.map((asset) => asset.symbol));
  expect(await symbols("exchange=NYSE")).toEqual(all.filter((a) => a.exchange === "NYSE").map((a) => a.symbol));
  expect(await symbols("attributes=ipo,has_options")).toEqual(
    all.filter((a) => a.attributes.includes("has_options")).map((a) => a.symbol),
  );
  for (const none of ["status=inactive", "asset_class=crypto", "exchange=OTC", "attributes=ipo"]) {
    expect(await symbols(none), none).toEqual([]);
  }
  const found = all.find((asset) => asset.symbol === "BRK.B")!;
  expect(await get("/v1/assets/BRK.B")).toEqual(found);
  expect(await get(`/v2/assets/${found.id}`)).toEqual(found);
  expect(await world.call("GET", "/v2/assets/NOPE")).toMatchObject({
    status: 404,
    body: { code: 40410000, message: "asset not found for NOPE" },
  });
  for (const bad of ["status=odd", "asset_class=art", "exchange=XTKS", "attributes=has_options,odd"]) {
    expect(await world.call("GET", `/v1/assets?${bad}`), bad).toMatchObject({ status: 422, body: { code: 40010001 } });
  }
});

test("the calendar takes days and whole timestamps, by trading or settlement day, under both APIs", async () => {
  const dates = async (query: string) =>
    (await get<{ date: string }[]>(`/v2/calendar?${query}`)).map((day) => day.date);
  const week = ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06"];
  expect(await dates("start=2026-03-01&end=2026-03-08")).toEqual(week);
  expect(await dates("start=2026-03-02T00:00:00.000Z&end=2026-03-06T00:00:00.000Z&date_type=TRADING")).toEqual(week);
  expect(await dates("start=2026-03-03&end=2026-03-04&date_type=SETTLEMENT")).toEqual(["2026-03-02", "2026-03-03"]);
  expect(await get("/v1/calendar?start=2026-11-27&end=2026-11-27")).toEqual([
    {
      ...{ date: "2026-11-27", open: "09:30", close: "13:00", session_open: "0400", session_close: "1700" },
      settlement_date: "2026-11-30",
    },
  ]);
  const whole = await dates("");
  expect([whole[0], whole.at(-1)]).toEqual(["2000-01-03", "2029-12-31"]);
  for (const bad of ["date_type=ODD", "start=2026-02-30", "end=soon", "start=2026-03-02&end=2026-03-01"]) {
    expect(await world.call("GET", `/v2/calendar?${bad}`), bad).toMatchObject({
      status: 422,
      body: { code: 40010001 },
    });
  }
  expect(await get("/v2/clock")).toEqual({
    timestamp: "2026-03-03T10:12:34.567-05:00",
    is_open: true,
    next_open: "2026-03-04T09:30:00-05:00",
    next_close: "2026-03-03T16:00:00-05:00",
  });
});

test("a wrong key is forbidden at the Broker API and unauthorized at trading and market data", async () => {
  const wrong = { authorization: "", "apca-api-key-id": "SIM", "apca-api-secret-key": "x" };
  for (const [path, status, message] of [
    ["/v1/assets", 403, "forbidden."],
    ["/v2/assets", 401, "unauthorized."],
    ["/v2/calendar", 401, "unauthorized."],
    ["/v2/clock", 401, "unauthorized."],
    ["/v2/stocks/bars?symbols=VTI&timeframe=1Day", 401, "unauthorized."],
    ["/v1beta1/forex/latest/rates?currency_pairs=USDJPY", 401, "unauthorized."],
  ] as const) {
    expect(await world.call("GET", path, undefined, wrong), path).toMatchObject({ status, body: { message } });
  }
});

test("what is latest is the last of history: of one symbol, of many, and in the snapshot", async () => {
  const many = "symbols=VTI,NOPE,KO";
  for (const kind of ["trades", "quotes", "bars"] as const) {
    const one = kind.slice(0, -1);
    const latest = (await get(`/v2/stocks/${kind}/latest?${many}`))[kind];
    expect(Object.keys(latest)).toEqual(["KO", "VTI"]);
    const single = await get<Record<string, unknown>>(`/v2/stocks/VTI/${kind}/latest?currency=USD`);
    expect(single).toEqual({ symbol: "VTI", [one]: latest.VTI });
    const history = await get<{ symbol: string } & Record<string, Rows>>(
      `/v2/stocks/VTI/${kind}?timeframe=1Min&sort=desc&limit=1`,
    );
    expect(history.symbol).toBe("VTI");
    if (kind !== "quotes") expect(history[kind]![0]).toEqual(latest.VTI);
    else expect(history[kind]![0]).toMatchObject({ t: "2026-03-03T15:12:30Z" });
  }
  const snapshots = await get<Record<string, Record<string, object>>>(`/v2/stocks/snapshots?${many}`);
  const { trades } = await get("/v2/stocks/trades/latest?symbols=VTI");
  const days = (await get("/v2/stocks/bars?symbols=VTI&timeframe=1Day&start=2026-03-02")).bars.VTI!;
  expect(Object.keys(snapshots)).toEqual(["KO", "VTI"]);
  expect(snapshots.VTI).toMatchObject({ latestTrade: trades.VTI, prevDailyBar: days[0], dailyBar: days[1] });
  expect(Object.keys(snapshots.VTI!)).toEqual(["latestTrade", "latestQuote", "minuteBar", "dailyBar", "prevDailyBar"]);
  expect(await get("/v2/stocks/VTI/snapshot")).toEqual({ symbol: "VTI", ...snapshots.VTI });
  expect(await world.call("GET", "/v2/stocks/NOPE/trades/latest")).toMatchObject({
    status: 404,
    body: { code: 40410000, message: "no trade found for NOPE" },
  });
});

test("a day's bar closes at the last trade of the core session, and the last minute's at the last trade", async () => {
  await world.advance("2026-03-04T03:00:00Z");
  const { bars } = await get("/v2/stocks/bars?symbols=VTI&timeframe=1Day&start=2026-03-03");
  const core = await get("/v2/stocks/VTI/trades?end=2026-03-03T20:59:59Z&start=2026-03-03&sort=desc&limit=1");
  expect(bars.VTI![0]!.c).toBe((core.trades as unknown as Rows)[0]!.p);
  const latest = (await get("/v2/stocks/trades/latest?symbols=VTI")).trades.VTI!;
  expect(latest).toMatchObject({ t: "2026-03-04T00:59:30Z", c: ["@", "T"] });
  expect((await get("/v2/stocks/bars/latest?symbols=VTI")).bars.VTI).toMatchObject({
    c: (latest as unknown as { p: number }).p,
  });
});

test("the pages of a history together are one big page, whatever the limit and the order", async () => {
  const questions = [
    "/v2/stocks/bars?symbols=VTI,KO,AAPL&timeframe=1Day&start=2026-02-01&",
    "/v2/stocks/bars?symbols=VTI,KO&timeframe=1Hour&start=2026-03-02&adjustment=all&",
    "/v2/stocks/trades?symbols=KO,VTI&start=2026-03-03T14:50:00Z&end=2026-03-03T14:52:00Z&",
    "/v2/stocks/quotes?symbols=KO,VTI&start=2026-03-03T14:28:00Z&end=2026-03-03T14:31:00Z&",
    "/v1beta1/forex/rates?currency_pairs=USDJPY&timeframe=1Day&start=2026-02-01&",
  ];
  const sorts = fc.constantFrom("asc", "desc");
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...questions),
      sorts,
      fc.integer({ min: 1, max: 70 }),
      async (path, sort, limit) => {
        const whole = await get<Record<string, Record<string, Rows>>>(`${path}sort=${sort}&limit=10000`);
        const kind = Object.keys(whole)[0]!;
        expect(whole.next_page_token).toBeNull();
        const together: Record<string, Rows> = {};
        let token = "";
        do {
          const page = await get<Answer & Record<string, Record<string, Rows>>>(
            `${path}sort=${sort}&limit=${limit}&page_token=${token}`,
          );
          const rows = Object.values(page[kind]!).flat();
          expect(rows.length === limit || (rows.length < limit && page.next_page_token === null)).toBe(true);
          for (const [symbol, each] of Object.entries(page[kind]!)) {
            together[symbol] = [...(together[symbol] ?? []), ...each];
          }
          token = page.next_page_token ?? "";
        } while (token !== "");
        expect(together).toEqual(whole[kind]);
        for (const rows of Object.values(together)) {
          const times = rows.map((row) => Date.parse(row.t));
          expect(times).toEqual(times.toSorted((a, b) => (sort === "asc" ? a - b : b - a)));
        }
      },
    ),
    { numRuns: 25 },
  );
});

test("history ends now: nothing of the future is told, and a delayed feed ends fifteen minutes ago", async () => {
  const last = async (query: string) => {
    const { bars } = await get(`/v2/stocks/bars?symbols=VTI&timeframe=1Min&end=2027-01-01&sort=desc&limit=1&${query}`);
    return bars.VTI?.[0];
  };
  expect(await last("feed=sip")).toMatchObject({ t: "2026-03-03T15:12:00Z", n: 4 });
  expect(await last("feed=delayed_sip")).toMatchObject({ t: "2026-03-03T14:57:00Z" });
  expect((await get("/v2/stocks/trades?symbols=VTI&start=2026-03-04")).trades).toEqual({});
  expect((await get("/v2/stocks/trades/latest?symbols=VTI&feed=iex")).trades.VTI).toMatchObject({ x: "V" });
});

test("a day as an end is all of it, and one as a start begins at midnight in New York", async () => {
  const { bars } = await get("/v2/stocks/bars?symbols=VTI&timeframe=1Day&start=2026-02-27&end=2026-03-02");
  expect(bars.VTI!.map((bar) => bar.t)).toEqual(["2026-02-27T05:00:00Z", "2026-03-02T05:00:00Z"]);
  const hours = await get("/v2/stocks/bars?symbols=VTI&timeframe=1Hour&start=2026-03-02&end=2026-03-02");
  expect(hours.bars.VTI!.map((bar) => bar.t)).toHaveLength(16);
});

test("currencies are the dealer's own rates", async () => {
  const { body } = await world.call<{ bid: string; ask: string; at: string }>("GET", "/fx/quotes/USDJPY");
  const { rates } = await get<{ rates: Record<string, Record<string, unknown>> }>(
    "/v1beta1/forex/latest/rates?currency_pairs=USDJPY,EURUSD",
  );
  expect(rates).toEqual({ USDJPY: { bp: Number(body.bid), mp: expect.any(Number), ap: Number(body.ask), t: body.at } });
  const history = await get("/v1beta1/forex/rates?currency_pairs=USDJPY&start=2026-02-27&end=2026-03-02&timeframe=1D");
  expect(history.rates.USDJPY!.map((rate) => rate.t)).toEqual(["2026-02-27T05:00:00Z", "2026-03-02T05:00:00Z"]);
});

test("two worlds of one seed answer with the same bytes; another seed with others", async () => {
  const bytes = async (seed: number) => {
    const twin = await startWorld({ seed, startAt: "2026-03-03T15:12:34.567Z" });
    const bodies: string[] = [];
    for (const path of [
      "/v1/assets",
      "/v2/stocks/snapshots?symbols=VTI,KO",
      "/v2/stocks/bars?symbols=VTI&timeframe=1Week&start=2024-01-01",
      "/v2/stocks/quotes?symbols=VTI&limit=20",
      "/v1beta1/forex/rates?currency_pairs=USDJPY&limit=5",
    ]) {
      bodies.push(JSON.stringify((await twin.call("GET", path)).body));
    }
    await twin.stop();
    return bodies;
  };
  const first = await bytes(7);
  expect(await bytes(7)).toEqual(first);
  const other = await bytes(8);
  for (const [index, body] of first.entries()) expect(body).not.toBe(other[index]);
});

test("a question that cannot be answered is refused with 400 and says why", async () => {
  const bars = "/v2/stocks/bars?symbols=VTI&timeframe=1Day";
  for (const [path, message] of [
    ["/v2/stocks/bars?timeframe=1Day", "symbols is required"],
    ["/v2/stocks/bars?symbols=VTI", "timeframe is required"],
    ["/v2/stocks/bars?symbols=VTI&timeframe=2Day", "invalid timeframe: 2Day"],
    [`${bars}&start=soon`, "invalid start: soon"],
    [`${bars}&end=2026-13-01`, "invalid end: 2026-13-01"],
    [`${bars}&start=2026-03-02&end=2026-03-01`, "end should not be before start"],
    [`${bars}&limit=0`, "invalid limit: it must be from 1 to 10000"],
    [`${bars}&limit=10001`, "invalid limit: it must be from 1 to 10000"],
    [`${bars}&sort=up`, "invalid sort: up"],
    [`${bars}&adjustment=much`, "invalid adjustment: much"],
    [`${bars}&feed=radio`, "invalid feed: radio"],
    [`${bars}&currency=JPY`, "invalid currency: JPY"],
    [`${bars}&asof=once`, "invalid asof: it must be a date, or -"],
    [`${bars}&page_token=nonsense`, "invalid page_token"],
    ["/v2/stocks/quotes/latest", "symbols is required"],
    ["/v2/stocks/VTI/snapshot?feed=radio", "invalid feed: radio"],
    ["/v1beta1/forex/latest/rates", "currency_pairs is required"],
    ["/v1beta1/forex/rates?currency_pairs=USDJPY&timeframe=1Hour", "invalid timeframe: 1Hour"],
  ]) {
    const { status, body } = await world.call<Answer>("GET", path!);
    expect([path, status, body]).toEqual([path, 400, { code: 40010000, message }]);
  }
});
