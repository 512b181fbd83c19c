import { newYorkMoment } from "@kura/shared/calendar.ts";
import { type Cents, cents, notional, type Price, type Shares, shares } from "@kura/shared/money.ts";
import { openBreak } from "../breaks/open-break.ts";
import { type Command, lock } from "../command.ts";
import { rows } from "../db.ts";
import { blockBought } from "../ledger/movements/block-executed.ts";
import type { ExecutionRow } from "../rows.ts";

/** One execution as the broker reports it, by event or by booking. */
export type Execution = {
  readonly id: string;
  readonly blockId: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly shares: Shares;
  readonly price: Price;
  readonly priceText: string;
  readonly executedAt: Temporal.Instant;
  readonly settlesOn: string;
};

/** Price × quantity, half to even: what we post until we know what the broker has booked. */
export const costOf = (execution: Pick<Execution, "price" | "shares">): Cents =>
  notional(execution.price, execution.shares, "half_even");

/**
 * A thousand million shares, a million million dollars a share: far beyond any fill, and so far within what a column
 * holds that no real one is ever refused. Beyond it a message is broken, and must not stop those that come after it.
 */
export const MOST = 10n ** 18n;
const isPossible = (execution: Execution): boolean =>
  [execution.price, execution.shares, costOf(execution)].every((figure) => figure >= 0n && figure <= MOST) &&
  execution.shares > 0n;

/**
 * Books an execution once, whichever way we hear of it first. The same id with other figures is a break,
 * and so is one that arrives after its block was allocated: its shares stay on the block until a person looks.
 */
export const bookExecution: Command<Execution, null, ReadonlyMap<string, ExecutionRow>> = {
  name: "bookExecution",
  locks: ({ blockId }) => [lock("blocks", blockId)],

  async load(tx, inputs) {
    const found = await rows<ExecutionRow>(tx, "select * from executions where id = any($1)", [
      inputs.map((input) => input.id),
    ]);
    return new Map(found.map((row) => [row.id, row]));
  },

  decide(state, execution, context) {
    const { now, newId, loaded } = context;
    const block = state.get("blocks", execution.blockId);
    const booked = loaded.get(execution.id);
    if (booked) {
      const same = booked.shares === execution.shares && booked.price === execution.price;
      if (same) return { answer: null };
      const detail = `${execution.id} was booked as ${booked.shares} at ${booked.price}.`;
      return { insert: [openBreak(context, "execution_conflicts", execution.id, detail)], answer: null };
    }
    if (!isPossible(execution)) {
      const detail = `${execution.id} is of ${execution.shares} at ${execution.priceText}, which no fill can be.`;
      return { insert: [openBreak(context, "broker_message_unreadable", execution.id, detail)], answer: null };
    }
    if (execution.symbol !== block.symbol || execution.side !== block.side) {
      const detail = `${execution.id} is a ${execution.side} of ${execution.symbol}; ${block.client_order_id} is not.`;
      return { insert: [openBreak(context, "execution_conflicts", execution.id, detail)], answer: null };
    }

    const cost = costOf(execution);
    const row: ExecutionRow = {
      id: execution.id,
      block_id: block.id,
      shares: execution.shares,
      price: execution.price,
      price_text: execution.priceText,
      cost,
      executed_at: execution.executedAt,
      settles_on: execution.settlesOn,
      booked_at: now,
    };
    const { settlesOn } = execution;
    const facts = { subject: `execution:${execution.id}`, at: execution.executedAt, dates: { usSettlesOn: settlesOn } };
    const late = block.allocated_at !== null;
    const settlement = { id: newId(), leg: "broker", settles_on: settlesOn, settled_at: null, count: null };
    return {
      insert: [
        { table: "executions", row },
        { table: "settlements", row: settlement, unlessThere: true },
        ...(late
          ? [openBreak(context, "fill_total_differs", block.client_order_id, `${execution.id} came late.`)]
          : []),
      ],
      update: [
        {
          table: "blocks",
          id: block.id,
          set: { filled: shares(block.filled + execution.shares), cost: cents(block.cost + cost) },
        },
      ],
      entries: [
        blockBought({ ...facts, blockId: block.id, symbol: block.symbol, shares: execution.shares, cost, settlesOn }),
      ],
      wake: [
        { kind: "block", key: block.id, dueAt: now },
        { kind: "settle_broker", key: settlesOn, dueAt: newYorkMoment(settlesOn, "03:00") },
      ],
      answer: null,
    };
  },
};
