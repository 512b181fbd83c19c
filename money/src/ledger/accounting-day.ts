import { addDays, tokyoDay, tokyoMoment } from "@kura/shared/calendar.ts";
import type pg from "pg";
import { ACCOUNTING_DAY_LOCK } from "../command-batch.ts";
import { inTransaction, rows } from "../db.ts";
import type { Job } from "../jobs.ts";
import type { Money } from "../money.ts";

/** When an accounting day ends in Japan: after the broker's morning sync and before its opening. */
const CUT_OFF = "22:00";

/** The accounting day that a moment belongs to: the day in Japan, until its cut-off. */
export function accountingDayAt(at: Temporal.Instant): string {
  const day = tokyoDay(at);
  return Temporal.Instant.compare(at, tokyoMoment(day, CUT_OFF)) < 0 ? day : addDays(day, 1);
}

/**
 * Makes the accounting day of this moment the open one, and closes the one before. Whoever posts holds the
 * day's lock shared, so nobody is in the middle of posting while the day changes.
 */
export async function openAccountingDay(money: Pick<Money, "clock"> & { pool: pg.Pool }): Promise<string> {
  return inTransaction(money.pool, async (tx) => {
    await tx.query("select pg_advisory_xact_lock($1)", [ACCOUNTING_DAY_LOCK]);
    const now = money.clock.now();
    const day = accountingDayAt(now);
    const [open] = await rows<{ day: string }>(tx, "select day from accounting_days where closed_at is null");
    if (open && open.day >= day) return open.day;
    await tx.query("select open_accounting_day($1, $2)", [day, now.toString()]);
    return day;
  });
}

/** Work `accounting_day`: changes the day at its cut-off, every day. */
export const changeAccountingDay: Job = async (world) => {
  const day = await openAccountingDay(world);
  return { again: tokyoMoment(day, CUT_OFF) };
};

/** Work `fold`: sums up what house accounts have collected, a few times a day. */
export const foldDeltas: Job = async (world) => {
  for (;;) {
    const [folded] = await rows<{ accounts: bigint }>(world.pool, "select fold_deltas(10000) as accounts");
    if (!folded || folded.accounts === 0n) break;
  }
  return { again: world.clock.now().add({ hours: 6 }) };
};
