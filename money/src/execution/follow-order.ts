import type { Shares } from "@kura/shared/money.ts";
import { openBreak } from "../breaks/open-break.ts";
import { type Command, lock } from "../command.ts";
import { type BrokerEvent, NEXT } from "../orders/state.ts";
import type { BlockRow } from "../rows.ts";

export type OrderNews = {
  readonly blockId: string;
  readonly event: BrokerEvent;
  readonly brokerOrderId: string | null;
  /** One word for why, which the customer is told in their language. */
  readonly reason: string | null;
  /** The broker's own words, for the people who look at it and nobody else. */
  readonly detail?: string;
};

/** The broker says something of a block's order. What cannot follow its status opens a break; the stream goes on. */
export const followOrder: Command<OrderNews, BlockRow> = {
  name: "followOrder",
  locks: ({ blockId }) => [lock("blocks", blockId)],
  decide(state, news, context) {
    const block = state.get("blocks", news.blockId);
    const status = NEXT[block.status][news.event];
    if (status === "impossible") {
      const detail = `${block.client_order_id} is ${block.status}; the broker says ${news.event}.`;
      return { insert: [openBreak(context, "impossible_broker_event", block.client_order_id, detail)], answer: block };
    }
    const broker_order_id = block.broker_order_id ?? news.brokerOrderId;
    const reason = status === block.status ? block.reason : news.reason;
    const same = status === block.status && broker_order_id === block.broker_order_id;
    if (same) return { answer: block };
    const rejected = status === "rejected" && block.status !== "rejected";
    return {
      insert: rejected ? [openBreak(context, "purchase_rejected", block.client_order_id, describe(news))] : [],
      update: [{ table: "blocks", id: block.id, set: { status, broker_order_id, reason } }],
      wake: [{ kind: "block", key: block.id, dueAt: context.now }],
      answer: { ...block, status, broker_order_id, reason },
    };
  },
};

const describe = ({ reason, detail }: OrderNews): string => [reason ?? "no reason", detail].filter(Boolean).join(": ");

/** Which of our words an order's state at the broker is. A status we do not know yet says nothing new. */
export function eventOf(order: { readonly status: string; readonly filled: Shares }): BrokerEvent {
  switch (order.status) {
    case "filled":
      return "all_filled";
    case "canceled":
    case "done_for_day":
      return "canceled";
    case "expired":
      return "expired";
    case "rejected":
      return "rejected";
    default:
      return order.filled > 0n ? "part_filled" : "acknowledged";
  }
}
