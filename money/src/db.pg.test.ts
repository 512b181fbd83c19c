import { afterAll, beforeAll, expect, test } from "vitest";
import { inTransaction, rows } from "./db.ts";
import { createTestMoney, openTestCustomer, type TestMoney } from "./test-money.ts";

let money: TestMoney;
beforeAll(async () => {
  money = await createTestMoney();
});
afterAll(() => money.stop());

test("a connection that breaks in the middle of a transaction fails that transaction and nothing else", async () => {
  const failures: unknown[] = [];
  const note = (error: unknown) => void failures.push(error);
  process.on("uncaughtException", note);
  const broken = inTransaction(money.pool, async (tx) => {
    await tx.query("insert into capital_lines values (gen_random_uuid(), 'lost', 'USD', 1, now())");
    const [self] = await rows<{ pid: number }>(tx, "select pg_backend_pid() as pid");
    await money.pool.query("select pg_terminate_backend($1)", [self?.pid]);
    await new Promise((resolve) => setTimeout(resolve, 100)); // it breaks while nothing is being asked
    await tx.query("select 1");
  });
  await expect(broken).rejects.toThrow();
  await new Promise((resolve) => setTimeout(resolve, 100));
  process.off("uncaughtException", note);
  expect(failures).toEqual([]);

  expect(await rows(money.pool, "select id from capital_lines")).toEqual([]);
  await openTestCustomer(money, 1n);
});
