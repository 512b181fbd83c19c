import { shares } from "@kura/shared/money.ts";
import type { FastifyRequest } from "fastify";
import { brokerAnswer, brokerRefuse, CODES, isBrokerRefusal } from "../broker-http.ts";
import { lookAtAccount } from "../faults/balances-lag.ts";
import type { App } from "../http.ts";
import type { World } from "../world.ts";
import { type Configurations, findAccount, setAccount } from "./account.ts";
import { accountScope } from "./account-scope.ts";
import type { Position } from "./position.ts";
import { readBody } from "./read-body.ts";
import { ChangedConfigurations } from "./read-profile.ts";
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
    scope.get(`${prefix}/account/configurations`, (request, reply) =>
      brokerAnswer(reply, configurationsView(request.account.configurations)),
    );
    scope.patch(`${prefix}/account/configurations`, (request, reply) => {
      const sent = readBody(ChangedConfigurations, request.body);
      if (isBrokerRefusal(sent)) return brokerAnswer(reply, sent);
      const changed = clock.act(() => {
        // Read again: what was due by now may have given the account another status.
        const account = findAccount(state, request.account.id) ?? request.account;
        const configurations = { ...account.configurations, ...sent } as Configurations;
        setAccount(state, { ...account, configurations });
        return configurations;
      });
      return brokerAnswer(reply, configurationsView(changed));
    });
    // Limits are something that a correspondent agrees with the broker; nothing is agreed here.
    scope.get(`${prefix}/limits`, (_request, reply) =>
      brokerAnswer(reply, brokerRefuse(404, CODES.notFound, "trading limits are not enabled for this account")),
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

/** An account's settings; options are not traded here. */
function configurationsView(configurations: Configurations): object {
  return { ...configurations, max_options_trading_level: 0 };
}
