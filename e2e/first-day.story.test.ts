import { addOperator } from "@kura/gateway/main.ts";
import { proveBooks } from "@kura/money/main.ts";
import { parseCents, parseShares, sum } from "@kura/shared/money.ts";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../tools/test-database.ts";
import { apply, approveAll, secretOf, signInOperator, signUp, until } from "./first-customer.ts";
import { openPerson, type Person } from "./person.ts";
import { startWorld, type WholeWorld } from "./world.ts";

let databases: { money: TestDatabase; gateway: TestDatabase };
let world: WholeWorld;
let ann: Person;
let operator: Person;
const OPERATOR = { email: "aoki@kura.example", password: "a-long-desk-password", totpSecret: secretOf("aoki") };

beforeAll(async () => {
  databases = { money: await createTestDatabase("money"), gateway: await createTestDatabase("gateway") };
  world = await startWorld({ databases });
  await addOperator(world.gatewayConfig, { ...OPERATOR, name: "青木", role: "reviewer" });
  ann = openPerson(world.gatewayUrl);
  operator = openPerson(world.gatewayUrl, "console");
});
afterAll(async () => {
  await Promise.all([ann?.close(), operator?.close()]);
  await world?.stop();
  await Promise.all([databases?.money.drop(), databases?.gateway.drop()]);
});

type Overview = {
  total: { jpy: string };
  cash: { jpy: string; usd: string; heldJpy: string; heldUsd: string };
  holdings: {
    symbol: string;
    shares: string;
    valueUsd: string;
    costUsd: string;
    weightBps: number;
    targetBps: number;
  }[];
  inProgress: { status: string; amountJpy: string }[];
};
const overview = async () => (await ann.must("GET", "/overview")) as Overview;

test("before approval there is no account, and nothing to order with", async () => {
  await signUp(ann, "ann@example.com", "correct horse battery");
  for (const [method, path, body] of [
    ["GET", "/overview"],
    ["GET", "/account"],
    ["PUT", "/target", { holdings: [{ symbol: "VT", weightBps: 10_000 }], source: null }],
  ] as const)
    expect(await ann.call(method, path, body)).toMatchObject({ status: 403, body: { code: "account_not_open" } });
});

test("a customer applies, passes the identity check, and is approved by an operator", async () => {
  await apply(ann, world.simulated);
  await signInOperator(operator, OPERATOR);
  await approveAll(operator);
  await until("the account is open", async () => (await ann.must("GET", "/session")).accountOpened === true);
});

test("bad targets are refused by name, and nothing is written", async () => {
  const put = (holdings: object[]) => ann.call("PUT", "/target", { holdings, source: null });
  expect(await put([])).toMatchObject({ status: 422, body: { code: "holdings_out_of_range" } });
  expect(await put([{ symbol: "NOPE", weightBps: 10_000 }])).toMatchObject({
    status: 422,
    body: { code: "unknown_symbol" },
  });
  expect(await put([{ symbol: "VT", weightBps: 9_999 }])).toMatchObject({
    status: 422,
    body: { code: "weights_not_whole" },
  });
  expect(await put(Array(51).fill({ symbol: "VT", weightBps: 196 }))).toMatchObject({
    body: { code: "holdings_out_of_range" },
  });
  expect(await put([{ symbol: "VT", weightBps: 1.5 }])).toMatchObject({ status: 400, body: { errors: [{}] } });
  expect((await overview()) as object).toMatchObject({ target: null });
});

