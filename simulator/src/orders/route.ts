import type { FastifyReply, FastifyRequest } from "fastify";
import type { Account } from "../accounts/account.ts";
import { accountScope } from "../accounts/account-scope.ts";
import { type BrokerRefusal, brokerAnswer, brokerRefuse, CODES, isBrokerRefusal } from "../broker-http.ts";
import { isOrderHidden } from "../faults/orders-lag.ts";
import type { App } from "../http.ts";
import type { World } from "../world.ts";
import { answerOrder, answerPlaced, refuseUnseen, showOrder } from "./answer-order.ts";
import { cancelAllOrders, cancelOrder } from "./cancel.ts";
import { closeAllPositions, closePosition } from "./close-position.ts";
import { estimateOrder } from "./estimate.ts";
import { listOrders, type Query } from "./list-orders.ts";
import type { Order } from "./order.ts";
import { orderView } from "./order-view.ts";
import { placeOrder } from "./place.ts";
import { readOrderRequest } from "./read-request.ts";
import { replaceOrder } from "./replace.ts";
import { findOrder, findOrderByClientId } from "./store.ts";

type Asks = { Querystring: Query };
type AboutOrder = { Params: { orderId: string } };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const notFound = (id: string) => brokerRefuse(404, CODES.notFound, `order not found for ${id}`);

/** Orders: place, estimate, replace, cancel, look at; and the sale of whole positions. */
export function orderRoutes(app: App, world: World): void {
  accountScope(app, world, (scope, prefix) => {
    placingRoutes(scope, world, prefix);
    lookingRoutes(scope, world, prefix);
    endingRoutes(scope, world, prefix);
    closingRoutes(scope, world, prefix);
  });
}

function find({ state }: World, account: Account, id: string): Order | BrokerRefusal {
  if (!UUID.test(id)) return brokerRefuse(422, CODES.invalid, "order_id is missing");
  return findOrder(state, account.id, id.toLowerCase()) ?? notFound(id);
}

function placingRoutes(scope: App, world: World, prefix: string): void {
  const { clock } = world;
  const place = (request: FastifyRequest): Order | BrokerRefusal => {
    const asked = readOrderRequest(request.body);
    if (isBrokerRefusal(asked)) return asked;
    return clock.act((nowMs) => placeOrder(world, nowMs, request.account, asked, request.faults));
  };
  scope.post(`${prefix}/orders`, (request, reply) => {
    const outcome = refuseUnseen(world, request) ?? place(request);
    return isBrokerRefusal(outcome) ? brokerAnswer(reply, outcome) : answerPlaced(world, request, reply, outcome);
  });
  scope.post(`${prefix}/orders/estimation`, (request, reply) => {
    const asked = readOrderRequest(request.body);
    const outcome = isBrokerRefusal(asked)
      ? asked
      : clock.act((nowMs) => estimateOrder(world, nowMs, request.account, asked));
    return brokerAnswer(reply, isBrokerRefusal(outcome) ? outcome : orderView(world.market, outcome));
  });
  scope.patch<AboutOrder>(`${prefix}/orders/:orderId`, (request, reply) => {
    const outcome = clock.act((nowMs) => {
      const old = find(world, request.account, request.params.orderId);
      return isBrokerRefusal(old)
        ? old
        : replaceOrder(world, nowMs, request.account, named(old, request), request.body);
    });
    return answerOrder(world, request, reply, outcome);
  });
}

/** An order together with the faults that a request about it asks for. */
function named(order: Order, { faults }: FastifyRequest): Order {
  return faults.length === 0 ? order : { ...order, faults: [...order.faults, ...faults] };
}

function lookingRoutes(scope: App, world: World, prefix: string): void {
  const { state } = world;
  // What a look finds, which for a while need not be what there is.
  const look = (request: FastifyRequest, id: string, order: Order | null) =>
    order && !isOrderHidden(world, order, request.faults) ? order : notFound(id);
  scope.get<Asks>(`${prefix}/orders`, (request, reply) => {
    const found = listOrders(state, request.account.id, request.query);
    if ("refused" in found) return brokerAnswer(reply, found);
    const seen = found.filter((order) => !isOrderHidden(world, order, request.faults));
    return brokerAnswer(
      reply,
      seen.map((order) => showOrder(world, request, order)),
    );
  });
  scope.get<Asks>(`${prefix}/orders::by_client_order_id`, (request, reply) => {
    const id = request.query.client_order_id;
    if (typeof id !== "string" || id === "") {
      return brokerAnswer(reply, brokerRefuse(422, CODES.invalid, "client_order_id is required"));
    }
    return answerOrder(world, request, reply, look(request, id, findOrderByClientId(state, request.account.id, id)));
  });
  scope.get<AboutOrder>(`${prefix}/orders/:orderId`, (request, reply) => {
    const { orderId } = request.params;
    const found = find(world, request.account, orderId);
    return answerOrder(world, request, reply, isBrokerRefusal(found) ? found : look(request, orderId, found));
  });
}

function endingRoutes(scope: App, world: World, prefix: string): void {
  const { clock } = world;
  scope.delete<AboutOrder>(`${prefix}/orders/:orderId`, (request, reply) => {
    const refusal = clock.act((nowMs) => {
      const order = find(world, request.account, request.params.orderId);
      return isBrokerRefusal(order) ? order : cancelOrder(world, nowMs, named(order, request));
    });
    return refusal ? brokerAnswer(reply, refusal) : reply.code(204).send();
  });
  scope.delete(`${prefix}/orders`, (request, reply) =>
    reply.code(207).send(clock.act((nowMs) => cancelAllOrders(world, nowMs, request.account.id))),
  );
}

function closingRoutes(scope: App, world: World, prefix: string): void {
  const { clock } = world;
  const asked = ({ account, faults }: FastifyRequest, nowMs: number) => ({ account, faults, nowMs });
  scope.delete<Asks & { Params: { symbol: string } }>(`${prefix}/positions/:symbol`, (request, reply) => {
    const { symbol } = request.params;
    const outcome = clock.act((nowMs) => closePosition(world, asked(request, nowMs), symbol, request.query));
    return answerOrder(world, request, reply, outcome);
  });
  scope.delete<Asks>(`${prefix}/positions`, (request, reply: FastifyReply) => {
    const outcome = clock.act((nowMs) => closeAllPositions(world, asked(request, nowMs), request.query));
    return "refused" in outcome ? brokerAnswer(reply, outcome) : reply.code(207).send(outcome);
  });
}
