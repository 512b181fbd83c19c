import { addDays, newYorkDay, tokyoDay, tokyoMoment } from "@kura/shared/calendar.ts";
import type { Command } from "../command.ts";
import type { Job } from "../jobs.ts";
import { listSessions, saveSessions } from "../market/sessions.ts";
import { saveTradability } from "../market/symbols.ts";
import type { World } from "../money.ts";
import type { WindowRow } from "../rows.ts";
import { windowOf } from "./windows.ts";

/** How many days ahead customers can see and use windows. */
const DAYS_AHEAD = 14;

/** Puts windows on the list, each with the work that takes it from its cut-off to its end. */
const listWindows: Command<{ readonly windows: readonly WindowRow[] }, null> = {
  name: "listWindows",
  locks: () => [],
  decide: (_state, { windows }) => ({
    insert: windows.map((row) => ({ table: "windows", row, unlessThere: true as const })),
    wake: windows.map((window) => ({ kind: "window", key: window.trade_on, dueAt: window.cutoff_at })),
    answer: null,
  }),
};

/** Work `daily`: each morning in Japan takes over the broker's calendar and assets, and lists the windows to come. */
export const prepareDay: Job = async (world) => {
  await prepareMarket(world);
  return { again: tokyoMoment(addDays(tokyoDay(world.clock.now()), 1), "07:00") };
};

export async function prepareMarket(world: World): Promise<void> {
  const now = world.clock.now();
  const today = newYorkDay(now);
  await saveSessions(world.pool, await world.broker.calendar({ from: addDays(today, -30), to: addDays(today, 120) }));
  await saveTradability(world.pool, await world.broker.assets(), now);

  const sessions = await listSessions(world.pool, today, addDays(today, DAYS_AHEAD));
  const windows = sessions
    .map((session) => windowOf(session, world.newId()))
    .filter((window) => Temporal.Instant.compare(now, window.cutoff_at) < 0);
  if (windows.length > 0) await world.commands.run(listWindows, { windows });
}
