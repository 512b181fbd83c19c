import { openBreak } from "../breaks/open-break.ts";
import { type Command, lock, shareLock } from "../command.ts";
import { rows } from "../db.ts";
import type { BlockRow } from "../rows.ts";
import { findPoolCash } from "../treasury/fund-pool.ts";

export type StageBlock = { readonly blockId: string; readonly windowId: string };
type Loaded = { readonly poolCash: bigint; readonly committed: bigint };

/**
 * Decides, before anything is sent, whether a block may go: trading is not halted, and the pool's usable dollars
 * reach for it and for everything already sent. The window's lock makes that a check of one after the other.
 */
export const stageBlock: Command<StageBlock, BlockRow, Loaded> = {
  name: "stageBlock",
  locks: ({ blockId, windowId }) => [
    shareLock("controls", "trading"),
    lock("windows", windowId),
    lock("blocks", blockId),
  ],

  async load(tx) {
    const [sent] = await rows<{ committed: bigint | null }>(
      tx,
      `select sum(notional - cost)::bigint as committed from blocks
       where allocated_at is null and status in ('staged', 'submitted', 'part_filled')`,
    );
    return { poolCash: await findPoolCash(tx), committed: sent?.committed ?? 0n };
  },

  decide(state, { blockId, windowId }, context) {
    const block = state.get("blocks", blockId);
    if (block.status !== "planned" || state.get("controls", "trading").halted) return { answer: block };
    if (context.loaded.poolCash - context.loaded.committed >= block.notional) {
      const staged: BlockRow = { ...block, status: "staged" };
      return { update: [{ table: "blocks", id: blockId, set: { status: staged.status } }], answer: staged };
    }
    const short: BlockRow = { ...block, status: "not_sent", reason: "pool_short" };
    const detail = `Window ${state.get("windows", windowId).trade_on}: ${block.symbol} needs ${block.notional} cents.`;
    return {
      insert: [openBreak(context, "pool_short", block.client_order_id, detail)],
      update: [{ table: "blocks", id: blockId, set: { status: short.status, reason: short.reason } }],
      answer: short,
    };
  },
};