test("copying a portfolio and sending yen is all it takes to own shares after the next opening", async () => {
  const { portfolios } = (await ann.must("GET", "/portfolios")) as {
    portfolios: { id: string; version: number; holdings: { symbol: string; weightBps: number }[] }[];
  };
  const model = portfolios[1];
  if (!model) throw new Error("there is a second model portfolio");
  await ann.must("PUT", "/target", {
    holdings: model.holdings.map(({ symbol, weightBps }) => ({ symbol, weightBps })),
    source: { portfolioId: model.id, version: model.version },
  });

  const { depositAccount } = (await ann.must("GET", "/account")) as {
    depositAccount: { branchCode: string; accountNumber: string };
  };
  const { branchCode, accountNumber } = depositAccount;
  await world.simulated.sendYen({ amount: "100000", payerName: "ヤマダ アン", branchCode, accountNumber });
  await until("the yen have arrived", async () => (await overview()).cash.heldJpy === "100000");
  expect((await overview()).inProgress).toMatchObject([{ status: "received", amountJpy: "100000" }]);

  const preview = (await ann.must("GET", "/preview")) as { estimatedUsd: string; trades: { amountUsd: string }[] };
  expect(preview.trades).toHaveLength(model.holdings.length);
  expect(sum(preview.trades.map((trade) => parseCents(trade.amountUsd)))).toBe(parseCents(preview.estimatedUsd));

  const window = (await ann.must("GET", "/windows/next")) as { runsAt: string };
  await world.simulated.advance(Temporal.Instant.from(window.runsAt).add({ minutes: 15 }));

  const after = await overview();
  expect(after.inProgress).toEqual([]);
  expect(after.holdings.map((holding) => holding.symbol).toSorted()).toEqual(
    model.holdings.map((h) => h.symbol).toSorted(),
  );
  for (const holding of after.holdings) {
    expect(parseShares(holding.shares)).toBeGreaterThan(0n);
    expect(Math.abs(holding.weightBps - holding.targetBps)).toBeLessThan(60);
  }
  expect(parseCents(after.cash.usd)).toBeLessThan(100n);
  expect(after.cash.heldUsd).toBe("0.00");
});

test("the session lived through the jump of a day, because it goes by machine time", async () => {
  expect(await ann.must("GET", "/session")).toMatchObject({ level: "full", accountOpened: true });
});

test("history tells each step with its dates, and the trade settles on its domestic day", async () => {
  const { items } = (await ann.must("GET", "/history")) as {
    items: { kind: string; dates: { domesticSettlesOn: string } | null }[];
  };
  const kinds = new Set(items.map((item) => item.kind));
  for (const kind of [
    "account_opened",
    "target_confirmed",
    "deposit_received",
    "currency_converted",
    "bought",
    "instruction_done",
  ])
    expect(kinds).toContain(kind);
  const bought = items.find((item) => item.kind === "bought");
  expect(bought?.dates).toMatchObject({
    usTradeOn: "2026-03-02",
    usSettlesOn: "2026-03-03",
    domesticTradeOn: "2026-03-03",
    domesticSettlesOn: "2026-03-05",
  });
  await world.simulated.advance(Temporal.Instant.from("2026-03-05T08:30:00Z"));
  const later = (await ann.must("GET", "/history")) as { items: { kind: string }[] };
  expect(later.items.some((item) => item.kind === "settled")).toBe(true);
});

test("yen for an account number that is nobody's wait in suspense and are never lost", async () => {
  await world.simulated.sendYen({ amount: "5000", payerName: "ダレカ", branchCode: "801", accountNumber: "9999999" });
  const client = new pg.Client({ connectionString: databases.money.ownerUrl });
  await client.connect();
  await until("the yen are in suspense", async () => {
    const { rows } = await client.query("select balance::text from balances where name = 'suspense'");
    return rows[0]?.balance === "5000";
  });
  await client.end();
});

test("the books prove themselves, the pool and the bank agree, and nothing waits for a person", async () => {
  await world.simulated.advance((await world.simulated.now()).add({ hours: 24 }));
  const client = new pg.Client({ connectionString: databases.money.ownerUrl });
  await client.connect();
  expect(await proveBooks(client)).toMatchObject({ ok: true, problems: [] });
  expect((await client.query("select kind, subject, detail from breaks")).rows).toEqual([]);
  expect((await client.query("select kind, key, last_error from work where last_error is not null")).rows).toEqual([]);
  await client.end();
});
