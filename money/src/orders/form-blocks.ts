import { assert } from "@kura/shared/assert.ts";
import type { Cents } from "@kura/shared/money.ts";
import { type Command, lock } from "../command.ts";
import { rows } from "../db.ts";
import type { BlockRow } from "../rows.ts";

/** Alpaca refuses a purchase of less than a dollar (its orders page). */
const BLOCK_LEAST = 100n;

type Sum = { window_id: string; symbol: string; side: "buy"; chunk: number; hold: Cents };
type Loaded = { readonly sums: readonly Sum[]; readonly unplanned: ReadonlySet<string> };

/** Aggregates a planned window's orders into blocks, one for each symbol and side, and sets them to work. */
export const formBlocks: Command<{ readonly windowId: string }, null, Loaded> = {
  name: "formBlocks",
  locks: ({ windowId }) => [lock("windows", windowId)],

  async load(tx, inputs) {
    const windowIds = inputs.map((input) => input.windowId);
    const sums = await rows<Sum>(
      tx,
      `select window_id, symbol, side, chunk, sum(hold)::bigint as hold from orders
       where window_id = any($1::uuid[]) group by window_id, symbol, side, chunk order by symbol, side, chunk`,
      [windowIds],
    );
    const unplanned = await rows<{ window_id: string }>(
      tx,
      `select distinct c.window_id from conversions c
       left join plans p on p.window_id = c.window_id and p.customer_id = c.customer_id
       where c.window_id = any($1::uuid[]) and p.id is null`,
      [windowIds],
    );
    return { sums, unplanned: new Set(unplanned.map((row) => row.window_id)) };
  },

  decide(state, { windowId }, { now, newId, loaded }) {
    const window = state.get("windows", windowId);
    if (window.stage !== "priced") return { answer: null };
    assert(!loaded.unplanned.has(windowId), "formBlocks: every customer of the window is planned");
    const blocks = loaded.sums
      .filter((sum) => sum.window_id === windowId)
      .map(
        ({ symbol, side, chunk, hold }): BlockRow => ({
          id: newId(),
          window_id: windowId,
          symbol,
          side,
          chunk,
          attempt: 1,
          notional: hold,
          client_order_id: `kura-${window.trade_on}-${symbol}-${side}-${chunk}-1`,
          status: hold < BLOCK_LEAST ? "not_sent" : "planned",
          broker_order_id: null,
          filled: 0n as BlockRow["filled"],
          cost: 0n as BlockRow["cost"],
          reason: hold < BLOCK_LEAST ? "block_below_minimum" : null,
          allocated_at: null,
        }),
      );
    return {
      insert: blocks.map((row) => ({ table: "blocks", row })),
      update: [{ table: "windows", id: windowId, set: { stage: "planned" } }],
      wake: blocks.map((block) => ({ kind: "block", key: block.id, dueAt: now })),
      answer: null,
    };
  },
};
