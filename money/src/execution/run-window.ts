import { present } from "@kura/shared/assert.ts";
import { tokyoDay } from "@kura/shared/calendar.ts";
import { type Command, lock } from "../command.ts";
import { rows } from "../db.ts";
import { findWindow } from "../instructions/windows.ts";
import type { Job } from "../jobs.ts";
import { getSpread } from "../market/quotes.ts";
import type { World } from "../money.ts";
import { formBlocks } from "../orders/form-blocks.ts";
import { placeOrders } from "../orders/place-orders.ts";
import type { InstructionRow, WindowRow, WindowStage } from "../rows.ts";
import { topUp } from "../transfers/top-up-trust.ts";
import { coverWindow } from "../treasury/cover.ts";
import { convertInstructions, fixRate, freezeWindow } from "./convert.ts";
import { storePrices } from "./store-prices.ts";

/** How many customers one command takes: one entry, and locks for a moment only. */
const CHUNK = 500;

type Step = (world: World, window: WindowRow) => Promise<"next" | { readonly again: Temporal.Instant }>;

/** What a window does in each stage; each step may be repeated by any worker until the stage has moved on. */
const STEPS: Record<Exclude<WindowStage, "closed">, Step> = {
  async open(world, window) {
    if (isBefore(world.clock.now(), window.cutoff_at)) return { again: window.cutoff_at };
    await world.commands.run(freezeWindow, { windowId: window.id });
    return "next";
  },

  async frozen(world, window) {
    const { mid } = await world.dealer.quote();
    const spread = await getSpread(world.pool, tokyoDay(window.cutoff_at));
    await world.commands.run(fixRate, { windowId: window.id, mid, spread });
    return "next";
  },

  async converted(world, window) {
    for (;;) {
      const instructions = await listInstructions(world, window.id, "received");
      if (instructions.length === 0) break;
      await world.commands.run(convertInstructions, { windowId: window.id, instructions });
    }
    await topUp(world);
    await coverWindow(world, window);
    if (isBefore(world.clock.now(), window.runs_at)) return { again: window.runs_at };
    await storePrices(world, window);
    return "next";
  },

  async priced(world, window) {
    for (;;) {
      const customerIds = await listUnplanned(world, window.id);
      if (customerIds.length === 0) break;
      await world.commands.run(placeOrders, { windowId: window.id, customerIds });
    }
    await world.commands.run(formBlocks, { windowId: window.id });
    return "next";
  },

  async planned(world, window) {
    const [open] = await rows<{ count: bigint }>(
      world.pool,
      "select count(*) as count from blocks where window_id = $1 and allocated_at is null",
      [window.id],
    );
    // A block's end wakes us sooner.
    if (open && open.count > 0n) return { again: world.clock.now().add({ minutes: 1 }) };
    for (;;) {
      const instructions = await listInstructions(world, window.id, "ordering");
      if (instructions.length === 0) break;
      await world.commands.run(finishInstructions, { instructions });
    }
    await world.commands.run(closeWindow, { windowId: window.id });
    return "next";
  },
};

/** Work `window`: takes a trading window from its cut-off to its end, one stage after the other. */
export const runWindow: Job = async (world, work) => {
  for (;;) {
    const window = present(await findWindow(world.pool, work.key), `runWindow: the window of ${work.key} exists`);
    if (window.stage === "closed") return "done";
    const result = await STEPS[window.stage](world, window);
    if (result !== "next") return result;
  }
};

type Finish = { readonly instructions: readonly Pick<InstructionRow, "id">[] };

/** Everything that these instructions asked for has been bought, or its money freed. */
const finishInstructions: Command<Finish, null> = {
  name: "finishInstructions",
  locks: ({ instructions }) => instructions.map(({ id }) => lock("instructions", id)),
  decide(state, { instructions }, { now }) {
    const ending = instructions.map(({ id }) => state.get("instructions", id)).filter((i) => i.status === "ordering");
    return {
      update: ending.map(({ id }) => ({ table: "instructions", id, set: { status: "done", done_at: now } })),
      events: ending.map((i) => ({ kind: "instruction_done", customerId: i.customer_id, subject: i.id })),
      answer: null,
    };
  },
};

const closeWindow: Command<{ readonly windowId: string }, null> = {
  name: "closeWindow",
  locks: ({ windowId }) => [lock("windows", windowId)],
  decide(state, { windowId }, { now }) {
    if (state.get("windows", windowId).stage !== "planned") return { answer: null };
    return {
      update: [{ table: "windows", id: windowId, set: { stage: "closed" } }],
      wake: [{ kind: "fund_pool", key: "pool", dueAt: now }],
      answer: null,
    };
  },
};

const isBefore = (one: Temporal.Instant, other: Temporal.Instant) => Temporal.Instant.compare(one, other) < 0;

async function listInstructions(world: World, windowId: string, status: InstructionRow["status"]) {
  return rows<Pick<InstructionRow, "id" | "customer_id">>(
    world.pool,
    "select id, customer_id from instructions where window_id = $1 and status = $2 order by id limit $3",
    [windowId, status, CHUNK],
  );
}

async function listUnplanned(world: World, windowId: string): Promise<string[]> {
  const found = await rows<{ customer_id: string }>(
    world.pool,
    `select distinct c.customer_id from conversions c
     left join plans p on p.window_id = c.window_id and p.customer_id = c.customer_id
     where c.window_id = $1 and p.id is null order by c.customer_id limit $2`,
    [windowId, CHUNK],
  );
  return found.map((row) => row.customer_id);
}
