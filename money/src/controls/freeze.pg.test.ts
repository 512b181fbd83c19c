import { yen } from "@kura/shared/money.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestMoney, openTestCustomer, type TestMoney } from "../test-money.ts";
import { freezeCustomer } from "./freeze.ts";

let money: TestMoney;
beforeAll(async () => {
  money = await createTestMoney();
});
afterAll(() => money.stop());

test("one operator freezes a customer; only two different ones lift it, and every change is kept", async () => {
  const customerId = await openTestCustomer(money, 1n, yen(100n));
  const ask = (frozen: boolean, second: string | null) =>
    money.commands.run(freezeCustomer, { customerId, frozen, reason: "test", by: "op-1", second });
  expect(await ask(false, "op-2")).toMatchObject({ refused: "not_halted" });
  expect(await ask(true, null)).toMatchObject({ tradingFrozen: true });
  expect(await ask(true, null)).toMatchObject({ refused: "already_halted" });
  expect(await ask(false, null)).toMatchObject({ refused: "second_operator_needed" });
  expect(await ask(false, "op-1")).toMatchObject({ refused: "second_operator_needed" });
  expect(await ask(false, "op-2")).toMatchObject({ tradingFrozen: false });
  const kept = await money.pool.query("select halted, by, second from control_changes order by at, id");
  expect(kept.rows).toEqual([
    { halted: true, by: "op-1", second: null },
    { halted: false, by: "op-1", second: "op-2" },
  ]);
});
