import { present } from "@kura/shared/assert.ts";
import { bps, type Cents, cents, notional, type Price, type Shares, shares } from "@kura/shared/money.ts";
import { type Command, type Decision, type RowInsert, type State, shareLock } from "../command.ts";
import { rows, type Tx } from "../db.ts";
import { findTargets, type Target } from "../instructions/targets.ts";
import { cash, held } from "../ledger/accounts.ts";
import { idleDollarsHeld } from "../ledger/movements/idle-dollars-held.ts";
import { planDeposit } from "../planning/plan-deposit.ts";
import type { OrderRow } from "../rows.ts";
import { listPositions } from "./positions.ts";

export type PlaceOrders = { readonly windowId: string; readonly customerIds: readonly string[] };

type Conversion = { customer_id: string; instruction_id: string; cents: Cents };
type Loaded = {
  readonly conversions: ReadonlyMap<string, Conversion>;
  readonly targets: ReadonlyMap<string, Target>;
  readonly positions: ReadonlyMap<string, ReadonlyMap<string, Shares>>;
  readonly prices: ReadonlyMap<string, Price>;
  readonly planned: ReadonlySet<string>;
};

/**
 * Plans what a chunk of customers buys in a window: their converted dollars and whatever dollars lay idle go where
 * the holdings end nearest their targets. The order tickets are written here, once for each customer and window.
 */
export const placeOrders: Command<PlaceOrders, null, Loaded> = {
  name: "placeOrders",
  oneAtATime: true,
  locks: ({ windowId, customerIds }) => [
    shareLock("windows", windowId),
    ...customerIds.flatMap((id) => [cash(id, "USD"), held(id, "USD")]),
  ],

  load: (tx, inputs) => loadPlan(tx, present(inputs[0], "placeOrders: one at a time")),

  decide(state, { windowId, customerIds }, { now, newId, loaded }) {
    const window = state.get("windows", windowId);
    if (window.stage !== "priced") return { answer: null };
    const plans = customerIds
      .filter((id) => !loaded.planned.has(id))
      .map((customerId) => planCustomer(state, customerId, loaded));
    const idle = plans.flatMap(({ customerId, idle }) => (idle > 0n ? [{ customerId, cents: idle }] : []));

    const insert: RowInsert[] = plans.flatMap((plan) => [
      {
        table: "plans",
        row: {
          id: newId(),
          window_id: windowId,
          customer_id: plan.customerId,
          invested: plan.invested,
          planned_at: now,
        },
      },
      ...plan.buys.map((buy): RowInsert => {
        const order: OrderRow = {
          id: newId(),
          trade_on: window.trade_on,
          window_id: windowId,
          customer_id: plan.customerId,
          instruction_id: plan.instructionId,
          symbol: buy.symbol,
          side: "buy",
          wrapper: "specified",
          chunk: 1,
          hold: buy.notional,
          placed_at: now,
        };
        return { table: "orders", row: order };
      }),
      ...plan.omitted.map(({ symbol, reason }) => ({
        table: "plan_omissions",
        row: { id: newId(), window_id: windowId, customer_id: plan.customerId, symbol, reason, at: now },
      })),
    ]);
    const decision: Decision<null> = { insert, answer: null };
    if (idle.length === 0) return decision;
    return { ...decision, entries: [idleDollarsHeld({ subject: `window:${windowId}`, at: now, customers: idle })] };
  },
};

function planCustomer(state: State, customerId: string, loaded: Loaded) {
  const conversion = present(loaded.conversions.get(customerId), "placeOrders: the customer's yen were converted");
  const target = present(loaded.targets.get(customerId), "placeOrders: the customer had a target at the cut-off");

  const idle = cents(state.balance(cash(customerId, "USD")));
  const invested = cents(conversion.cents + idle);
  const positions = loaded.positions.get(customerId) ?? new Map<string, Shares>();
  const weights = new Map(target.holdings.map((holding) => [holding.symbol, holding.weight_bps]));
  const holdings = [...new Set([...weights.keys(), ...positions.keys()])].map((symbol) => ({
    symbol,
    value: worthOf(symbol, positions.get(symbol) ?? shares(0n), loaded.prices),
    targetBps: weights.get(symbol) ?? bps(0n),
  }));
  const { buys, notMade } = planDeposit(invested, holdings);
  return { customerId, instructionId: conversion.instruction_id, idle, invested, buys, omitted: notMade };
}

/** A holding's value at the window's price, rounded down. Every price that a plan needs was stored before it. */
function worthOf(symbol: string, quantity: Shares, prices: ReadonlyMap<string, Price>): Cents {
  if (quantity === 0n) return cents(0n);
  return notional(present(prices.get(symbol), `placeOrders: the window has a price for ${symbol}`), quantity, "down");
}

async function loadPlan(tx: Tx, { windowId, customerIds }: PlaceOrders): Promise<Loaded> {
  const conversions = await rows<Conversion>(
    tx,
    `select c.customer_id, (array_agg(c.instruction_id order by i.received_at, i.id))[1] as instruction_id,
            sum(c.cents)::bigint as cents
     from conversions c join instructions i on i.id = c.instruction_id
     where c.window_id = $1 and c.customer_id = any($2::uuid[]) group by c.customer_id`,
    [windowId, customerIds],
  );
  const prices = await rows<{ symbol: string; price: Price }>(
    tx,
    "select symbol, price from prices where window_id = $1",
    [windowId],
  );
  const planned = await rows<{ customer_id: string }>(
    tx,
    "select customer_id from plans where window_id = $1 and customer_id = any($2::uuid[])",
    [windowId, customerIds],
  );
  return {
    conversions: new Map(conversions.map((row) => [row.customer_id, row])),
    targets: await findTargets(tx, customerIds, windowId),
    positions: await listPositions(tx, customerIds),
    prices: new Map(prices.map((row) => [row.symbol, row.price])),
    planned: new Set(planned.map((row) => row.customer_id)),
  };
}
