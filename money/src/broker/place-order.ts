import { assert } from "@kura/shared/assert.ts";
import { formatCents, formatShares } from "@kura/shared/money.ts";
import type { BrokerOrder, OrderRefusal, Placed } from "./broker.ts";
import { findOrder } from "./find-order.ts";
import type { Machine } from "./machine.ts";
import { isSameOrder, type WantedOrder } from "./match.ts";
import { type Answer, type Partner, PartnerError, type Question, readAnswer } from "./partner.ts";
import { OrderValue } from "./read-order.ts";
import { type ProblemKind, readProblem } from "./read-problem.ts";

/** Where orders are placed and looked up. */
export type OrderDesk = {
  readonly partner: Partner;
  readonly path: string;
  readonly machine: Machine;
  /** What each order carries where the broker asks an omnibus account to tag its order flow. */
  readonly subtag: string | undefined;
};

/** What one answer says by itself, before anything is looked up. */
type Said = Placed | { readonly outcome: "unsent"; readonly message: string; readonly requestId: string | null };

/**
 * Places one order: sends it once, and looks it up by its client order id whenever the answer leaves any doubt.
 *
 * It never sends twice: the broker has answered with an error and kept the order all the same, and the same id again
 * gets an error instead of the first order. Even a plain "no" is looked up once before it is believed. What is still
 * not there after some patience stays `in_doubt`: the caller looks again later, before it places the same id again.
 */
export async function placeOrder(desk: OrderDesk, wanted: WantedOrder): Promise<Placed> {
  const said = await sendOrder(desk, wanted);
  switch (said.outcome) {
    case "accepted":
    case "differs":
      return said;
    case "unsent":
      return { ...said, outcome: "in_doubt" };
    case "refused":
      return settleDoubt(desk, wanted, said, [0]);
    case "in_doubt":
      return settleDoubt(desk, wanted, said, LOOK_UPS_MS);
  }
}

async function sendOrder({ partner, path, subtag }: OrderDesk, wanted: WantedOrder): Promise<Said> {
  const { clientOrderId, symbol, side, notional, quantity } = wanted;
  assert((notional ?? 0n) > 0n !== (quantity ?? 0n) > 0n, "sendOrder: an order goes by dollars or by quantity");
  const size = notional !== null ? { notional: formatCents(notional) } : { qty: formatShares(quantity ?? 0n) };
  const ours = { client_order_id: clientOrderId, ...(subtag === undefined ? {} : { subtag }) };
  const body = { symbol, side, type: "market", time_in_force: "day", ...size, ...ours };
  const question: Question = { method: "POST", path, body, priority: "order" };
  try {
    const answer = await partner.ask(question);
    const { status, requestId } = answer;
    if (status >= 400 && status < 500) return readRefusal(answer);
    const order = readAnswer(partner, question, answer, OrderValue);
    if (isSameOrder(wanted, order)) return { outcome: "accepted", order, requestId };
    return { outcome: "in_doubt", message: `the answer shows another order, ${order.clientOrderId}`, requestId };
  } catch (error) {
    if (!(error instanceof PartnerError)) throw error;
    const { message, requestId, sent } = error;
    return { outcome: sent ? "in_doubt" : "unsent", message, requestId };
  }
}

/** How long to wait before each look: an order just placed may be missing for a while. */
const LOOK_UPS_MS = [0, 300, 1_000, 2_500];
const LONGEST_MS = 30_000;

/** Looks an order up, and again if it is not there; what was said stands only when it is nowhere to be found. */
async function settleDoubt(
  { partner, path, machine }: OrderDesk,
  wanted: WantedOrder,
  said: Extract<Placed, { message: string }>,
  pauses: readonly number[],
): Promise<Placed> {
  const { requestId } = said;
  const startedAt = machine.now();
  let looked = false;
  for (const ms of pauses) {
    if (machine.now() - startedAt > LONGEST_MS) break;
    if (ms > 0) await machine.pause(ms * (1 + machine.chance() / 2));
    try {
      const order = await findOrder(partner, path, { clientOrderId: wanted.clientOrderId });
      looked = true;
      if (order && isSameOrder(wanted, order)) return { outcome: "accepted", order, requestId };
      if (order) return { outcome: "differs", found: order, message: describeOther(order), requestId };
    } catch (error) {
      if (!(error instanceof PartnerError)) throw error;
      looked = false;
      if (error.kind === "refused") break;
    }
  }
  return looked ? said : { outcome: "in_doubt", message: said.message, requestId };
}

const describeOther = ({ id, side, symbol }: BrokerOrder): string =>
  `the broker has another order under this id: ${id}, a ${side} of ${symbol}`;

/** Problems that judge the order itself, in the words of a refusal. All others leave it in doubt. */
const REFUSALS: Readonly<Partial<Record<ProblemKind, OrderRefusal>>> = {
  insufficient_buying_power: "insufficient_buying_power",
  insufficient_shares: "insufficient_shares",
  opposite_order_open: "opposite_order_open",
  below_minimum: "below_minimum",
  not_fractionable: "not_fractionable",
  not_tradable: "not_tradable",
  unknown_symbol: "unknown_symbol",
  invalid_request: "invalid_request",
  forbidden: "other",
};
const JUDGING: ReadonlySet<number> = new Set([400, 403, 422]);

/** Only a status with which the broker judges the order itself is a refusal of it. */
function readRefusal({ status, text, requestId }: Answer): Said {
  const { kind, message } = readProblem(status, text);
  const reason = JUDGING.has(status) ? REFUSALS[kind] : undefined;
  if (reason) return { outcome: "refused", reason, message, requestId };
  return { outcome: "in_doubt", message: `${status} ${message}`.trim(), requestId };
}
