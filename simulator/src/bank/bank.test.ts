import { centsToYen, parseCents, parseRate, parseYen, sum } from "@kura/shared/money.ts";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startWorld, type TestWorld } from "../test-world.ts";
import { wireArrival } from "./wire-arrival.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await startWorld({ firm: { jpy: "5000000", usd: "1000.00" } });
});
afterEach(() => world.stop());

const person = { amount: "100000", payerName: "ヤマダ タロウ", branchCode: "801", accountNumber: "1234567" };
const send = (body: object, key?: string) =>
  world.call("POST", "/bank/customer-transfers", body, key ? { "idempotency-key": key } : {});
const move = (body: object) => world.call("POST", "/bank/transfers", body);
const deal = (body: object) => world.call("POST", "/fx/deals", { pair: "USDJPY", side: "buy", ...body });
const wire = (body: object) => world.call("POST", "/bank/wires", { beneficiary: "alpaca", ...body });
const statement = async (account: string, query = "") =>
  (await world.call("GET", `/bank/accounts/${account}/statement${query}`)).body;
const ACCOUNTS = ["collect", "trust", "firm_jpy", "firm_usd"];

/** All that the bank knows. */
async function everything() {
  const accounts = (await world.call("GET", "/bank/accounts")).body;
  return [accounts, ...(await Promise.all(ACCOUNTS.map((account) => statement(account))))];
}

async function balances(): Promise<Record<string, string>> {
  const { accounts } = (await world.call("GET", "/bank/accounts")).body;
  return Object.fromEntries(accounts.map(({ account, balance }) => [account, balance]));
}

test("a new bank holds the firm's capital and nothing else", async () => {
  expect(await balances()).toEqual({ collect: "0", trust: "0", firm_jpy: "5000000", firm_usd: "1000.00" });
  expect((await statement("firm_usd")).lines).toMatchObject([
    { kind: "capital", amount: "1000.00", balance: "1000.00" },
  ]);
});

test("a person's yen arrive on the collecting account, with the payer's name and the virtual account", async () => {
  const sent = await send(person);
  expect(sent).toMatchObject({ status: 201, body: { bookedAt: "2026-03-02T00:00:00Z" } });
  expect(await statement("collect")).toMatchObject({
    lines: [
      {
        reference: sent.body.reference,
        kind: "customer_transfer",
        amount: "100000",
        balance: "100000",
        payerName: "ヤマダ タロウ",
        virtualAccount: { branchCode: "801", accountNumber: "1234567" },
        clientReference: null,
      },
    ],
  });
});

test("the same transfer under the same Idempotency-Key is booked once; another under that key is refused", async () => {
  const first = await send(person, "key-1");
  expect((await send(person, "key-1")).body).toEqual(first.body);
  expect(await send({ ...person, amount: "5" }, "key-1")).toMatchObject({
    status: 422,
    body: { code: "reference_reused" },
  });
  await send(person);
  expect((await balances()).collect).toBe("200000");
});

test("yen move between the firm's accounts, once for each reference, and never more than there are", async () => {
  await send(person);
  const body = { from: "collect", to: "trust", amount: "60000", clientReference: "t-1" };
  const first = await move(body);
  expect(first.status).toBe(201);
  expect((await move(body)).body).toEqual(first.body);
  expect((await move({ ...body, amount: "1" })).status).toBe(422);
  expect(await move({ ...body, clientReference: "t-2" })).toMatchObject({
    status: 422,
    body: { code: "insufficient_funds", status: 422, title: expect.any(String), type: "about:blank" },
  });
  expect((await move({ ...body, to: "firm_usd", clientReference: "t-3" })).status).toBe(422);
  expect((await move({ ...body, to: "collect", clientReference: "t-4" })).status).toBe(422);
  expect(await balances()).toMatchObject({ collect: "40000", trust: "60000" });
  const [out] = (await statement("collect", "?after=3")).lines;
  const [into] = (await statement("trust")).lines;
  expect([out!.amount, into!.amount, out!.reference]).toEqual(["-60000", "60000", into!.reference]);
  expect([out!.clientReference, into!.clientReference]).toEqual(["t-1", "t-1"]);
});

