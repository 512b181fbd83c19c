import { assert, present } from "@kura/shared/assert.ts";
import { newYorkMoment } from "@kura/shared/calendar.ts";
import { type Cents, cents, divide, type Shares } from "@kura/shared/money.ts";
import { openBreak } from "../breaks/open-break.ts";
import { type Command, lock } from "../command.ts";
import { rows, type Tx } from "../db.ts";
import { executionTrued } from "../ledger/movements/execution-trued.ts";
import type { World } from "../money.ts";
import type { ExecutionRow, TruingRow } from "../rows.ts";
import { MOST } from "./book-execution.ts";

/** An execution as the broker has booked it on the pool's account. */
export type BookedExecution = {
  readonly executionId: string;
  readonly blockId: string;
  readonly shares: Shares;
  /** Below zero the broker took it. */
  readonly netAmount: Cents;
  readonly bookedAt: Temporal.Instant;
};

/**
 * How far the broker's cents may be from ours by rounding alone: half a cent of our rounding and less than one of
 * theirs, and what our price, rounded to the millionth of a dollar, makes over the quantity (half a millionth a share).
 */
export const roundingSlack = (quantity: Shares): Cents =>
  cents(divide(30_000_000_000_000n + quantity, 20_000_000_000_000n, "down"));

type Loaded = {
  readonly executions: ReadonlyMap<string, ExecutionRow>;
  readonly truings: ReadonlyMap<string, TruingRow>;
};

/**
 * Trues an execution to the broker's booking, once: the net amount is put on record, and where it is not what we had
 * posted, the difference is an entry of its own. It belongs to the block's cost until the block is allocated, and is
 * the firm's after that. A difference that rounding does not explain is booked too, and a person is told.
 */
export const trueExecution: Command<BookedExecution, null, Loaded> = {
  name: "trueExecution",
  locks: ({ blockId }) => [lock("blocks", blockId)],

  async load(tx, inputs) {
    const ids = inputs.map((input) => input.executionId);
    return { executions: await findExecutions(tx, ids), truings: await findTruings(tx, ids) };
  },

  decide(state, booked, context) {
    const { executionId: id, netAmount, bookedAt } = booked;
    const { executions, truings } = context.loaded;
    const execution = present(executions.get(id), `trueExecution: ${id} is booked`);
    assert(execution.block_id === booked.blockId, `trueExecution: ${id} is on the block that is locked`);
    // Money for shares that are in dispute would be paid by people who have not got them; their break is open.
    if (execution.shares !== booked.shares) return { answer: null };

    const before = truings.get(id);
    if (before?.net_amount === netAmount) return { answer: null };
    if (before) {
      const detail = `The broker had booked ${before.net_amount} cents for ${id}; now it says ${netAmount}.`;
      return { insert: [openBreak(context, "execution_conflicts", id, detail)], answer: null };
    }

    if (netAmount < -MOST || netAmount > MOST) {
      const detail = `The broker booked ${netAmount} cents, which no execution can cost.`;
      return { insert: [openBreak(context, "broker_message_unreadable", id, detail)], answer: null };
    }
    const block = state.get("blocks", booked.blockId);
    const open = block.allocated_at === null;
    const difference = cents(-netAmount - execution.cost);
    const settlesOn = execution.settles_on;
    const truing: TruingRow = {
      execution_id: id,
      net_amount: netAmount,
      difference,
      borne_by: open ? "block" : "firm",
      trued_at: context.now,
    };
    const record = { table: "truings", row: truing };
    if (difference === 0n) return { insert: [record], answer: null };

    const slack = roundingSlack(execution.shares);
    const explained = -slack <= difference && difference <= slack;
    const detail = `We posted ${-execution.cost} cents for ${id}; the broker booked ${netAmount}.`;
    const facts = { subject: `execution:${id}`, at: bookedAt, dates: { usSettlesOn: settlesOn } };
    return {
      insert: [record, ...(explained ? [] : [openBreak(context, "booking_differs_from_execution", id, detail)])],
      update: open ? [{ table: "blocks", id: block.id, set: { cost: cents(block.cost + difference) } }] : [],
      entries: [executionTrued({ ...facts, blockId: open ? block.id : null, difference, settlesOn })],
      // The day's leg may have settled without it.
      wake: [{ kind: "settle_broker", key: settlesOn, dueAt: newYorkMoment(settlesOn, "03:00") }],
      answer: null,
    };
  },
};

async function findExecutions(tx: Tx, ids: readonly string[]): Promise<Map<string, ExecutionRow>> {
  const found = await rows<ExecutionRow>(tx, "select * from executions where id = any($1)", [ids]);
  return new Map(found.map((row) => [row.id, row]));
}

async function findTruings(tx: Tx, ids: readonly string[]): Promise<Map<string, TruingRow>> {
  const found = await rows<TruingRow>(tx, "select * from truings where execution_id = any($1)", [ids]);
  return new Map(found.map((row) => [row.execution_id, row]));
}

/** Trues what is booked of an execution. One that could not be booked has its break, and nothing to be trued. */
export async function takeNetAmount(world: World, booked: Omit<BookedExecution, "blockId">): Promise<void> {
  const [execution] = await rows<{ block_id: string }>(world.pool, "select block_id from executions where id = $1", [
    booked.executionId,
  ]);
  if (execution) await world.commands.run(trueExecution, { ...booked, blockId: execution.block_id });
}
