import type { Yen } from "@kura/shared/money.ts";
import { type Command, lock } from "../command.ts";
import { trustReleased } from "../ledger/movements/trust-released.ts";
import { trustToppedUp } from "../ledger/movements/trust-topped-up.ts";
import type { World } from "../money.ts";
import type { BankTransferRow } from "../rows.ts";

export type PlannedTransfer = Pick<BankTransferRow, "id" | "purpose" | "reference"> & { readonly yen: Yen };

/** A transfer as it is written down before the bank is asked for it. */
export const transferRow = (planned: PlannedTransfer, now: Temporal.Instant): BankTransferRow => {
  return { ...planned, status: "planned", planned_at: now, booked_at: null };
};

/** Writes down a transfer between our own bank accounts; the first one under a reference stands. */
export const planBankTransfer: Command<PlannedTransfer, null> = {
  name: "planBankTransfer",
  locks: () => [],
  decide: (_state, planned, { now }) => ({
    insert: [{ table: "bank_transfers", unlessThere: true, row: transferRow(planned, now) }],
    answer: null,
  }),
};

/** The bank has made the transfer: the books follow, once. */
const bookBankTransfer: Command<{ readonly id: string; readonly at: Temporal.Instant }, null> = {
  name: "bookBankTransfer",
  locks: ({ id }) => [lock("bank_transfers", id)],
  decide(state, { id, at }) {
    const transfer = state.get("bank_transfers", id);
    if (transfer.status === "booked") return { answer: null };
    const facts = { subject: `bank_transfer:${id}`, at, amount: transfer.yen };
    const entry = transfer.purpose === "trust_top_up" ? trustToppedUp(facts) : trustReleased(facts);
    const update = { table: "bank_transfers" as const, id, set: { status: "booked", booked_at: at } };
    return { update: [update], entries: [entry], answer: null };
  },
};

/** Asks the bank for a planned transfer and books it. The reference makes asking twice one transfer. */
export async function makeBankTransfer(world: World, planned: PlannedTransfer): Promise<void> {
  const [from, to] =
    planned.purpose === "trust_top_up" ? (["collect", "trust"] as const) : (["trust", "firm_jpy"] as const);
  const { bookedAt } = await world.bank.transfer({ from, to, amount: planned.yen, clientReference: planned.reference });
  await world.commands.run(bookBankTransfer, { id: planned.id, at: bookedAt });
}