test("dollars are dealt at the asking rate, the yen rounded up, booked on both accounts on the day", async () => {
  const quote = (await world.call("GET", "/fx/quotes/USDJPY")).body;
  const dealt = await deal({ usd: "123.45", clientReference: "d-1" });
  expect(dealt).toMatchObject({ status: 201, body: { rate: quote.ask, usd: "123.45" } });
  const exact = centsToYen(parseCents("123.45"), parseRate(quote.ask), "up");
  expect(parseYen(dealt.body.jpy)).toBe(exact);
  expect((await deal({ usd: "123.45", clientReference: "d-1" })).body).toEqual(dealt.body);
  expect((await deal({ usd: "123.46", clientReference: "d-1" })).status).toBe(422);
  expect((await deal({ usd: "99999.00", clientReference: "d-2" })).body.code).toBe("insufficient_funds");
  expect(await balances()).toMatchObject({ firm_usd: "1123.45", firm_jpy: String(5_000_000n - exact) });
  expect((await statement("firm_usd", "?after=2")).lines).toMatchObject([{ kind: "fx_deal", clientReference: "d-1" }]);
});

test("a rate has bid below mid below ask, moves with time, and depends on the seed", async () => {
  const first = (await world.call("GET", "/fx/quotes/USDJPY")).body;
  const [bid, mid, ask] = [first.bid, first.mid, first.ask].map(parseRate);
  expect(bid! < mid! && mid! < ask!).toBe(true);
  await world.advance("2026-03-03T03:00:00Z");
  expect((await world.call("GET", "/fx/quotes/USDJPY")).body.mid).not.toBe(first.mid);
  expect((await world.call("GET", "/fx/quotes/EURJPY")).status).toBe(404);
});

test("a wire leaves at once and arrives at the broker on a New York morning, once", async () => {
  const sent = await wire({ amount: "400.00", clientReference: "w-1" });
  expect(sent).toMatchObject({ status: 201, body: { expectedAt: "2026-03-02T13:15:00Z" } });
  expect((await wire({ amount: "400.00", clientReference: "w-1" })).body).toEqual(sent.body);
  expect((await wire({ amount: "600.01", clientReference: "w-2" })).body.code).toBe("insufficient_funds");
  expect((await balances()).firm_usd).toBe("600.00");
  expect((await world.trade("GET", "/account")).body.cash).toBe("0.00");
  await world.advance("2026-03-02T13:14:59Z");
  expect((await world.trade("GET", "/account")).body.cash).toBe("0.00");
  await world.advance("2026-03-04T00:00:00Z");
  expect((await world.trade("GET", "/account")).body.cash).toBe("400.00");
});

test("a wire sent before 04:00 in New York arrives the same morning, later ones on the next day US banks work", () => {
  const arrival = (sent: string) =>
    Temporal.Instant.fromEpochMilliseconds(wireArrival(Temporal.Instant.from(sent).epochMilliseconds)).toString();
  expect(arrival("2026-03-02T08:59:59Z")).toBe("2026-03-02T13:15:00Z");
  expect(arrival("2026-03-02T09:00:00Z")).toBe("2026-03-03T13:15:00Z");
  expect(arrival("2026-03-06T12:00:00Z")).toBe("2026-03-09T12:15:00Z"); // over a weekend and into summer time
  expect(arrival("2026-10-09T12:00:00Z")).toBe("2026-10-13T12:15:00Z"); // Columbus Day
  expect(arrival("2026-11-26T05:00:00Z")).toBe("2026-11-27T13:15:00Z"); // Thanksgiving
});

test("a statement is read in pages by sequence, and its lines always sum to the balance", async () => {
  const numbers = [3, 1, 4, 1, 5, 9, 2, 6];
  for (const number of numbers) await send({ ...person, amount: String(number) });
  await move({ from: "collect", to: "trust", amount: "7", clientReference: "t" });
  const seen = [];
  for (let after = "0"; ; ) {
    const { lines, next } = await statement("collect", `?after=${after}&limit=3`);
    if (lines.length === 0) {
      expect(next).toBe(after);
      break;
    }
    seen.push(...lines);
    after = next;
  }
  expect(seen.length).toBe(numbers.length + 1);
  const total = sum(seen.map((line) => parseYen(line.amount)));
  expect(String(total)).toBe((await balances()).collect);
  expect(seen.at(-1)?.balance).toBe((await balances()).collect);
});

