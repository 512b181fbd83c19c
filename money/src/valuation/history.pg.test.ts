import { yen } from "@kura/shared/money.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { confirmTarget } from "../instructions/confirm-target.ts";
import { createTestMoney, openTestCustomer, type TestMoney } from "../test-money.ts";
import { describeHistory } from "./history.ts";

let money: TestMoney;
let ann: string;
beforeAll(async () => {
  money = await createTestMoney();
  ann = await openTestCustomer(money, 1n, yen(1_000n));
});
afterAll(() => money.stop());

/** All pages of a history, by a page size. */
async function readAll(limit: number): Promise<string[]> {
  const ids: string[] = [];
  let before: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof describeHistory>> = await describeHistory(money.pool, ann, { before, limit });
    ids.push(...page.items.map((item) => `${item.kind} ${item.id}`));
    before = page.next;
  } while (before !== null);
  return ids;
}

test("whatever the size of a page, the pages are the whole history once, the newest first", async () => {
  const { Client } = (await import("pg")).default;
  const owner = new Client({ connectionString: money.ownerUrl });
  await owner.connect();
  await owner.query("update symbols set tradable = true, fractionable = true");
  await owner.end();
  // Some of these share a moment, since the clock stands in between.
  for (let round = 0; round < 7; round += 1) {
    if (round % 3 === 0) money.clock.set(money.clock.now().add({ hours: 1 }));
    const target = { customerId: ann, holdings: [{ symbol: "VT", weightBps: 10_000n }], source: null, windowIds: [] };
    expect(await money.commands.run(confirmTarget, target)).toHaveProperty("targetId");
  }
  const whole = await readAll(100);
  expect(whole).toHaveLength(9);
  expect(whole.at(-1)).toMatch(/^account_opened /);
  for (const limit of [1, 2, 3, 5]) expect(await readAll(limit)).toEqual(whole);
});
