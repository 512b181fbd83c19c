import { present } from "@kura/shared/assert.ts";
import { addDays, domesticDates, japaneseBusinessDays, newYorkDay, usCalendar } from "@kura/shared/calendar.ts";
import type { OrderRefusal } from "../broker/broker.ts";
import { isSameOrder } from "../broker/match.ts";
import { rows } from "../db.ts";
import { takesOrders } from "../instructions/windows.ts";
import type { Job } from "../jobs.ts";
import type { TradeDates } from "../ledger/entry.ts";
import { listSessions } from "../market/sessions.ts";
import type { World } from "../money.ts";
import { FINAL } from "../orders/state.ts";
import type { BlockRow } from "../rows.ts";
import { allocateBlock, type NumberedOrder, releaseBlock } from "./allocate-block.ts";
import { eventOf, followOrder, type OrderNews } from "./follow-order.ts";
import { stageBlock } from "./stage-block.ts";

/** How soon a block's order is asked for again when no event wakes it. */
const POLL = Temporal.Duration.from({ seconds: 5 });

/**
 * Work `block`: takes one block from planned to allocated.
 *
 * May run more than once. The client order id is stored before the call and looked up before any retry,
 * so a second attempt finds the first order instead of buying twice.
 */
export const workBlock: Job = async (world, work) => {
  let block = await getBlock(world, work.key);
  if (block.allocated_at !== null) return "done";
  if (block.status === "planned") {
    const staged = await world.commands.run(stageBlock, { blockId: block.id, windowId: block.window_id });
    if ("refused" in staged) throw new Error(`block ${block.id}: ${staged.refused}`);
    if (staged.status === "planned") return { again: world.clock.now().add({ minutes: 1 }) }; // trading is halted
    block = staged;
  }
  if (!FINAL.has(block.status)) block = await askBroker(world, block);
  if (!FINAL.has(block.status)) return { again: world.clock.now().add(POLL) };

  const orders = await listOrders(world, block);
  if (block.filled === 0n) await world.commands.run(releaseBlock, { blockId: block.id, orders });
  else await world.commands.run(allocateBlock, { blockId: block.id, orders, dates: await datesOf(world, block) });
  return "done";
};

/** What the broker may think differently of a little later, while the session lasts. */
const PASSING: ReadonlySet<OrderRefusal> = new Set(["insufficient_buying_power", "opposite_order_open"]);

/** Finds the block's order at the broker, or places it, and books what the broker says. */
async function askBroker(world: World, block: BlockRow): Promise<BlockRow> {
  const found = await world.broker.findByClientOrderId(block.client_order_id);
  const open = await isOpenStill(world, block);
  if (!found && !open && block.status === "staged")
    return follow(world, block, { event: "expired", brokerOrderId: null, reason: "session_over" });
  if (!found) {
    const outcome = await world.broker.placeBuy({
      clientOrderId: block.client_order_id,
      symbol: block.symbol,
      notional: block.notional,
    });
    if (outcome.outcome === "differs") return giveUp(world, block, outcome.message);
    if (outcome.outcome === "in_doubt") throw new Error(`the broker left ${block.client_order_id} in doubt`);
    if (outcome.outcome === "refused" && PASSING.has(outcome.reason) && open) return block;
    if (outcome.outcome === "refused")
      return follow(world, block, {
        event: "rejected",
        brokerOrderId: null,
        reason: outcome.reason,
        detail: outcome.message,
      });
    return follow(world, block, { event: "acknowledged", brokerOrderId: outcome.order.id, reason: null });
  }
  const wanted = { clientOrderId: block.client_order_id, symbol: block.symbol, side: block.side };
  if (!isSameOrder({ ...wanted, notional: block.notional, quantity: null }, found))
    return giveUp(world, block, `${found.id} at the broker is another order`);
  const event = eventOf(found);
  // Final at the broker, but executions are still on their way to us: they wake this work when they are booked.
  const missing = found.filled !== block.filled;
  if (missing && event !== "acknowledged" && event !== "part_filled") return getBlock(world, block.id);
  return follow(world, block, {
    event,
    brokerOrderId: found.id,
    reason: event === "all_filled" ? null : found.statusText,
  });
}

/** Another order than ours stands under the block's id at the broker: ours is not there, and a person must look. */
function giveUp(world: World, block: BlockRow, detail: string): Promise<BlockRow> {
  return follow(world, block, { event: "rejected", brokerOrderId: null, reason: "other", detail });
}

async function isOpenStill(world: World, block: BlockRow): Promise<boolean> {
  const [window] = await rows<{ closes_at: Temporal.Instant }>(
    world.pool,
    "select closes_at from windows where id = $1",
    [block.window_id],
  );
  return window !== undefined && takesOrders(window, world.clock.now());
}

async function follow(world: World, block: BlockRow, news: Omit<OrderNews, "blockId">): Promise<BlockRow> {
  await world.commands.run(followOrder, { blockId: block.id, ...news });
  return getBlock(world, block.id);
}

async function getBlock(world: World, id: string): Promise<BlockRow> {
  const [block] = await rows<BlockRow>(world.pool, "select * from blocks where id = $1", [id]);
  return present(block, `getBlock: block ${id} exists`);
}

async function listOrders(world: World, block: BlockRow): Promise<NumberedOrder[]> {
  return rows<NumberedOrder>(
    world.pool,
    `select o.*, c.number as customer_number from orders o join customers c on c.id = o.customer_id
     where o.window_id = $1 and o.symbol = $2 and o.side = $3 and o.chunk = $4 order by c.number`,
    [block.window_id, block.symbol, block.side, block.chunk],
  );
}

/** The four dates of a block, from the session that its executions fell into. */
async function datesOf(world: World, block: BlockRow): Promise<TradeDates> {
  const [last] = await rows<{ at: Temporal.Instant; settles_on: string }>(
    world.pool,
    "select max(executed_at) as at, max(settles_on) as settles_on from executions where block_id = $1",
    [block.id],
  );
  const execution = present(last, "datesOf: the block was executed");
  const usTradeOn = newYorkDay(execution.at);
  const sessions = await listSessions(world.pool, addDays(usTradeOn, -10), addDays(usTradeOn, 40));
  return {
    usTradeOn,
    usSettlesOn: execution.settles_on,
    ...domesticDates(usTradeOn, usCalendar(sessions), japaneseBusinessDays()),
  };
}
