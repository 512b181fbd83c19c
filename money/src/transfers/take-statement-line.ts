import { assert } from "@kura/shared/assert.ts";
import { yen } from "@kura/shared/money.ts";
import { openBreak } from "../breaks/open-break.ts";
import { type Command, type Context, type Decision, lock, type State, shareLock } from "../command.ts";
import { receiveInstruction } from "../instructions/receive.ts";
import { findTargets, type Target } from "../instructions/targets.ts";
import { pickWindow } from "../instructions/windows.ts";
import { cash, held } from "../ledger/accounts.ts";
import { capitalPaidIn } from "../ledger/movements/capital-paid-in.ts";
import { depositReceived } from "../ledger/movements/deposit-received.ts";
import { depositSuspended } from "../ledger/movements/deposit-suspended.ts";
import type { BankAccount, StatementLine } from "../treasury/bank.ts";

/** One line of the bank's statement, as we pulled it, with whose account number it names. */
export type TakeStatementLine = {
  readonly account: BankAccount;
  readonly line: StatementLine;
  /** The place of the line before it: where that one could not be taken, this one waits. */
  readonly after: string;
  readonly customerId: string | null;
  readonly windowIds: readonly string[];
};

type Taking = Context<Map<string, Target>>;
type Taken = Decision<null>;

/**
 * Takes over one line of the bank's statement, once: the cursor is locked, and only a later line moves it.
 * A customer's transfer is a deposit; under a confirmed target it is at the same time the instruction to invest it,
 * with whatever yen lay free.
 */
export const takeStatementLine: Command<TakeStatementLine, null, Map<string, Target>> = {
  name: "takeStatementLine",
  locks: ({ account, customerId, windowIds }) => [
    lock("cursors", `bank:${account}`),
    ...windowIds.map((id) => shareLock("windows", id)),
    ...(customerId === null ? [] : [lock("customers", customerId), cash(customerId, "JPY"), held(customerId, "JPY")]),
  ],

  load: (tx, inputs) =>
    findTargets(
      tx,
      inputs.flatMap((input) => input.customerId ?? []),
    ),

  decide(state, input, context) {
    const { account, line, after } = input;
    const { position } = state.get("cursors", `bank:${account}`);
    if (BigInt(line.sequence) <= BigInt(position)) return { answer: null };
    assert(position === after, `takeStatementLine: line ${after} of ${account} is taken before ${line.sequence}`);
    const taken = takeByKind(state, input, context);
    const advance = { table: "cursors" as const, id: `bank:${account}`, set: { position: line.sequence } };
    return { ...taken, update: [advance, ...(taken.update ?? [])] };
  },
};

function takeByKind(state: State, input: TakeStatementLine, context: Taking): Taken {
  const { account, line } = input;
  if (line.kind === "customer_transfer" && account === "collect" && line.amount > 0n)
    return takeDeposit(state, input, context);
  if (line.kind === "capital" && account !== "collect" && line.amount > 0n) return takeCapital(input, context);
  // Our own transfers, deals and wires are booked from the bank's answers and compared with these lines afterwards.
  if (line.clientReference !== null) return { answer: null };
  const detail = `The bank shows ${line.kind} of ${line.amount} on ${account}, which nothing of ours explains.`;
  return { insert: [openBreak(context, "bank_line_unexplained", line.reference, detail)], answer: null };
}

function takeDeposit(state: State, input: TakeStatementLine, context: Taking): Taken {
  const { line, customerId } = input;
  const { now, newId, loaded } = context;
  const amount = yen(line.amount);
  const deposit = {
    id: newId(),
    bank_reference: line.reference,
    customer_id: customerId,
    amount,
    branch_code: line.virtualAccount?.branchCode ?? null,
    account_number: line.virtualAccount?.accountNumber ?? null,
    booked_at: line.bookedAt,
    received_at: now,
  };
  const facts = { subject: `deposit:${deposit.id}`, at: line.bookedAt };
  const topUp = { kind: "trust_top_up", key: "trust", dueAt: now };
  if (customerId === null)
    return {
      insert: [{ table: "deposits", row: deposit }],
      entries: [depositSuspended({ ...facts, amount })],
      events: [{ kind: "deposit_unmatched", customerId: null, subject: deposit.id }],
      answer: null,
    };

  const target = loaded.get(customerId);
  const window = pickWindow(
    input.windowIds.map((id) => state.find("windows", id)),
    now,
  );
  const frozen = state.get("customers", customerId).trading_frozen;
  // Yen left from before (under a cent, or sent while nothing could be instructed) go the same way.
  const free = yen(state.balance(cash(customerId, "JPY")) + amount);
  const received =
    target && window && !frozen
      ? receiveInstruction(context, { customerId, targetId: target.id, amount: free, window })
      : null;
  return {
    insert: [{ table: "deposits", row: deposit }, ...(received ? [received.insert] : [])],
    entries: [depositReceived({ ...facts, customerId, amount }), ...(received ? [received.entry] : [])],
    events: [{ kind: "deposit_received", customerId, subject: deposit.id }, ...(received ? [received.event] : [])],
    wake: [topUp],
    answer: null,
  };
}

function takeCapital({ account, line }: TakeStatementLine, { now, newId }: Taking): Taken {
  const asset = account === "firm_usd" ? "USD" : "JPY";
  const { reference, amount, bookedAt } = line;
  return {
    insert: [{ table: "capital_lines", row: { id: newId(), reference, currency: asset, amount, booked_at: bookedAt } }],
    entries: [capitalPaidIn({ subject: `capital:${reference}`, at: bookedAt, asset, amount })],
    wake: [{ kind: "fund_pool", key: "pool", dueAt: now }],
    answer: null,
  };
}
