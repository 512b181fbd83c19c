import { yen } from "@kura/shared/money.ts";
import { rows } from "../db.ts";
import type { Job } from "../jobs.ts";
import { collect, suspense } from "../ledger/accounts.ts";
import { findBalance } from "../ledger/find-balances.ts";
import type { World } from "../money.ts";
import type { BankTransferRow } from "../rows.ts";
import { makeBankTransfer, planBankTransfer } from "../treasury/bank-transfers.ts";

/** Work `trust_top_up`: what customers have sent goes into the trust. Yen in suspense stay where they arrived. */
export const topUpTrust: Job = async (world) => {
  await topUp(world);
  return "done";
};

/** The same, for whoever needs the trust to hold everything before going on. */
export async function topUp(world: World): Promise<void> {
  const [unfinished] = await rows<BankTransferRow>(
    world.pool,
    "select * from bank_transfers where purpose = 'trust_top_up' and status = 'planned'",
  );
  if (unfinished) await makeBankTransfer(world, unfinished);

  const amount = yen(-(await findBalance(world.pool, collect)) - (await findBalance(world.pool, suspense)));
  if (amount <= 0n) return;
  const id = world.newId();
  const planned = { id, purpose: "trust_top_up" as const, reference: `trust-${id}`, yen: amount };
  await world.commands.run(planBankTransfer, planned);
  await makeBankTransfer(world, planned);
}
