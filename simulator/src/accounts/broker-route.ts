import { brokerAnswer, brokerRefuse, brokerScope, CODES, isBrokerRefusal } from "../broker-http.ts";
import type { App } from "../http.ts";
import type { World } from "../world.ts";
import { type Account, findAccount, listAccounts } from "./account.ts";
import { accountView, ENTITIES } from "./account-view.ts";
import { changeAccount, closeAccount, openAccount } from "./life.ts";
import { chooseAccounts, type Query, readAccountFilter } from "./list-accounts.ts";
import { readBody } from "./read-body.ts";
import { ChangedAccount, NewAccount } from "./read-profile.ts";

export type AccountParams = { accountId: string };

/** The correspondent's accounts: open, look at, change, close. */
export function brokerAccountRoutes(app: App, world: World): void {
  const { state, clock } = world;
  const whole = (account: Account) => accountView(world, account, clock.nowMs(), ENTITIES);
  brokerScope(app, world, "broker", (scope) => {
    scope.get<{ Querystring: Query }>("/v1/accounts", (request, reply) => {
      const filter = readAccountFilter(request.query);
      if (isBrokerRefusal(filter)) return brokerAnswer(reply, filter);
      const chosen = chooseAccounts(listAccounts(state), filter);
      return brokerAnswer(
        reply,
        chosen.map((account) => accountView(world, account, clock.nowMs(), filter.entities)),
      );
    });

    scope.post("/v1/accounts", (request, reply) => {
      const sent = readBody(NewAccount, request.body);
      const outcome = isBrokerRefusal(sent) ? sent : clock.act((nowMs) => openAccount(world, nowMs, sent));
      return brokerAnswer(reply, isBrokerRefusal(outcome) ? outcome : whole(outcome));
    });

    scope.get<{ Params: AccountParams }>("/v1/accounts/:accountId", (request, reply) => {
      const account = getAccount(world, request.params.accountId);
      return brokerAnswer(reply, isBrokerRefusal(account) ? account : whole(account));
    });

    scope.patch<{ Params: AccountParams }>("/v1/accounts/:accountId", (request, reply) => {
      const sent = readBody(ChangedAccount, request.body);
      if (isBrokerRefusal(sent)) return brokerAnswer(reply, sent);
      const outcome = clock.act((nowMs) => {
        const account = getAccount(world, request.params.accountId);
        return isBrokerRefusal(account) ? account : changeAccount(world, nowMs, account, sent);
      });
      return brokerAnswer(reply, isBrokerRefusal(outcome) ? outcome : whole(outcome));
    });

    scope.post<{ Params: AccountParams }>("/v1/accounts/:accountId/actions/close", (request, reply) => {
      const refusal = clock.act((nowMs) => {
        const account = getAccount(world, request.params.accountId);
        return isBrokerRefusal(account) ? account : closeAccount(world, nowMs, account);
      });
      return refusal ? brokerAnswer(reply, refusal) : reply.code(204).send();
    });
  });
}

/** An account, or the broker's words that there is none. */
export function getAccount({ state }: World, id: string) {
  return findAccount(state, id) ?? brokerRefuse(404, CODES.notFound, `account not found for ${id}`);
}
