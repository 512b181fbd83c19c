import { openBreak } from "../breaks/open-break.ts";
import { type Command, type Decision, lock, shareLock } from "../command.ts";
import { rows } from "../db.ts";
import { takesOrders } from "../instructions/windows.ts";
import type { BlockRow } from "../rows.ts";
import { findPoolCash } from "../treasury/fund-pool.ts";

export type StageBlock = { readonly blockId: string; readonly windowId: string };
type Loaded = { readonly poolCash: bigint; readonly committed: bigint };

/**
 * Decides, before anything is sent, whether a block may go: trading is not halted, the session is not over, and the
 * pool's usable dollars reach for it and for everything already sent. The lock on the control, which all windows
 * share, makes that a check of one after the other.
 */
export const stageBlock: Command<StageBlock, BlockRow, Loaded> = {
  name: "stageBlock",
  oneAtATime: true,
  locks: ({ blockId, windowId }) => [
    lock("controls", "trading"),
    shareLock("windows", windowId),
    lock("blocks", blockId),
  ],

  async load(tx) {
    const [sent] = await rows<{ committed: bigint | null }>(
      tx,
      `select sum(greatest(notional - cost, 0))::bigint as committed from blocks
       where allocated_at is null and status in ('staged', 'submitted', 'part_filled')`,
    );
    return { poolCash: await findPoolCash(tx), committed: sent?.committed ?? 0n };
  },

  decide(state, { blockId, windowId }, context) {
    const block = state.get("blocks", blockId);
    if (block.status !== "planned") return { answer: block };
    const window = state.get("windows", windowId);
    const { halted } = state.get("controls", "trading");
    if (!takesOrders(window, context.now)) return notSent(block, halted ? "halted" : "session_over");
    if (halted) return { answer: block };
    if (context.loaded.poolCash - context.loaded.committed >= block.notional) {
      const staged: BlockRow = { ...block, status: "staged" };
      return { update: [{ table: "blocks", id: blockId, set: { status: staged.status } }], answer: staged };
    }
    const detail = `Window ${window.trade_on}: ${block.symbol} needs ${block.notional} cents.`;
    return {
      ...notSent(block, "pool_short"),
      insert: [openBreak(context, "pool_short", block.client_order_id, detail)],
    };
  },
};

function notSent(block: BlockRow, reason: string): Decision<BlockRow> {
  const set = { status: "not_sent", reason } as const;
  return { update: [{ table: "blocks", id: block.id, set }], answer: { ...block, ...set } };
}
