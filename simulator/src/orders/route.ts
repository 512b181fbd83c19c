import type { FastifyRequest } from "fastify";
import type { Account } from "../accounts/account.ts";
import { accountScope } from "../accounts/account-scope.ts";
import { type BrokerRefusal, brokerAnswer, brokerRefuse, CODES, isBrokerRefusal } from "../broker-http.ts";
import { isOrderHidden } from "../faults/orders-lag.ts";
import { type App, parseMoment } from "../http.ts";
import type { World } from "../world.ts";
import type { Order } from "./order.ts";
import { orderView } from "./order-view.ts";
import { cancelOrder, placeOrder } from "./place.ts";
import { readOrderRequest } from "./read-request.ts";
import { findOrder, findOrderByClientId, listOrders, type OrderFilter } from "./store.ts";

type Query = Record<string, string | string[] | undefined>;
type OrderParams = { orderId: string };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const notFound = (id: string) => brokerRefuse(404, CODES.notFound, `order not found for ${id}`);

/** Orders: place, look at, look up by the client's own id, cancel. */
export function orderRoutes(app: App, world: World): void {
  const { state, clock, market } = world;
  const find = (account: Account, id: string) =>
    UUID.test(id)
      ? (findOrder(state, account.id, id) ?? notFound(id))
      : brokerRefuse(422, CODES.invalid, "order_id is missing");

  // What a look-up finds, which for a while need not be what there is.
  const look = (order: Order | null, id: string, request: FastifyRequest) =>
    order && !isOrderHidden(world, order, request.faults) ? orderView(market, order) : notFound(id);

  accountScope(app, world, (scope, prefix) => {
    scope.post(`${prefix}/orders`, (request, reply) => {
      const asked = readOrderRequest(request.body);
      const outcome = isBrokerRefusal(asked)
        ? asked
        : clock.act((nowMs) => placeOrder(world, nowMs, request.account, asked, request.faults));
      return brokerAnswer(reply, isBrokerRefusal(outcome) ? outcome : orderView(market, outcome));
    });

    scope.get<{ Querystring: Query }>(`${prefix}/orders`, (request, reply) => {
      const filter = readFilter(request.account.id, request.query);
      if (isBrokerRefusal(filter)) return brokerAnswer(reply, filter);
      return brokerAnswer(
        reply,
        listOrders(state, filter)
          .filter((order) => !isOrderHidden(world, order, request.faults))
          .map((order) => orderView(market, order)),
      );
    });

    scope.get<{ Querystring: Query }>(`${prefix}/orders::by_client_order_id`, (request, reply) => {
      const id = request.query.client_order_id;
      if (typeof id !== "string" || id === "") {
        return brokerAnswer(reply, brokerRefuse(422, CODES.invalid, "client_order_id is required"));
      }
      return brokerAnswer(reply, look(findOrderByClientId(state, request.account.id, id), id, request));
    });

    scope.get<{ Params: OrderParams }>(`${prefix}/orders/:orderId`, (request, reply) => {
      const order = find(request.account, request.params.orderId);
      return brokerAnswer(reply, isBrokerRefusal(order) ? order : look(order, request.params.orderId, request));
    });

    scope.delete<{ Params: OrderParams }>(`${prefix}/orders/:orderId`, (request, reply) => {
      const refusal = clock.act((nowMs) => {
        const order = find(request.account, request.params.orderId);
        return isBrokerRefusal(order) ? order : cancelOrder(world, nowMs, order);
      });
      return refusal ? brokerAnswer(reply, refusal) : reply.code(204).send();
    });
  });
}

const MOST_ORDERS = 500;

/** Reads which orders a list is to show. */
function readFilter(accountId: string, query: Query): OrderFilter | BrokerRefusal {
  const { status = "open", limit = "50", after, until, direction = "desc", symbols } = query;
  const invalid = (name: string) => brokerRefuse(422, CODES.invalid, `${name} is invalid`);
  if (status !== "open" && status !== "closed" && status !== "all") return invalid("status");
  if (direction !== "asc" && direction !== "desc") return invalid("direction");
  if (typeof limit !== "string" || !/^\d{1,6}$/.test(limit) || Number(limit) < 1) return invalid("limit");
  const moment = (value: Query[string]) => (value === undefined ? null : parseMoment(String(value)));
  const [afterMs, untilMs] = [moment(after), moment(until)];
  if (after !== undefined && afterMs === null) return invalid("after");
  if (until !== undefined && untilMs === null) return invalid("until");
  const wanted = symbols === undefined ? [] : String(symbols).split(",");
  const descending = direction === "desc";
  return {
    accountId,
    status,
    afterMs,
    untilMs,
    descending,
    symbols: wanted,
    limit: Math.min(Number(limit), MOST_ORDERS),
  };
}
