import { present } from "@kura/shared/assert.ts";
import { type Cents, cents } from "@kura/shared/money.ts";
import type { Row, State } from "../state.ts";

/** The account that the firm trades through, and that the Trading API's paths mean. */
export const ACCOUNT_ID = "3f0c2a51-8a5e-4f0e-9a5b-6f1f5f0b7c21";
/** The firm's own account, which every correspondent is given with fifty thousand dollars in it. */
export const FIRM_ACCOUNT_ID = "a1b2c3d4-0000-4000-8000-000000000001";

/** Where an account stands; only an active one trades. */
export const ACCOUNT_STATUSES = [
  ...(["INACTIVE", "ONBOARDING", "SUBMITTED", "SUBMISSION_FAILED", "ACTION_REQUIRED", "ACCOUNT_UPDATED"] as const),
  ...(["APPROVAL_PENDING", "APPROVED", "REJECTED", "ACTIVE", "ACCOUNT_CLOSED"] as const),
] as const;
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number];

/** One account at the broker. `cash` moves when a trade fills; `kind` `firm` is the correspondent's own. */
export type Account = {
  id: string;
  number: string;
  kind: "trading" | "firm";
  status: AccountStatus;
  cash: Cents;
  createdAtMs: number;
  /** What the account's holder has set, by the broker's names. */
  configurations: Configurations;
  /** What was sent when it was opened (contact, identity, …), as it came. */
  profile: Readonly<Record<string, unknown>>;
};

/** An account's own settings, under the broker's names. */
export type Configurations = {
  suspend_trade: boolean;
  no_shorting: boolean;
  fractional_trading: boolean;
  max_margin_multiplier: string;
  trade_confirm_email: string;
  ptp_no_exception_entry: boolean;
  disable_overnight_trading: boolean;
};

export const DEFAULT_CONFIGURATIONS: Configurations = {
  suspend_trade: false,
  no_shorting: true,
  fractional_trading: true,
  max_margin_multiplier: "1",
  trade_confirm_email: "all",
  ptp_no_exception_entry: false,
  disable_overnight_trading: true,
};

type AccountRow = Row & Record<"id" | "number" | "kind" | "status" | "configurations" | "profile", string>;

const from = (row: AccountRow): Account => ({
  id: row.id,
  number: row.number,
  kind: row.kind as Account["kind"],
  status: row.status as AccountStatus,
  cash: cents(BigInt(row.cash ?? 0n)),
  createdAtMs: Number(row.created_at),
  configurations: JSON.parse(row.configurations),
  profile: JSON.parse(row.profile),
});

export function findAccount(state: State, id: string): Account | null {
  const row = state.find<AccountRow>("select * from account where id = ?", id);
  return row && from(row);
}

/** All accounts in the order in which they were opened. */
export function listAccounts(state: State): Account[] {
  return state.all<AccountRow>("select * from account order by created_at, rowid").map(from);
}

export function insertAccount(state: State, account: Account): void {
  state.run(
    "insert into account values (?, ?, ?, ?, ?, ?, ?, ?)",
    account.id,
    account.number,
    account.kind,
    account.status,
    account.cash,
    account.createdAtMs,
    JSON.stringify(account.configurations),
    JSON.stringify(account.profile),
  );
}

/** Writes what may change of an account besides its cash, which only bookings move. */
export function setAccount(state: State, { id, status, configurations, profile }: Account): void {
  state.run(
    "update account set status = ?, configurations = ?, profile = ? where id = ?",
    status,
    JSON.stringify(configurations),
    JSON.stringify(profile),
    id,
  );
}

/** An account's cash, which moves when a trade fills or a wire arrives. */
export function getCash(state: State, accountId: string): Cents {
  const row = state.find<Row & { cash: bigint }>("select cash from account where id = ?", accountId);
  return cents(present(row, "getCash: the account exists").cash);
}

const FIRM_CASH = cents(5_000_000n);

/** The accounts of a new world: the firm's own, and the one it trades through. */
export function openFirstAccounts(state: State, nowMs: number): void {
  if (findAccount(state, ACCOUNT_ID)) return;
  const common = { status: "ACTIVE", createdAtMs: nowMs, configurations: DEFAULT_CONFIGURATIONS, profile: {} } as const;
  insertAccount(state, { ...common, id: FIRM_ACCOUNT_ID, number: "100000001", kind: "firm", cash: FIRM_CASH });
  insertAccount(state, { ...common, id: ACCOUNT_ID, number: "912345678", kind: "trading", cash: cents(0n) });
}
