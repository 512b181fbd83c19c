import { cents, yen } from "@kura/shared/money.ts";
import { afterEach, expect, test } from "vitest";
import { type Respond, startFakePartner } from "../broker/fake-partner.ts";
import { type Bank, connectBank } from "./bank.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function connect(
  respond: Respond,
): Promise<{ bank: Bank; partner: Awaited<ReturnType<typeof startFakePartner>> }> {
  const partner = await startFakePartner(respond);
  const bank = connectBank({ url: partner.url, key: "K", secret: "S", timeoutMs: 5_000 });
  closing.push(partner.stop, bank.close);
  return { bank, partner };
}

const line = (sequence: number, facts: object = {}) => ({
  ...{
    sequence: String(sequence),
    reference: `B${sequence}`,
    bookedAt: "2026-03-02T01:00:00Z",
    kind: "customer_transfer",
  },
  ...{ amount: "100000", balance: "100000", payerName: "ヤマダ タロウ", clientReference: null, description: "振込" },
  virtualAccount: { branchCode: "801", accountNumber: "1000001" },
  ...facts,
});
const page = (...lines: object[]) => ({ lines, next: (lines.at(-1) as { sequence?: string })?.sequence ?? "0" });
const read = async (body: unknown, account: "collect" | "firm_usd" = "collect") => {
  const { bank } = await connect(() => ({ body }));
  return bank.statement(account, { after: "0", limit: 500 });
};

test("a statement is read from the cursor on, in whole yen", async () => {
  const { bank, partner } = await connect(() => ({
    body: page(line(18), line(21, { amount: "-5", kind: "brand_new" })),
  }));
  const { lines, next } = await bank.statement("collect", { after: "17", limit: 500 });
  expect(lines.map(({ sequence, kind, amount }) => [sequence, kind, amount])).toEqual([
    ["18", "customer_transfer", 100_000n],
    ["21", "other", -5n],
  ]);
  expect([next, String(lines[0]?.bookedAt)]).toEqual(["21", "2026-03-02T01:00:00Z"]);
  expect(lines[0]).toMatchObject({ payerName: "ヤマダ タロウ", virtualAccount: { accountNumber: "1000001" } });
  const [request] = partner.received;
  expect([request?.path, request?.query.toString()]).toEqual([
    "/bank/accounts/collect/statement",
    "after=17&limit=500",
  ]);
  expect(request?.headers.authorization).toBe(`Basic ${Buffer.from("K:S").toString("base64")}`);
});

test("the dollar account is in cents, the yen accounts have none", async () => {
  const dollars = page(line(3, { amount: "-25000.00", balance: "0.10", kind: "wire", virtualAccount: null }));
  expect((await read(dollars, "firm_usd")).lines[0]).toMatchObject({ amount: -2_500_000n, balance: 10n });
  await expect(read(page(line(1, { amount: "100.5" })))).rejects.toMatchObject({ kind: "unreadable" });
});

test("an empty page is the end so far", async () => {
  expect(await read({ lines: [], next: "0" })).toEqual({ lines: [], next: "0" });
});

test("a page that repeats, goes back or continues elsewhere is not taken", async () => {
  await expect(read(page(line(2), line(2)))).rejects.toThrow(/out of order at 2/);
  await expect(read(page(line(2), line(1)))).rejects.toThrow(/out of order at 1/);
  await expect(read(page(line(0)))).rejects.toThrow(/out of order at 0/);
  await expect(read({ lines: [line(1)], next: "7" })).rejects.toThrow(/does not continue/);
});

test("balances are in each account's own currency; accounts that we do not know are left out", async () => {
  const accounts = [
    { account: "collect", currency: "JPY", balance: "123" },
    { account: "firm_usd", currency: "USD", balance: "1.05" },
    { account: "firm_eur", currency: "EUR", balance: "1.05" },
  ];
  const { bank } = await connect(() => ({ body: { accounts } }));
  expect(await bank.accounts()).toEqual([
    { account: "collect", balance: 123n },
    { account: "firm_usd", balance: 105n },
  ]);
  const wrong = await connect(() => ({ body: { accounts: [{ account: "trust", currency: "USD", balance: "1" }] } }));
  await expect(wrong.bank.accounts()).rejects.toMatchObject({ kind: "unreadable" });
});

test("a transfer carries our reference, and amounts as text", async () => {
  const { bank, partner } = await connect(() => ({
    status: 201,
    body: { reference: "T1", bookedAt: "2026-03-02T01:00:00Z" },
  }));
  const receipt = await bank.transfer({
    from: "collect",
    to: "trust",
    amount: yen(100_000n),
    clientReference: "top-up-1",
  });
  expect(receipt).toEqual({ reference: "T1", bookedAt: Temporal.Instant.from("2026-03-02T01:00:00Z") });
  expect(JSON.parse(partner.received[0]!.body)).toEqual({
    from: "collect",
    to: "trust",
    amount: "100000",
    clientReference: "top-up-1",
  });
});

test("a wire carries dollars and cents, and says when it is expected", async () => {
  const answer = { reference: "W1", bookedAt: "2026-03-02T01:00:00Z", expectedAt: "2026-03-02T13:15:00Z" };
  const { bank, partner } = await connect(() => ({ status: 201, body: answer }));
  const receipt = await bank.wire({ amount: cents(2_500_050n), clientReference: "wire-1" });
  expect(String(receipt.expectedAt)).toBe("2026-03-02T13:15:00Z");
  expect(JSON.parse(partner.received[0]!.body)).toMatchObject({ amount: "25000.50", beneficiary: "alpaca" });
});

test("a refusal moved nothing and says why; an outage may have, and the same reference is asked again", async () => {
  const problem = {
    type: "about:blank",
    title: "Unprocessable",
    status: 422,
    detail: "short",
    code: "insufficient_funds",
  };
  const order = { from: "trust", to: "firm_jpy", amount: yen(1n), clientReference: "r" } as const;
  const short = await connect(() => ({ status: 422, body: problem }));
  await expect(short.bank.transfer(order)).rejects.toMatchObject({ kind: "refused", code: "insufficient_funds" });

  let calls = 0;
  const flaky = await connect((_request, response) => {
    calls += 1;
    if (calls > 1) return { status: 201, body: { reference: "T1", bookedAt: "2026-03-02T01:00:00Z" } };
    response.destroy();
    return "handled";
  });
  await expect(flaky.bank.transfer(order)).rejects.toMatchObject({ kind: "outage" });
  expect((await flaky.bank.transfer(order)).reference).toBe("T1");
  expect(flaky.partner.received[0]?.body).toBe(flaky.partner.received[1]?.body);
});
