import { assert, present } from "@kura/shared/assert.ts";
import { formatCents, formatYen, parseCents, parseYen } from "@kura/shared/money.ts";
import type { Row, State } from "../state.ts";

/** Every account that the firm has at the bank: where yen arrive, customers' yen in trust, and the firm's own. */
export const BANK_ACCOUNTS = { collect: "JPY", trust: "JPY", firm_jpy: "JPY", firm_usd: "USD" } as const;
export type BankAccountName = keyof typeof BANK_ACCOUNTS;

export type LineKind = "capital" | "customer_transfer" | "transfer" | "fx_deal" | "wire";

/** One movement on one account, to be written into its statement. Amounts are whole yen or cents; minus is out. */
export type NewLine = {
  account: BankAccountName;
  kind: LineKind;
  reference: string;
  amount: bigint;
  payerName?: string;
  virtualAccount?: { branchCode: string; accountNumber: string };
  clientReference?: string;
  description: string;
};

type AccountRow = Row & { name: string; currency: string; balance: bigint };
type LineRow = Row & {
  sequence: bigint;
  account: string;
  reference: string;
  booked_at: bigint;
  kind: string;
  amount: bigint;
  balance: bigint;
  payer_name: string | null;
  branch_code: string | null;
  account_number: string | null;
  client_reference: string | null;
  description: string;
};
/** A line of a statement as it was booked. */
export type StatementLine = LineRow;

/** Opens the four accounts of a new world, with the firm's capital on its own two. */
export function openBank(state: State, nowMs: number, firm: { jpy: string; usd: string }): void {
  if (listAccounts(state).length > 0) return;
  for (const [name, currency] of Object.entries(BANK_ACCOUNTS)) {
    state.run("insert into bank_account values (?, ?, 0)", name, currency);
  }
  const capital = { kind: "capital", description: "Capital / 資本金" } as const;
  const jpy = parseYen(firm.jpy);
  const usd = parseCents(firm.usd);
  if (jpy > 0n) {
    bookLine(state, nowMs, { ...capital, account: "firm_jpy", amount: jpy, reference: nextReference(state, nowMs) });
  }
  if (usd > 0n) {
    bookLine(state, nowMs, { ...capital, account: "firm_usd", amount: usd, reference: nextReference(state, nowMs) });
  }
}

/** The bank's own number for a movement: the day and a number that grows. */
export function nextReference(state: State, nowMs: number): string {
  const number = Number(state.getNote("bank_reference") ?? "0") + 1;
  state.setNote("bank_reference", String(number));
  const day = new Date(nowMs).toISOString().slice(0, 10).replaceAll("-", "");
  return `${day}-${String(number).padStart(6, "0")}`;
}

/** Writes a line into a statement and moves the balance; the answer is the line's sequence. */
export function bookLine(state: State, nowMs: number, line: NewLine): bigint {
  const balance = getBalance(state, line.account) + line.amount;
  assert(balance >= 0n, "bookLine: no account goes below zero");
  state.run("update bank_account set balance = ? where name = ?", balance, line.account);
  const row = state.find<Row & { sequence: bigint }>(
    `insert into statement_line (account, reference, booked_at, kind, amount, balance, payer_name, branch_code,
       account_number, client_reference, description) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning sequence`,
    line.account,
    line.reference,
    nowMs,
    line.kind,
    line.amount,
    balance,
    line.payerName ?? null,
    line.virtualAccount?.branchCode ?? null,
    line.virtualAccount?.accountNumber ?? null,
    line.clientReference ?? null,
    line.description,
  );
  return present(row, "bookLine: a line has a sequence").sequence;
}

export function listAccounts(state: State): AccountRow[] {
  return state.all<AccountRow>("select * from bank_account order by rowid");
}

export function getBalance(state: State, account: BankAccountName): bigint {
  const row = state.find<AccountRow>("select * from bank_account where name = ?", account);
  return present(row, "getBalance: the four accounts exist").balance;
}

/** The lines of one account after a sequence. */
export function listLines(state: State, account: BankAccountName, after: bigint, limit: number): StatementLine[] {
  return state.all<LineRow>(
    "select * from statement_line where account = ? and sequence > ? order by sequence limit ?",
    account,
    after,
    limit,
  );
}

/** An amount of an account's currency, as text. */
export function formatAmount(account: BankAccountName, amount: bigint): string {
  return BANK_ACCOUNTS[account] === "JPY" ? formatYen(amount) : formatCents(amount);
}
