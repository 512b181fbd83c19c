import { assert, present } from "@kura/shared/assert.ts";
import { tokyoMoment } from "@kura/shared/calendar.ts";
import { centsToYen, type Rate } from "@kura/shared/money.ts";
import { type Command, lock } from "../command.ts";
import { rows } from "../db.ts";
import { cash, held, position } from "../ledger/accounts.ts";
import type { TradeDates } from "../ledger/entry.ts";
import { blockAllocated } from "../ledger/movements/block-allocated.ts";
import { holdReleased } from "../ledger/movements/hold-released.ts";
import { FINAL } from "../orders/state.ts";
import type { OrderRow } from "../rows.ts";
import { type AllocatedBuy, allocateBuy } from "./allocate.ts";

/** An order with the customer number that its ties are broken by. */
export type NumberedOrder = OrderRow & { readonly customer_number: bigint };

export type AllocateBlock = {
  readonly blockId: string;
  /** All orders of the block; tickets never change, so they can be read before the lock. */
  readonly orders: readonly NumberedOrder[];
  readonly dates: TradeDates;
};

type Conversion = { id: string; instruction_id: string; customer_rate: Rate };

/**
 * Gives a final block to its customers, once, at its average price: every cent and billionth to someone.
 * Who gets the odd ones is decided by window, symbol, side, chunk and customer number, so a seed repeats.
 */
export const allocateBlock: Command<AllocateBlock, null, ReadonlyMap<string, Conversion>> = {
  name: "allocateBlock",
  locks: ({ blockId, orders }) => [
    lock("blocks", blockId),
    ...orders.flatMap((order) => [
      held(order.customer_id, "USD"),
      cash(order.customer_id, "USD"),
      position(order.customer_id, order.wrapper, order.symbol),
    ]),
  ],

  async load(tx, inputs) {
    const instructionIds = inputs.flatMap((input) => input.orders.map((order) => order.instruction_id));
    const found = await rows<Conversion>(
      tx,
      "select id, instruction_id, customer_rate from conversions where instruction_id = any($1::uuid[])",
      [[...new Set(instructionIds)]],
    );
    return new Map(found.map((row) => [row.instruction_id, row]));
  },

  decide(state, { blockId, orders, dates }, { now, newId, loaded }) {
    const block = state.get("blocks", blockId);
    if (block.allocated_at !== null) return { answer: null };
    assert(FINAL.has(block.status) && block.filled > 0n, "allocateBlock: the block is final and holds shares");

    const { parts } = allocateBuy({
      filled: block.filled,
      cost: block.cost,
      holds: orders.map((order) => ({ key: tieKey(order), hold: order.hold })),
    });
    const given = orders.map((order, index) => ({
      ...present(parts[index], "allocateBlock: every order has its part"),
      order,
    }));
    const conversionOf = (order: OrderRow) =>
      present(loaded.get(order.instruction_id), "allocateBlock: the order's yen were converted");

    const { usTradeOn: tradeOn, domesticSettlesOn: settlesOn } = dates;
    const settlement = { id: newId(), leg: "customer", settles_on: settlesOn, settled_at: null, count: null };
    return {
      entries: [
        blockAllocated({
          ...{
            subject: `block:${block.id}`,
            at: now,
            dates,
            blockId: block.id,
            symbol: block.symbol,
            cost: block.cost,
          },
          parts: given.map((part) => ({ ...part, customerId: part.order.customer_id, wrapper: part.order.wrapper })),
        }),
      ],
      insert: [
        ...given.map((part) => ({
          table: "allocations",
          row: { id: newId(), allocated_at: now, ...allocationOf(part, block.id, conversionOf(part.order), dates) },
        })),
        { table: "settlements", row: settlement, unlessThere: true as const },
      ],
      update: [{ table: "blocks", id: block.id, set: { allocated_at: now } }],
      events: given.map(({ order }) => ({ kind: "shares_bought", customerId: order.customer_id, subject: order.id })),
      wake: [
        { kind: "window", key: orders[0]?.trade_on ?? tradeOn, dueAt: now },
        { kind: "settle_customers", key: settlesOn, dueAt: tokyoMoment(settlesOn, "09:00") },
      ],
      answer: null,
    };
  },
};

/** What the books, the tax batch and the statements need to know of one customer's part, for ever. */
function allocationOf(
  part: AllocatedBuy & { readonly order: OrderRow },
  blockId: string,
  conversion: Conversion,
  dates: TradeDates,
) {
  const { order } = part;
  return {
    order_id: order.id,
    block_id: blockId,
    window_id: order.window_id,
    customer_id: order.customer_id,
    symbol: order.symbol,
    wrapper: order.wrapper,
    shares: part.shares,
    cost: part.cost,
    fees: 0n, // regulatory fees are levied on sales
    released: part.released,
    yen: centsToYen(part.cost, conversion.customer_rate, "half_even"),
    conversion_id: conversion.id,
    tax_rate_source: "conversion",
    us_trade_on: dates.usTradeOn,
    us_settles_on: dates.usSettlesOn,
    domestic_trade_on: dates.domesticTradeOn,
    domestic_settles_on: dates.domesticSettlesOn,
  };
}

const tieKey = (order: NumberedOrder): string =>
  `${order.trade_on} ${order.symbol} ${order.side} ${order.chunk} ${order.customer_number}`;

/** Frees what was held for a block of which nothing was bought; its reason stays on the block. */
export const releaseBlock: Command<Omit<AllocateBlock, "dates">, null> = {
  name: "releaseBlock",
  locks: ({ blockId, orders }) => [
    lock("blocks", blockId),
    ...orders.flatMap((order) => [held(order.customer_id, "USD"), cash(order.customer_id, "USD")]),
  ],
  decide(state, { blockId, orders }, { now }) {
    const block = state.get("blocks", blockId);
    if (block.allocated_at !== null) return { answer: null };
    assert(FINAL.has(block.status), "releaseBlock: the block is final");
    // Something was bought after all, just now: its booking has woken the block's work, which will allocate it.
    if (block.filled > 0n) return { answer: null };
    const customers = orders.map((order) => ({ customerId: order.customer_id, cents: order.hold }));
    return {
      entries: [holdReleased({ subject: `block:${block.id}`, at: now, customers })],
      update: [{ table: "blocks", id: block.id, set: { allocated_at: now } }],
      wake: orders.slice(0, 1).map((order) => ({ kind: "window", key: order.trade_on, dueAt: now })),
      answer: null,
    };
  },
};
