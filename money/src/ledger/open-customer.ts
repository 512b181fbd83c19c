import { type Command, lock } from "../command.ts";
import { rows, type Tx } from "../db.ts";
import type { Policy } from "../money.ts";
import { refuse } from "../refusal.ts";
import type { CustomerRow } from "../rows.ts";

export type OpenCustomer = { readonly customerId: string; readonly customerNumber: bigint; readonly policy: Policy };

/** An account as callers see it, with the bank account that its owner sends yen to. */
export type Customer = {
  customerId: string;
  customerNumber: string;
  openedAt: string;
  depositAccount: {
    bankCode: string;
    bankName: string;
    branchCode: string;
    branchName: string;
    accountType: "ordinary";
    accountNumber: string;
    accountHolder: string;
  };
};

export function describeCustomer(customer: CustomerRow, policy: Policy): Customer {
  const { bankCode, bankName, branchName, accountHolder } = policy;
  return {
    customerId: customer.id,
    customerNumber: customer.number.toString(),
    openedAt: customer.opened_at.toString(),
    depositAccount: {
      bankCode,
      bankName,
      branchCode: customer.branch_code,
      branchName,
      accountType: "ordinary",
      accountNumber: customer.account_number,
      accountHolder,
    },
  };
}

/**
 * Opens an approved person's account. The virtual bank account number is the customer number:
 * the bank has given us the whole branch.
 */
export const openCustomer: Command<OpenCustomer, Customer, ReadonlySet<bigint>> = {
  name: "openCustomer",
  locks: (input) => [lock("customers", input.customerId)],

  async load(tx: Tx, inputs) {
    // Two at once for one number: the unique key refuses the second's transaction, which is then decided alone.
    const taken = await rows<{ number: bigint }>(tx, "select number from customers where number = any($1::bigint[])", [
      inputs.map((input) => input.customerNumber),
    ]);
    return new Set(taken.map((row) => row.number));
  },

  decide(state, input, { now, loaded }) {
    const existing = state.find("customers", input.customerId);
    if (existing && existing.number !== input.customerNumber) return refuse("account_already_open");
    if (existing) return { answer: describeCustomer(existing, input.policy) };
    if (loaded.has(input.customerNumber)) return refuse("account_number_taken");

    const customer: CustomerRow = {
      id: input.customerId,
      number: input.customerNumber,
      opened_at: now,
      branch_code: input.policy.branchCode,
      account_number: input.customerNumber.toString().padStart(7, "0"),
      trading_frozen: false,
      payouts_frozen: false,
    };
    return {
      insert: [{ table: "customers", row: customer }],
      events: [{ kind: "customer_opened", customerId: customer.id, subject: customer.id }],
      answer: describeCustomer(customer, input.policy),
    };
  },
};
