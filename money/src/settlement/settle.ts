import { present } from "@kura/shared/assert.ts";
import { type Command, lock } from "../command.ts";
import { rows } from "../db.ts";
import type { Job } from "../jobs.ts";
import { street } from "../ledger/accounts.ts";
import { findBalancesNamed } from "../ledger/find-balances.ts";
import { brokerLegSettled } from "../ledger/movements/broker-leg-settled.ts";
import type { World } from "../money.ts";
import type { SettlementRow } from "../rows.ts";

type Settle = { readonly settlementId: string; readonly settlesOn: string };
type Due = readonly { readonly asset: string; readonly balance: bigint }[];

/**
 * Settles the broker's leg of a day: what is due from and to the street becomes settled cash and custody.
 * Whatever came late for the day is settled by running it again.
 */
export const settleBrokerLeg: Command<Settle, null, ReadonlyMap<string, Due>> = {
  name: "settleBrokerLeg",
  oneAtATime: true,
  locks: ({ settlementId }) => [lock("settlements", settlementId)],
  async load(tx, inputs) {
    const due = new Map<string, Due>();
    for (const { settlesOn } of inputs) due.set(settlesOn, await findBalancesNamed(tx, street("USD", settlesOn).name));
    return due;
  },
  decide(_state, { settlementId, settlesOn }, { now, loaded }) {
    const due = (loaded.get(settlesOn) ?? []).map(({ asset, balance }) => ({ asset, amount: balance }));
    const set = { settled_at: now, count: BigInt(due.length) };
    const update = [{ table: "settlements" as const, id: settlementId, set }];
    if (due.length === 0) return { update, answer: null };
    const facts = { subject: `settlement:${settlesOn}`, at: now, dates: { usSettlesOn: settlesOn } };
    return { update, entries: [brokerLegSettled({ ...facts, settlesOn, due })], answer: null };
  },
};

/**
 * Settles the customers' leg of a day (国内受渡日). A purchase was paid when it was allocated, so nothing moves:
 * from now on the shares are settled, and the customers are told.
 */
export const settleCustomersLeg: Command<
  Settle,
  null,
  ReadonlyMap<string, readonly { customer_id: string; n: bigint }[]>
> = {
  name: "settleCustomersLeg",
  locks: ({ settlementId }) => [lock("settlements", settlementId)],
  async load(tx, inputs) {
    const due = new Map<string, readonly { customer_id: string; n: bigint }[]>();
    for (const { settlesOn } of inputs)
      due.set(
        settlesOn,
        await rows<{ customer_id: string; n: bigint }>(
          tx,
          `select customer_id, count(*) as n from allocations where domestic_settles_on = $1 and shares > 0
           group by customer_id order by customer_id`,
          [settlesOn],
        ),
      );
    return due;
  },
  decide(state, { settlementId, settlesOn }, { now, loaded }) {
    const settlement = state.get("settlements", settlementId);
    const due = loaded.get(settlesOn) ?? [];
    const count = due.reduce((total, row) => total + row.n, 0n);
    if (settlement.settled_at !== null && settlement.count === count) return { answer: null };
    return {
      update: [{ table: "settlements", id: settlementId, set: { settled_at: now, count } }],
      events: due.map((row) => ({ kind: "trades_settled", customerId: row.customer_id, subject: settlesOn })),
      answer: null,
    };
  },
};

/** Work `settle_broker`: on the broker's settlement day, at the start of its day. */
export const settleBroker: Job = async (world, work) => {
  const { id } = await getSettlement(world, "broker", work.key);
  await world.commands.run(settleBrokerLeg, { settlementId: id, settlesOn: work.key });
  return "done";
};

/** Work `settle_customers`: on 国内受渡日, in the morning in Japan. */
export const settleCustomers: Job = async (world, work) => {
  const { id } = await getSettlement(world, "customer", work.key);
  await world.commands.run(settleCustomersLeg, { settlementId: id, settlesOn: work.key });
  return "done";
};

async function getSettlement(world: World, leg: SettlementRow["leg"], settlesOn: string): Promise<SettlementRow> {
  const [found] = await rows<SettlementRow>(
    world.pool,
    "select * from settlements where leg = $1 and settles_on = $2",
    [leg, settlesOn],
  );
  return present(found, `getSettlement: the ${leg} leg of ${settlesOn} is on the list`);
}
