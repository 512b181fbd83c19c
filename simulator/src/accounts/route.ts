import { shares } from "@kura/shared/money.ts";
import type { FastifyRequest } from "fastify";
import { brokerAnswer, brokerRefuse, CODES } from "../broker-http.ts";
import { lookAtAccount } from "../faults/balances-lag.ts";
import type { App } from "../http.ts";
import type { World } from "../world.ts";
import { accountScope } from "./account-scope.ts";
import type { Position } from "./position.ts";
import { reservedShares } from "./reserved.ts";
import { balancesView, positionView } from "./view.ts";

/** One account: its balances and its positions. */
export function accountRoutes(app: App, world: World): void {
  const { state, clock, market } = world;
  const look = ({ account }: FastifyRequest) => lookAtAccount(world, account, clock.nowMs());
  const view = (position: Position) => {
    const free = shares(position.qty - reservedShares(state, position.accountId, position.symbol));
    return positionView(world, position, free, clock.nowMs());
  };
  accountScope(app, world, (scope, prefix) => {
    scope.get(`${prefix}/account`, (request, reply) =>
      brokerAnswer(reply, balancesView(world, request.account, look(request), clock.nowMs())),
    );
    scope.get(`${prefix}/positions`, (request, reply) => brokerAnswer(reply, look(request).positions.map(view)));
    scope.get<{ Params: { symbol: string } }>(`${prefix}/positions/:symbol`, (request, reply) => {
      const listing = market.find(request.params.symbol);
      const position = listing && look(request).positions.find((each) => each.symbol === listing.symbol);
      if (position) return brokerAnswer(reply, view(position));
      return brokerAnswer(reply, brokerRefuse(404, CODES.notFound, "position does not exist"));
    });
  });
}
