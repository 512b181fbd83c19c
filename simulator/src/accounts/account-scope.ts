import { type BrokerDoor, brokerAnswer, brokerRefuse, brokerScope, CODES } from "../broker-http.ts";
import type { App } from "../http.ts";
import type { World } from "../world.ts";
import { ACCOUNT_ID, type Account, findAccount } from "./account.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The account that the request is about. */
    account: Account;
  }
}

const PREFIXES: Readonly<Record<"broker" | "trading", string>> = {
  broker: "/v1/trading/accounts/:accountId",
  trading: "/v2",
};

/**
 * Serves routes about one account twice: for the Broker API, where the path names the account, and for the Trading
 * API, where the key does. A handler finds it in `request.account`.
 */
export function accountScope(app: App, world: World, routes: (scope: App, prefix: string) => void): void {
  for (const [door, prefix] of Object.entries(PREFIXES) as [BrokerDoor & keyof typeof PREFIXES, string][]) {
    brokerScope(app, world, door, (scope) => {
      scope.decorateRequest("account");
      scope.addHook("preHandler", async (request, reply) => {
        const { accountId = ACCOUNT_ID } = request.params as { accountId?: string };
        const account = findAccount(world.state, accountId);
        if (account) request.account = account;
        else return brokerAnswer(reply, brokerRefuse(404, CODES.notFound, `account not found for ${accountId}`));
      });
      routes(scope, prefix);
    });
  }
}
