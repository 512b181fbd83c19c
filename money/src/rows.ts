import type { Bps, Cents, Price, Rate, Shares, Yen } from "@kura/shared/money.ts";
import type { Wrapper } from "./ledger/accounts.ts";

// The tables' rows, in the database's own column names. An amount's column is named for what it is; its unit is here.

export type ControlRow = {
  what: "trading" | "payouts";
  halted: boolean;
  reason: string;
  since: Temporal.Instant | null;
  by: string | null;
  second: string | null;
};

export type CustomerRow = {
  id: string;
  number: bigint;
  opened_at: Temporal.Instant;
  branch_code: string;
  account_number: string;
  trading_frozen: boolean;
  payouts_frozen: boolean;
};

export type WindowStage = "open" | "frozen" | "converted" | "priced" | "planned" | "closed";
export type WindowRow = {
  id: string;
  trade_on: string;
  cutoff_at: Temporal.Instant;
  opens_at: Temporal.Instant;
  runs_at: Temporal.Instant;
  closes_at: Temporal.Instant;
  stage: WindowStage;
  mid_rate: Rate | null;
  customer_rate: Rate | null;
  spread_bps: Bps | null;
};

export type InstructionStatus = "received" | "converting" | "ordering" | "done" | "canceled";
export type InstructionRow = {
  id: string;
  customer_id: string;
  kind: "deposit";
  status: InstructionStatus;
  window_id: string;
  target_id: string;
  amount: Yen;
  received_at: Temporal.Instant;
  done_at: Temporal.Instant | null;
  reason: string | null;
};

export type BlockStatus =
  | "planned"
  | "staged"
  | "submitted"
  | "part_filled"
  | "filled"
  | "canceled"
  | "expired"
  | "rejected"
  | "not_sent";
export type BlockRow = {
  id: string;
  window_id: string;
  symbol: string;
  side: "buy";
  chunk: number;
  attempt: number;
  notional: Cents;
  client_order_id: string;
  status: BlockStatus;
  broker_order_id: string | null;
  filled: Shares;
  cost: Cents;
  reason: string | null;
  allocated_at: Temporal.Instant | null;
};

export type OrderRow = {
  id: string;
  trade_on: string;
  window_id: string;
  customer_id: string;
  instruction_id: string;
  symbol: string;
  side: "buy";
  wrapper: Wrapper;
  chunk: number;
  hold: Cents;
  placed_at: Temporal.Instant;
};

export type ExecutionRow = {
  id: string;
  block_id: string;
  shares: Shares;
  price: Price;
  price_text: string;
  cost: Cents;
  executed_at: Temporal.Instant;
  settles_on: string;
  booked_at: Temporal.Instant;
};

/** What the broker booked for an execution, and how far that was from what we had posted. */
export type TruingRow = {
  execution_id: string;
  net_amount: Cents;
  difference: Cents;
  borne_by: "block" | "firm";
  trued_at: Temporal.Instant;
};

export type SettlementRow = {
  id: string;
  leg: "broker" | "customer";
  settles_on: string;
  settled_at: Temporal.Instant | null;
  count: bigint | null;
};

export type BankTransferRow = {
  id: string;
  purpose: "trust_top_up" | "trust_release";
  reference: string;
  yen: Yen;
  status: "planned" | "booked";
  planned_at: Temporal.Instant;
  booked_at: Temporal.Instant | null;
};

export type DealRow = {
  id: string;
  window_id: string;
  reference: string;
  cents: Cents;
  received: Yen;
  status: "planned" | "booked";
  rate: Rate | null;
  yen: Yen | null;
  planned_at: Temporal.Instant;
  booked_at: Temporal.Instant | null;
};

export type WireRow = {
  id: string;
  reference: string;
  cents: Cents;
  status: "planned" | "sent" | "arrived";
  planned_at: Temporal.Instant;
  sent_at: Temporal.Instant | null;
  arrived_at: Temporal.Instant | null;
};

/** How far we have taken over a stream of somebody else's: the bank's statement, the broker's events. */
export type CursorRow = { name: string; position: string };

/** The tables whose rows a command may lock, in the one order in which everybody locks them. */
export const LOCK_ORDER = [
  "cursors",
  "controls",
  "windows",
  "customers",
  "instructions",
  "settlements",
  "bank_transfers",
  "deals",
  "wires",
  "blocks",
] as const;
export type LockTable = (typeof LOCK_ORDER)[number];

export type LockRows = {
  cursors: CursorRow;
  controls: ControlRow;
  windows: WindowRow;
  customers: CustomerRow;
  instructions: InstructionRow;
  settlements: SettlementRow;
  bank_transfers: BankTransferRow;
  deals: DealRow;
  wires: WireRow;
  blocks: BlockRow;
};

/** Each lockable table's key column. */
export const KEY_OF: Record<LockTable, string> = {
  cursors: "name",
  controls: "what",
  windows: "id",
  customers: "id",
  instructions: "id",
  settlements: "id",
  bank_transfers: "id",
  deals: "id",
  wires: "id",
  blocks: "id",
};