test("bad requests are refused with the field named, and nothing is booked", async () => {
  const before = await everything();
  const bad: [string, object, string][] = [
    ["/bank/customer-transfers", { ...person, amount: "0" }, "amount"],
    ["/bank/customer-transfers", { ...person, amount: "-5" }, "amount"],
    ["/bank/customer-transfers", { ...person, amount: "1.5" }, "amount"],
    ["/bank/customer-transfers", { ...person, amount: 100 }, "amount"],
    ["/bank/customer-transfers", { ...person, amount: "9".repeat(25) }, "amount"],
    ["/bank/customer-transfers", { ...person, payerName: " " }, "payerName"],
    ["/bank/customer-transfers", { ...person, payerName: "a\u0000b" }, "payerName"],
    ["/bank/customer-transfers", { ...person, accountNumber: "123456" }, "accountNumber"],
    ["/bank/customer-transfers", { ...person, branchCode: "80" }, "branchCode"],
    ["/bank/transfers", { from: "collect", to: "moon", amount: "1", clientReference: "a" }, "to"],
    ["/bank/transfers", { from: "collect", to: "trust", amount: "1", clientReference: "" }, "clientReference"],
    ["/bank/wires", { amount: "1.001", clientReference: "a", beneficiary: "alpaca" }, "amount"],
    ["/bank/wires", { amount: "1.00", clientReference: "a", beneficiary: "me" }, "beneficiary"],
    ["/fx/deals", { pair: "EURJPY", side: "buy", usd: "1.00", clientReference: "a" }, "pair"],
    ["/fx/deals", { pair: "USDJPY", side: "sell", usd: "1.00", clientReference: "a" }, "side"],
    ["/fx/deals", { pair: "USDJPY", side: "buy", usd: "0.00", clientReference: "a" }, "usd"],
  ];
  for (const [path, body, field] of bad) {
    const answered = await world.call("POST", path, body);
    expect([path, body, answered.status, answered.body.errors?.[0]?.field]).toEqual([path, body, 400, field]);
    expect(answered.headers["content-type"]).toContain("application/problem+json");
  }
  expect((await send({ ...person, branchCode: "001" })).status).toBe(422);
  expect((await send(person, "key with spaces")).status).toBe(400);
  for (const text of ["", "{", "[]", "null", "7"]) {
    expect((await world.call("POST", "/bank/customer-transfers", text)).status).toBe(400);
  }
  for (const query of ["after=-1", "after=x", "limit=0", "limit=100000", "limit=x"]) {
    expect((await world.call("GET", `/bank/accounts/collect/statement?${query}`)).status).toBe(400);
  }
  expect((await world.call("GET", "/bank/accounts/moon/statement")).status).toBe(404);
  expect(await everything()).toEqual(before);
});

test("whatever is sent to it, the bank answers and books only what is whole", async () => {
  const before = await everything();
  const value = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
  const fields = fc.record(
    { amount: value, payerName: value, branchCode: value, accountNumber: value, from: value, clientReference: value },
    { requiredKeys: [] },
  );
  const paths = fc.constantFrom("/bank/customer-transfers", "/bank/transfers", "/bank/wires", "/fx/deals");
  await fc.assert(
    fc.asyncProperty(paths, fields, async (path, body) => {
      const { status } = await world.call("POST", path, body);
      expect([400, 422]).toContain(status);
    }),
    { numRuns: 60 },
  );
  expect(await everything()).toEqual(before);
});

test("the bank opens to its key only", async () => {
  for (const path of ["/bank/accounts", "/fx/quotes/USDJPY"]) {
    const answered = await world.call("GET", path, undefined, { authorization: "Basic bm86bm8=" });
    expect(answered).toMatchObject({ status: 401, body: { code: "unauthorized" } });
  }
});

test("no yen appear or vanish between the accounts: what persons sent less what was dealt away is there", async () => {
  const spent: bigint[] = [];
  for (let day = 1; day <= 5; day += 1) {
    await send({ ...person, amount: String(1_000 * day) });
    const { body } = await deal({ usd: `${day}.07`, clientReference: `d-${day}` });
    spent.push(parseYen(body.jpy));
    await move({ from: "firm_jpy", to: "trust", amount: "77", clientReference: `t-${day}` });
    await world.advance(`2026-03-0${day + 2}T00:00:00Z`);
  }
  const { collect, trust, firm_jpy } = await balances();
  const total = sum([collect, trust, firm_jpy].map((balance) => parseYen(balance!)));
  expect(total).toBe(5_000_000n + 15_000n - sum(spent));
});
