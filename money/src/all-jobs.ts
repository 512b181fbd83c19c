import { runWindow } from "./execution/run-window.ts";
import { workBlock } from "./execution/work-block.ts";
import { prepareDay } from "./instructions/prepare-windows.ts";
import type { Jobs } from "./jobs.ts";
import { changeAccountingDay, foldDeltas } from "./ledger/accounting-day.ts";
import { reconcileDay } from "./reconciliation/reconcile.ts";
import { settleBroker, settleCustomers } from "./settlement/settle.ts";
import { topUpTrust } from "./transfers/top-up-trust.ts";
import { fundPool } from "./treasury/fund-pool.ts";

/** Every kind of work there is, by its name in the database. */
export const JOBS: Jobs = {
  accounting_day: changeAccountingDay,
  block: workBlock,
  daily: prepareDay,
  fold: foldDeltas,
  fund_pool: fundPool,
  reconcile: reconcileDay,
  settle_broker: settleBroker,
  settle_customers: settleCustomers,
  trust_top_up: topUpTrust,
  window: runWindow,
};

/** The work that starts by itself, put on the list once when the first worker of a database starts. */
export const STANDING_WORK = ["accounting_day", "daily", "fold", "reconcile"] as const;
