import { newYorkDay } from "@kura/shared/calendar.ts";
import type { BreakKind } from "../breaks/open-break.ts";
import { reportBreak } from "../breaks/report-break.ts";
import type { BookedActivity, BrokerExecution, TradeEvent } from "../broker/broker.ts";
import { rows } from "../db.ts";
import { listSessions } from "../market/sessions.ts";
import type { World } from "../money.ts";
import { wireArrived } from "../treasury/fund-pool.ts";
import { bookExecution, type Execution } from "./book-execution.ts";
import { takeNetAmount } from "./true-execution.ts";

type Reported = Omit<Execution, "blockId" | "settlesOn"> & Pick<BrokerExecution, "clientOrderId" | "settlesOn">;

/** Takes over what the broker has booked since we last looked, and says whether there was anything. */
export async function pullActivities(world: World): Promise<boolean> {
  const [cursor] = await rows<{ position: string }>(
    world.pool,
    "select position from cursors where name = 'broker:activities'",
  );
  let news = false;
  for await (const activities of world.broker.activities({ afterId: cursor?.position || null })) {
    await Promise.all(activities.map((activity) => takeActivity(world, activity)));
    await moveCursor(world, "broker:activities", activities);
    news = true;
  }
  return news;
}

/** Takes over one thing that the broker has booked on the pool's account. Taking it again changes nothing. */
export async function takeActivity(world: World, activity: BookedActivity): Promise<void> {
  switch (activity.kind) {
    case "execution": {
      const { execution, netAmount, at } = activity;
      await takeExecution(world, execution);
      if (netAmount === null) {
        return report(world, "broker_message_unreadable", execution.id, "The broker booked it without a net amount.");
      }
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
  const settlesOn = execution.settlesOn ?? (await findSettlementDay(world, execution.executedAt));
  if (settlesOn === null) {
    const detail = `The broker gave no settlement day for ${execution.id}, and no session is known of its day.`;
    return report(world, "broker_message_unreadable", execution.id, detail);
  }
  const [block] = await rows<{ id: string }>(world.pool, "select id from blocks where client_order_id = $1", [
    clientOrderId,
  ]);
  if (block) {
    await world.commands.run(bookExecution, { ...rest, settlesOn, blockId: block.id });
    return;
  }
  const detail = `The broker executed ${execution.shares} billionths of an order that is not ours.`;
  await report(world, "execution_of_unknown_order", clientOrderId, detail);
}

/** The calendar's settlement day, for an execution that came without the broker's own. */
async function findSettlementDay(world: World, executedAt: Temporal.Instant): Promise<string | null> {
  const day = newYorkDay(executedAt);
  const [session] = await listSessions(world.pool, day, day);
  return session?.settlesOn ?? null;
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
async function moveCursor(world: World, name: string, events: readonly { readonly eventId: string }[]): Promise<void> {
  // Late events have older ids: the cursor goes to the last of all, and never back.
  const position = events.reduce((last, { eventId }) => (eventId > last ? eventId : last), "");
  const sql = `update cursors set position = $2 where name = $1 and position collate "C" < $2`;
  await world.pool.query(sql, [name, position]);
}

/** Follows the broker's trade events until stopped: the same booking as the activities, only sooner. */
export async function followTradeEvents(world: World, signal: AbortSignal): Promise<void> {
  const [cursor] = await rows<{ position: string }>(
    world.pool,
    "select position from cursors where name = 'broker:trades'",
  );
  for await (const events of world.broker.tradeEvents({ afterId: cursor?.position || null, signal })) {
    await takeTradeEvents(world, events);
    await moveCursor(world, "broker:trades", events);
  }
}

/** Takes what came together side by side, and what is about one order in its order. */
export async function takeTradeEvents(world: World, events: readonly TradeEvent[]): Promise<void> {
  const lines = Map.groupBy(events, (event) => (event.kind === "unreadable" ? "" : event.order.clientOrderId));
  await Promise.all(
    [...lines.values()].map(async (line) => {
      for (const event of line) await takeTradeEvent(world, event);
    }),
  );
  if (events.some(({ kind }) => kind === "order")) await world.pool.query("select pg_notify('work', '')");
}

async function takeTradeEvent(world: World, event: TradeEvent): Promise<void> {
  switch (event.kind) {
    case "fill":
      return takeExecution(world, event.execution);
    case "order":
      return; // The block asks for its order again; waking it once a batch is enough.
    case "bust":
    case "correction": {
      const detail = `The broker took back or corrected ${event.previousExecutionId} of ${event.order.clientOrderId}.`;
      return report(world, "execution_taken_back", event.previousExecutionId, detail);
    }
    case "unreadable":
      return report(world, "broker_message_unreadable", event.eventId, event.problem);
  }
}
