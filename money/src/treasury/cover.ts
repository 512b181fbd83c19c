import { cents, yen } from "@kura/shared/money.ts";
import { type Command, lock } from "../command.ts";
import { rows } from "../db.ts";
import { currencyCovered } from "../ledger/movements/currency-covered.ts";
import type { World } from "../money.ts";
import type { BankTransferRow, DealRow, WindowRow } from "../rows.ts";
import { makeBankTransfer, planBankTransfer } from "./bank-transfers.ts";
import type { Deal } from "./dealer.ts";

/** Writes down the deal that covers a window's conversions, before the dealer is asked. */
const planDeal: Command<Pick<DealRow, "id" | "window_id" | "reference" | "cents" | "received">, null> = {
  name: "planDeal",
  locks: () => [],
  decide: (_state, deal, { now }) => ({
    insert: [
      {
        table: "deals",
        unlessThere: true,
        row: { ...deal, status: "planned", rate: null, yen: null, planned_at: now, booked_at: null },
      },
    ],
    answer: null,
  }),
};

/** The dealer has sold us the dollars: the firm's side of the exchange is closed. */
const bookDeal: Command<{ readonly id: string; readonly deal: Deal }, null> = {
  name: "bookDeal",
  locks: ({ id }) => [lock("deals", id)],
  decide(state, { id, deal }) {
    const planned = state.get("deals", id);
    if (planned.status === "booked") return { answer: null };
    const set = { status: "booked", rate: deal.rate, yen: deal.jpy, booked_at: deal.dealtAt };
    const facts = { subject: `deal:${id}`, at: deal.dealtAt };
    return {
      update: [{ table: "deals" as const, id, set }],
      entries: [currencyCovered({ ...facts, bought: planned.cents, paid: deal.jpy, received: planned.received })],
      answer: null,
    };
  },
};

/**
 * Buys in the market the dollars that a window's customers have bought from us: their yen leave the trust,
 * the firm pays the dealer. Every step is written down first and known by a reference, so it may run twice.
 */
export async function coverWindow(world: World, window: WindowRow): Promise<void> {
  const [total] = await rows<{ cents: bigint | null; yen: bigint | null }>(
    world.pool,
    "select sum(cents)::bigint as cents, sum(yen)::bigint as yen from conversions where window_id = $1",
    [window.id],
  );
  if (!total?.cents || !total.yen) return;

  const reference = `release-${window.trade_on}`;
  const release = { id: world.newId(), purpose: "trust_release" as const, reference, yen: yen(total.yen) };
  await world.commands.run(planBankTransfer, release);
  const [written] = await rows<BankTransferRow>(world.pool, "select * from bank_transfers where reference = $1", [
    reference,
  ]);
  if (written?.status === "planned") await makeBankTransfer(world, written);

  const clientReference = `cover-${window.trade_on}`;
  await world.commands.run(planDeal, {
    id: world.newId(),
    window_id: window.id,
    reference: clientReference,
    cents: cents(total.cents),
    received: yen(total.yen),
  });
  const [planned] = await rows<DealRow>(world.pool, "select * from deals where window_id = $1", [window.id]);
  if (!planned || planned.status === "booked") return;
  const deal = await world.dealer.buy({ usd: planned.cents, clientReference });
  await world.commands.run(bookDeal, { id: planned.id, deal });
}
