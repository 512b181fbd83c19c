import type { BrokerOrder, OrderRefusal, Placed } from "./broker.ts";
import { type Partner, PartnerError, type Question, readAnswer, readProblem } from "./partner.ts";
import { OrderValue } from "./read-order.ts";

/** What every order of ours has in common; the rest is by amount or by quantity. */
export type PlacedRequest = {
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly client_order_id: string;
  readonly notional?: string;
  readonly qty?: string;
  readonly subtag?: string;
};

/**
 * Sends one order, once. A market order for the day is the only kind that takes fractions and dollar amounts.
 *
 * It never sends twice: the broker has answered with an error and kept the order all the same, and the same id again
 * gets an error instead of the first order. So whatever is not plainly taken or refused is in doubt.
 */
export async function placeOrder(partner: Partner, path: string, request: PlacedRequest): Promise<Placed> {
  const question: Question = { method: "POST", path, body: { ...request, type: "market", time_in_force: "day" } };
  try {
    const answer = await partner.ask(question);
    const { status, requestId } = answer;
    if (status >= 400 && status < 500) return readRefusal(status, answer.text, requestId);
    const order = readAnswer(partner, question, answer, OrderValue);
    if (isAnswerTo(request, order)) return { outcome: "accepted", order, requestId };
    return { outcome: "in_doubt", message: `the answer shows another order, ${order.clientOrderId}`, requestId };
  } catch (error) {
    if (!(error instanceof PartnerError)) throw error;
    return { outcome: "in_doubt", message: error.message, requestId: error.requestId };
  }
}

function isAnswerTo(request: PlacedRequest, order: BrokerOrder): boolean {
  const { client_order_id, symbol, side } = request;
  return order.clientOrderId === client_order_id && order.symbol === symbol && order.side === side;
}

/** The broker's codes repeat and contradict its statuses, so the words of the message decide. */
const REASONS: readonly (readonly [RegExp, OrderRefusal])[] = [
  [/insufficient buying power/i, "insufficient_buying_power"],
  [/insufficient qty|not allowed to short/i, "insufficient_shares"],
  [/wash trade|opposite side|short sell order is open/i, "opposite_order_open"],
  [/minimal amount/i, "below_minimum"],
  [/not fractionable/i, "not_fractionable"],
  [/asset .*not found/i, "unknown_symbol"],
  [/not tradable|not active|is halted/i, "not_tradable"],
];

/** Only a status with which the broker judges the order itself is a refusal of it. */
function readRefusal(status: number, text: string, requestId: string | null): Placed {
  const { code, message } = readProblem(text);
  // An order of this id is there already: quite possibly this one.
  const taken = /client_order_id must be unique/i.test(message);
  // A wrong key or a wrong account is answered without a code, and says nothing of the order.
  const judged = (status === 400 || status === 403 || status === 422) && (code !== null || status !== 403);
  if (taken || !judged) return { outcome: "in_doubt", message: `${status} ${message}`.trim(), requestId };
  const known = REASONS.find(([pattern]) => pattern.test(message))?.[1];
  return { outcome: "refused", reason: known ?? (status === 403 ? "other" : "invalid_request"), message, requestId };
}
