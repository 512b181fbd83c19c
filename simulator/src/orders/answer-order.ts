import type { FastifyReply, FastifyRequest } from "fastify";
import { type BrokerRefusal, brokerAnswer, brokerRefuse, isBrokerRefusal } from "../broker-http.ts";
import type { FaultName } from "../faults/faults.ts";
import type { World } from "../world.ts";
import type { Order } from "./order.ts";
import { orderView } from "./order-view.ts";

const UNAVAILABLE = brokerRefuse(503, 50_310_000, "service temporarily unavailable");
const BROKEN = brokerRefuse(500, 50_010_000, "internal server error occurred");
const UNHEARD_OF = "pending_review";

/** Whether a fault strikes a request about an order, at this moment. */
function strikes(world: World, fault: FaultName, request: FastifyRequest, about: Pick<Order, "clientOrderId">) {
  const { symbol } = about as Partial<Order>;
  const named = [...request.faults, ...((about as Partial<Order>).faults ?? [])];
  return world.faults.strikes(fault, { key: about.clientOrderId, symbol, named, askedAtMs: world.clock.nowMs() });
}

/** Shows an order, with a status that nobody has heard of where that fault strikes. */
export function showOrder(world: World, request: FastifyRequest, order: Order): object {
  const view = orderView(world.market, order);
  return strikes(world, "unknown_status", request, order) ? { ...view, status: UNHEARD_OF } : view;
}

/** The "no" of a broker that is not well: it has not even looked at the order. */
export function refuseUnseen(world: World, request: FastifyRequest): BrokerRefusal | null {
  const body = Object(request.body) as Record<string, unknown>;
  const [symbol, id] = [body.symbol, body.client_order_id].map((value) => (typeof value === "string" ? value : ""));
  const about = { clientOrderId: id ?? "", ...(symbol ? { symbol } : {}) };
  return strikes(world, "order_refused", request, about) ? UNAVAILABLE : null;
}

/** Answers with an order or a refusal. */
export function answerOrder(
  world: World,
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: Order | BrokerRefusal,
): FastifyReply {
  return brokerAnswer(reply, isBrokerRefusal(outcome) ? outcome : showOrder(world, request, outcome));
}

/** Answers who has placed an order, which a fault may prevent: the order is there all the same. */
export function answerPlaced(world: World, request: FastifyRequest, reply: FastifyReply, order: Order): FastifyReply {
  if (strikes(world, "order_placed_with_error", request, order)) return brokerAnswer(reply, BROKEN);
  if (!strikes(world, "order_placed_without_answer", request, order)) return answerOrder(world, request, reply, order);
  reply.hijack();
  world.state.whenKept(() => request.raw.socket.destroy());
  return reply;
}
