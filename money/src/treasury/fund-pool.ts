import { assert } from "@kura/shared/assert.ts";
import { type Cents, cents } from "@kura/shared/money.ts";
import { openBreak } from "../breaks/open-break.ts";
import { type Command, lock } from "../command.ts";
import { type Queryable, rows } from "../db.ts";
import type { Job } from "../jobs.ts";
import { firmBank, transit } from "../ledger/accounts.ts";
import { findBalance } from "../ledger/find-balances.ts";
import { brokerFunded, brokerFundsArrived } from "../ledger/movements/broker-funded.ts";
import type { Policy, World } from "../money.ts";
import { isRefusal } from "../refusal.ts";
import type { WireRow } from "../rows.ts";

/** The pool's dollars at the broker as it shows them, trade-date: settled cash and what the street still moves. */
export async function findPoolCash(on: Queryable): Promise<Cents> {
  const [found] = await rows<{ balance: bigint | null }>(
    on,
    `select -sum(balance)::bigint as balance from balances
     where asset = 'USD' and (name = 'alpaca:cash' or name like 'street:%')`,
  );
  return cents(found?.balance ?? 0n);
}

type PlannedWire = Pick<WireRow, "id" | "reference" | "cents">;
type PlanWire = { readonly id: string } & Pick<Policy, "poolTarget" | "leastWire">;
type Loaded = { readonly unfinished: PlannedWire | undefined; readonly there: bigint; readonly available: bigint };

/**
 * Writes down the next wire to the broker before the bank is asked for it, or finds the one that somebody has written
 * down and not finished. The lock on the account's statement makes planners take turns: what one of them has under way
 * is never counted again by another.
 */
const planWire: Command<PlanWire, PlannedWire | null, Loaded> = {
  name: "planWire",
  oneAtATime: true,
  locks: () => [lock("cursors", "bank:firm_usd")],

  async load(tx) {
    // In this order: a wire that is no longer unfinished is in the balances already.
    const [unfinished] = await rows<PlannedWire>(tx, "select id, reference, cents from wires where status = 'planned'");
    const [unsent] = await rows<{ notional: bigint | null }>(
      tx,
      "select sum(greatest(notional - cost, 0))::bigint as notional from blocks where allocated_at is null",
    );
    const there = (await findPoolCash(tx)) - (await findBalance(tx, transit)) - (unsent?.notional ?? 0n);
    return { unfinished, there, available: -(await findBalance(tx, firmBank("USD"))) };
  },

  decide(_state, { id, poolTarget, leastWire }, { now, loaded: { unfinished, there, available } }) {
    if (unfinished) return { answer: unfinished };
    const missing = poolTarget - there;
    const amount = cents(missing < available ? missing : available);
    if (amount < leastWire) return { answer: null };
    const planned: PlannedWire = { id, reference: `wire-${id}`, cents: amount };
    const row: WireRow = { ...planned, status: "planned", planned_at: now, sent_at: null, arrived_at: null };
    return { insert: [{ table: "wires", row }], answer: planned };
  },
};

const wireSent: Command<{ readonly id: string; readonly at: Temporal.Instant }, null> = {
  name: "wireSent",
  locks: ({ id }) => [lock("wires", id)],
  decide(state, { id, at }) {
    const wire = state.get("wires", id);
    if (wire.status !== "planned") return { answer: null };
    return {
      update: [{ table: "wires", id, set: { status: "sent", sent_at: at } }],
      entries: [brokerFunded({ subject: `wire:${id}`, at, amount: wire.cents })],
      answer: null,
    };
  },
};

export type WireArrival = { readonly id: string; readonly amount: Cents; readonly at: Temporal.Instant };

/** The broker shows a wire of ours. Another amount than we sent is a break, and is not booked. */
export const wireArrived: Command<WireArrival, null> = {
  name: "wireArrived",
  locks: ({ id }) => [lock("wires", id)],
  decide(state, { id, amount, at }, context) {
    const wire = state.get("wires", id);
    if (wire.status === "arrived") return { answer: null };
    if (amount !== wire.cents) {
      const detail = `The broker shows ${amount} cents for the wire of ${wire.cents}.`;
      return { insert: [openBreak(context, "wire_unknown", wire.reference, detail)], answer: null };
    }
    const facts = { subject: `wire:${id}`, at, amount };
    return {
      update: [{ table: "wires", id, set: { status: "arrived", arrived_at: at } }],
      // Where the broker is quicker than our own booking, both steps are booked here.
      entries:
        wire.status === "planned" ? [brokerFunded(facts), brokerFundsArrived(facts)] : [brokerFundsArrived(facts)],
      answer: null,
    };
  },
};

/**
 * Work `fund_pool`: keeps the pool at the broker at its target, so that a window can buy before its own dollars
 * have been wired. Wires what is missing, as far as the firm's dollars reach.
 */
export const fundPool: Job = async (world) => {
  const { poolTarget, leastWire } = world.policy;
  for (;;) {
    const planned = await world.commands.run(planWire, { id: world.newId(), poolTarget, leastWire });
    assert(!isRefusal(planned), "fundPool: planning a wire is never refused");
    if (planned === null) return "done";
    await sendWire(world, planned);
  }
};

async function sendWire(world: World, wire: PlannedWire): Promise<void> {
  const { bookedAt } = await world.bank.wire({ amount: wire.cents, clientReference: wire.reference });
  await world.commands.run(wireSent, { id: wire.id, at: bookedAt });
}
