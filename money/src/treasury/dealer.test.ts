import { cents } from "@kura/shared/money.ts";
import { afterEach, expect, test } from "vitest";
import { startFakePartner } from "../broker/fake-partner.ts";
import { connectDealer } from "./dealer.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function connect(body: unknown, status = 200) {
  const partner = await startFakePartner(() => ({ status, body }));
  const dealer = connectDealer({ url: partner.url, key: "K", secret: "S", timeoutMs: 5_000 });
  closing.push(partner.stop, dealer.close);
  return { dealer, partner };
}

const QUOTE = { pair: "USDJPY", bid: "151.980001", mid: "152", ask: "152.02", at: "2026-03-02T01:00:00Z" };
const DEAL = { reference: "F1", rate: "152.02", usd: "650.10", jpy: "98829", dealtAt: "2026-03-02T01:00:00Z" };

test("a rate is exact to the millionth of a yen", async () => {
  const { dealer, partner } = await connect(QUOTE);
  expect(await dealer.quote()).toEqual({
    bid: 151_980_001n,
    mid: 152_000_000n,
    ask: 152_020_000n,
    at: Temporal.Instant.from("2026-03-02T01:00:00Z"),
  });
  expect(partner.received[0]?.path).toBe("/fx/quotes/USDJPY");
});

test("a rate that cannot be right is not taken", async () => {
  for (const wrong of [{ bid: "152.1" }, { ask: "151" }, { bid: "0" }, { pair: "EURJPY" }, { mid: "152.0000001" }]) {
    const { dealer } = await connect({ ...QUOTE, ...wrong });
    await expect(dealer.quote(), JSON.stringify(wrong)).rejects.toMatchObject({ kind: "unreadable" });
  }
});

test("a deal buys dollars under our reference, for yen rounded up", async () => {
  const { dealer, partner } = await connect(DEAL, 201);
  const deal = await dealer.buy({ usd: cents(65_010n), clientReference: "cover-2026-03-02" });
  expect(deal).toMatchObject({ reference: "F1", rate: 152_020_000n, usd: 65_010n, jpy: 98_829n });
  expect(JSON.parse(partner.received[0]!.body)).toEqual({
    pair: "USDJPY",
    side: "buy",
    usd: "650.10",
    clientReference: "cover-2026-03-02",
  });
});

test("a deal for other dollars, or at a price that its rate does not give, is not booked", async () => {
  for (const wrong of [{ usd: "650.11" }, { jpy: "98828" }, { jpy: "98830" }]) {
    const { dealer } = await connect({ ...DEAL, ...wrong }, 201);
    const bought = dealer.buy({ usd: cents(65_010n), clientReference: "c" });
    await expect(bought, JSON.stringify(wrong)).rejects.toMatchObject({ kind: "unreadable" });
  }
});

test("a refusal says why", async () => {
  const { dealer } = await connect({ status: 422, code: "insufficient_funds", detail: "firm_jpy holds 1" }, 422);
  const bought = dealer.buy({ usd: cents(65_010n), clientReference: "c" });
  await expect(bought).rejects.toMatchObject({ kind: "refused", code: "insufficient_funds" });
});
