import type { BreakKind } from "../breaks/open-break.ts";
import { reportBreak } from "../breaks/report-break.ts";
import type { BookedActivity, TradeEvent } from "../broker/broker.ts";
import { rows } from "../db.ts";
import type { World } from "../money.ts";
import { wireArrived } from "../treasury/fund-pool.ts";
import { bookExecution, type Execution } from "./book-execution.ts";
import { takeNetAmount } from "./true-execution.ts";

type Reported = Omit<Execution, "blockId"> & { readonly clientOrderId: string };

/** Takes over what the broker has booked since we last looked, and says whether there was anything. */
export async function pullActivities(world: World): Promise<boolean> {
  const [cursor] = await rows<{ position: string }>(
    world.pool,
    "select position from cursors where name = 'broker:activities'",
  );
  const activities = await world.broker.activities({ afterId: cursor?.position || null });
  if (activities.length === 0) return false;
  await Promise.all(activities.map((activity) => takeActivity(world, activity)));
  await moveCursor(world, "broker:activities", activities.at(-1)?.eventId ?? "");
  return true;
}

/** Takes over one thing that the broker has booked on the pool's account. Taking it again changes nothing. */
export async function takeActivity(world: World, activity: BookedActivity): Promise<void> {
  switch (activity.kind) {
    case "execution": {
      const { execution, netAmount, at } = activity;
      await takeExecution(world, execution);
      return takeNetAmount(world, { executionId: execution.id, shares: execution.shares, netAmount, bookedAt: at });
    }
    case "cash_in":
      return takeCash(world, activity);
    case "unreadable":
      return report(world, "broker_message_unreadable", activity.eventId, activity.problem);
    case "other": {
      const detail = `The broker booked ${activity.type} of ${activity.netAmountText ?? "nothing"}.`;
      return report(world, "broker_booking_unexplained", activity.id, detail);
    }
  }
}

async function report(world: World, kind: BreakKind, subject: string, detail: string): Promise<void> {
  await world.commands.run(reportBreak, { kind, subject, detail });
}

/** Books an execution on the block whose client order id it carries. One of an order that is not ours is a break. */
export async function takeExecution(world: World, execution: Reported): Promise<void> {
  const { clientOrderId, ...rest } = execution;
  const [block] = await rows<{ id: string }>(world.pool, "select id from blocks where client_order_id = $1", [
    clientOrderId,
  ]);
  if (block) {
    await world.commands.run(bookExecution, { ...rest, blockId: block.id });
    return;
  }
  const detail = `The broker executed ${execution.shares} billionths of an order that is not ours.`;
  await report(world, "execution_of_unknown_order", clientOrderId, detail);
}

/** A wire of ours has arrived in the pool; money that we did not send is a break. */
async function takeCash(world: World, activity: Extract<BookedActivity, { kind: "cash_in" }>): Promise<void> {
  const [wire] = await rows<{ id: string }>(world.pool, "select id from wires where reference = $1", [
    activity.reference ?? "",
  ]);
  if (wire) {
    await world.commands.run(wireArrived, { id: wire.id, amount: activity.amount, at: activity.at });
    return;
  }
  const detail = `The broker credited ${activity.amount} cents that we did not wire.`;
  await report(world, "wire_unknown", activity.eventId, detail);
}

/** Events are applied first and the cursor moves after, so a crash between repeats them and loses none. */
async function moveCursor(world: World, name: string, position: string): Promise<void> {
  await world.pool.query("update cursors set position = $2 where name = $1 and position < $2", [name, position]);
}

/** Follows the broker's trade events until stopped: the same booking as the activities, only sooner. */
export async function followTradeEvents(world: World, signal: AbortSignal): Promise<void> {
  const [cursor] = await rows<{ position: string }>(
    world.pool,
    "select position from cursors where name = 'broker:trades'",
  );
  for await (const event of world.broker.tradeEvents({ afterId: cursor?.position || null, signal })) {
    await takeTradeEvent(world, event);
    await moveCursor(world, "broker:trades", event.eventId);
  }
}

async function takeTradeEvent(world: World, event: TradeEvent): Promise<void> {
  switch (event.kind) {
    case "fill":
      return takeExecution(world, event.execution);
    case "order": {
      await world.pool.query("select pg_notify('work', '')");
      return;
    }
    case "bust":
    case "correction": {
      const detail = `The broker took back or corrected ${event.previousExecutionId} of ${event.order.clientOrderId}.`;
      return report(world, "execution_taken_back", event.previousExecutionId, detail);
    }
    case "unreadable":
      return report(world, "broker_message_unreadable", event.eventId, event.problem);
  }
}
