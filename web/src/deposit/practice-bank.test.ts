import { expect, test } from "vitest";
import { practiceBankAddress } from "./practice-bank.ts";

test("the practice bank's address carries the account to pay into, and no name", () => {
  const address = practiceBankAddress("http://127.0.0.1:4200/bank", { branchCode: "801", accountNumber: "1000017" });
  expect(address).toBe("http://127.0.0.1:4200/bank?branchCode=801&accountNumber=1000017&amount=100000");
});
