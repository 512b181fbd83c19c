import { type Cents, formatCents, formatYen, type Yen } from "@kura/shared/money.ts";
import { z } from "zod";
import { connectPartner, PartnerError, type Question, readAnswer } from "../broker/partner.ts";
import { CentsValue, InstantValue, YenValue } from "../broker/wire-values.ts";

/** Our accounts at the bank: where customers' yen arrive, their trust, and the firm's own. */
export const BANK_ACCOUNTS = { collect: "JPY", trust: "JPY", firm_jpy: "JPY", firm_usd: "USD" } as const;
export type BankAccount = keyof typeof BANK_ACCOUNTS;
/** The yen accounts, between which we move money ourselves. */
export type YenAccount = Exclude<BankAccount, "firm_usd">;

/** An account's balance or movement: whole yen, or cents on the dollar account. */
export type BankAmount = Yen | Cents;

export type BankBalance = { readonly account: BankAccount; readonly balance: BankAmount };

const KINDS = ["capital", "customer_transfer", "transfer", "fx_deal", "wire"] as const;

/** One line of an account's statement. */
export type StatementLine = {
  /** Grows over all accounts of the bank: the cursor. */
  readonly sequence: string;
  readonly reference: string;
  readonly bookedAt: Temporal.Instant;
  /** A kind that the bank adds later is `other`. */
  readonly kind: (typeof KINDS)[number] | "other";
  /** Positive came in, negative went out. */
  readonly amount: BankAmount;
  readonly balance: BankAmount;
  readonly payerName: string | null;
  readonly virtualAccount: { readonly branchCode: string; readonly accountNumber: string } | null;
  /** Ours, on lines that we caused. */
  readonly clientReference: string | null;
  readonly description: string;
};

export type StatementPage = { readonly lines: readonly StatementLine[]; readonly next: string };

export type OwnTransfer = {
  readonly from: YenAccount;
  readonly to: YenAccount;
  readonly amount: Yen;
  readonly clientReference: string;
};
export type WireOrder = { readonly amount: Cents; readonly clientReference: string };
export type Receipt = { readonly reference: string; readonly bookedAt: Temporal.Instant };

/**
 * The bank, in our words.
 *
 * `transfer` and `wire` are known at the bank by our reference: the same order again is the same movement, so after an
 * outage or an unreadable answer (`PartnerError`) the caller asks again with the same reference. A `refused` one moved
 * nothing; its `code` says why, such as `insufficient_funds` or `reference_reused`.
 */
export type Bank = {
  accounts(): Promise<BankBalance[]>;
  /** The lines of an account after a sequence, in order, and where the next page begins. */
  statement(account: BankAccount, page: { readonly after: string; readonly limit: number }): Promise<StatementPage>;
  /** Moves yen between two of our accounts. */
  transfer(order: OwnTransfer): Promise<Receipt>;
  /** Sends dollars to the broker; they leave at once and arrive about when the bank says. */
  wire(order: WireOrder): Promise<Receipt & { readonly expectedAt: Temporal.Instant }>;
  close(): Promise<void>;
};

export type BankAddress = {
  readonly url: string;
  readonly key: string;
  readonly secret: string;
  readonly timeoutMs?: number;
};

const Account = z.enum(Object.keys(BANK_ACCOUNTS) as [BankAccount, ...BankAccount[]]);
const Sequence = z.string().regex(/^\d{1,18}$/);

const Balances = z
  .object({ accounts: z.array(z.object({ account: z.string(), currency: z.string(), balance: z.string() })) })
  .transform(({ accounts }, context) =>
    accounts.flatMap(({ account, currency, balance }): BankBalance[] => {
      const known = Account.safeParse(account);
      if (!known.success) return []; // an account that we have not been told of is none of ours
      const amount = amountOf(known.data).safeParse(balance);
      if (BANK_ACCOUNTS[known.data] === currency && amount.success) {
        return [{ account: known.data, balance: amount.data }];
      }
      context.addIssue({ code: "custom", message: `${account} has a balance in ${BANK_ACCOUNTS[known.data]}` });
      return [];
    }),
  );

const receipt = { reference: z.string().min(1), bookedAt: InstantValue };
const ReceiptValue = z.object(receipt);
const WireReceipt = z.object({ ...receipt, expectedAt: InstantValue });

/** Connects to the bank. */
export function connectBank(address: BankAddress): Bank {
  const partner = connectPartner({ ...address, name: "bank" });
  const ask = async <Schema extends z.ZodType>(question: Question, schema: Schema) =>
    readAnswer(partner, question, await partner.ask(question), schema);

  return {
    accounts: () => ask({ method: "GET", path: "/bank/accounts" }, Balances),
    async statement(account, { after, limit }) {
      const path = `/bank/accounts/${account}/statement`;
      const page = await ask({ method: "GET", path, query: { after, limit: String(limit) } }, pageOf(account));
      checkOrder(path, after, page);
      return page;
    },
    transfer({ from, to, amount, clientReference }) {
      const body = { from, to, amount: formatYen(amount), clientReference };
      return ask({ method: "POST", path: "/bank/transfers", body }, ReceiptValue);
    },
    wire({ amount, clientReference }) {
      const body = { amount: formatCents(amount), clientReference, beneficiary: "alpaca" };
      return ask({ method: "POST", path: "/bank/wires", body }, WireReceipt);
    },
    close: () => partner.close(),
  };
}

function amountOf(account: BankAccount): typeof YenValue | typeof CentsValue {
  return BANK_ACCOUNTS[account] === "JPY" ? YenValue : CentsValue;
}

function pageOf(account: BankAccount) {
  const amount = amountOf(account);
  const line = z
    .object({
      sequence: Sequence,
      reference: z.string().min(1),
      bookedAt: InstantValue,
      kind: z.string(),
      amount,
      balance: amount,
      payerName: z.string().nullable(),
      virtualAccount: z.object({ branchCode: z.string(), accountNumber: z.string() }).nullable(),
      clientReference: z.string().nullable(),
      description: z.string(),
    })
    .transform(
      ({ kind, ...rest }): StatementLine => ({ ...rest, kind: KINDS.find((known) => known === kind) ?? "other" }),
    );
  return z.object({ lines: z.array(line), next: Sequence }).transform((page): StatementPage => page);
}

/** A page that goes back or repeats would book money twice or lose it; it is not taken. */
function checkOrder(path: string, after: string, { lines, next }: StatementPage): void {
  let last = BigInt(after);
  for (const { sequence } of lines) {
    if (BigInt(sequence) <= last) throw new PartnerError("unreadable", `bank: ${path} is out of order at ${sequence}`);
    last = BigInt(sequence);
  }
  if (BigInt(next) !== last) throw new PartnerError("unreadable", `bank: ${path} does not continue after ${last}`);
}
