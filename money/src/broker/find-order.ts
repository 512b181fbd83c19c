import type { BrokerOrder } from "./broker.ts";
import { type Partner, type Question, readAnswer } from "./partner.ts";
import { OrderValue } from "./read-order.ts";

/** Looks one order up; null when the broker has no such order. Anything else than an order or 404 is an error. */
export async function findOrder(
  partner: Partner,
  path: string,
  wanted: { readonly clientOrderId: string } | { readonly id: string },
): Promise<BrokerOrder | null> {
  const question: Question =
    "id" in wanted
      ? { method: "GET", path: `${path}/${encodeURIComponent(wanted.id)}`, priority: "urgent" }
      : {
          method: "GET",
          path: `${path}:by_client_order_id`,
          query: { client_order_id: wanted.clientOrderId },
          priority: "urgent",
        };
  const answer = await partner.ask(question);
  return answer.status === 404 ? null : readAnswer(partner, question, answer, OrderValue);
}
