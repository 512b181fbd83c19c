import { assert } from "@kura/shared/assert.ts";
import { type Yen, yen } from "@kura/shared/money.ts";
import { type Command, lock } from "../command.ts";
import { rows } from "../db.ts";
import type { Job } from "../jobs.ts";
import { collect, suspense } from "../ledger/accounts.ts";
import { findBalance } from "../ledger/find-balances.ts";
import type { World } from "../money.ts";
import { isRefusal } from "../refusal.ts";
import { makeBankTransfer, type PlannedTransfer, transferRow } from "../treasury/bank-transfers.ts";

/** Work `trust_top_up`: what customers have sent goes into the trust. Yen in suspense stay where they arrived. */
export const topUpTrust: Job = async (world) => {
  await topUp(world);
  return "done";
};

/** The same, for whoever needs the trust to hold everything before going on. Any number may do it at once. */
export async function topUp(world: World): Promise<void> {
  for (;;) {
    const planned = await world.commands.run(planTopUp, { id: world.newId() });
    assert(!isRefusal(planned), "topUp: planning a top-up is never refused");
    if (planned === null) return;
    await makeBankTransfer(world, planned);
  }
}

type Loaded = { readonly unfinished: PlannedTransfer | undefined; readonly amount: Yen };

/**
 * Writes down the next transfer into the trust before the bank is asked for it, or finds the one that somebody has
 * written down and not finished. The lock on the account's statement makes planners take turns: what one of them has
 * under way is never counted again by another.
 */
const planTopUp: Command<{ readonly id: string }, PlannedTransfer | null, Loaded> = {
  name: "planTopUp",
  oneAtATime: true,
  locks: () => [lock("cursors", "bank:collect")],

  async load(tx) {
    // In this order: a transfer that is no longer unfinished is in the balance already.
    const [unfinished] = await rows<PlannedTransfer>(
      tx,
      "select id, purpose, reference, yen from bank_transfers where purpose = 'trust_top_up' and status = 'planned'",
    );
    return { unfinished, amount: yen(-(await findBalance(tx, collect)) - (await findBalance(tx, suspense))) };
  },

  decide(_state, { id }, { now, loaded: { unfinished, amount } }) {
    if (unfinished) return { answer: unfinished };
    if (amount <= 0n) return { answer: null };
    const planned: PlannedTransfer = { id, purpose: "trust_top_up", reference: `trust-${id}`, yen: amount };
    return { insert: [{ table: "bank_transfers", row: transferRow(planned, now) }], answer: planned };
  },
};
