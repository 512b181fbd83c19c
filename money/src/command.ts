import type { Tx } from "./db.ts";
import type { Account } from "./ledger/accounts.ts";
import type { Entry } from "./ledger/entry.ts";
import type { Refusal } from "./refusal.ts";
import type { LockRows, LockTable } from "./rows.ts";

/** A row that a command holds while it is decided: to change it, or (`share`) so that nobody else does. */
export type RowLock = { readonly table: LockTable; readonly id: string; readonly share?: boolean };
/** What a command locks: rows, and customers' balances. */
export type Lock = RowLock | Account;

export const lock = (table: LockTable, id: string): RowLock => ({ table, id });
export const shareLock = (table: LockTable, id: string): RowLock => ({ table, id, share: true });

/** What a command may look at while it decides: the locked rows and balances, with earlier commands' changes. */
export type State = {
  /** The locked row, which must exist. */
  get<Table extends LockTable>(table: Table, id: string): LockRows[Table];
  find<Table extends LockTable>(table: Table, id: string): LockRows[Table] | undefined;
  /** A locked customer's balance. */
  balance(account: Account): bigint;
};

export type RowInsert = {
  readonly table: string;
  readonly row: Readonly<Record<string, unknown>>;
  /** Left out where such a row exists already, rather than refused. */
  readonly unlessThere?: true;
};
export type RowUpdate = {
  readonly table: LockTable;
  readonly id: string;
  readonly set: Readonly<Record<string, unknown>>;
};
export type EventRow = { readonly kind: EventKind; readonly customerId: string | null; readonly subject: string };
/** Work to be done no earlier than a business moment. A second wake of the same key is one piece of work. */
export type Wake = { readonly kind: string; readonly key: string; readonly dueAt: Temporal.Instant };

export type EventKind =
  | "customer_opened"
  | "target_confirmed"
  | "deposit_received"
  | "deposit_unmatched"
  | "instruction_received"
  | "instruction_done"
  | "shares_bought"
  | "trades_settled";

/** What a command decided: only descriptions; the runner makes them so. */
export type Decision<Answer> = {
  readonly insert?: readonly RowInsert[];
  readonly update?: readonly RowUpdate[];
  readonly entries?: readonly Entry[];
  readonly events?: readonly EventRow[];
  readonly wake?: readonly Wake[];
  readonly answer: Answer;
};

/** Business time, fresh ids and what `load` read: all that a decision takes besides its input and state. */
export type Context<Loaded> = {
  readonly now: Temporal.Instant;
  readonly newId: () => string;
  readonly loaded: Loaded;
};

/**
 * A way to change customers' money, as a value: it names what to lock, and a pure `decide` gives rows, entries and an
 * answer, or a refusal. `load` reads, under those locks and once for all waiting inputs, what has no lock of its own.
 */
export type Command<Input, Answer, Loaded = undefined> = {
  readonly name: string;
  /**
   * What `load` reads is changed by this very kind of command (a total, a day's balance), so no two of them are
   * decided in one batch: the second loads what the first has left.
   */
  readonly oneAtATime?: true;
  locks(input: Input): readonly Lock[];
  load?(tx: Tx, inputs: readonly Input[]): Promise<Loaded>;
  decide(state: State, input: Input, context: Context<Loaded>): Decision<Answer> | Refusal;
};

/** The claim of an HTTP request on its effect: who asks for what under which key, and the hash of the body. */
export type KeyClaim = {
  readonly caller: string;
  readonly route: string;
  readonly key: string;
  readonly bodyHash: string;
};

/** A command that waits for its turn, with the request that asked for it, if any. */
export type Waiting = {
  readonly command: Command<unknown, unknown, unknown>;
  readonly input: unknown;
  readonly claim: KeyClaim | null;
  /** The HTTP status that a replay answers with. */
  readonly status: number;
  readonly traceparent: string | null;
};

/** What came of one command: an answer (perhaps the first one's), a refusal, or our own failure. */
export type Outcome = { readonly answer: unknown } | Refusal | { readonly failed: unknown };
