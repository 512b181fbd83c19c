import { ACCOUNT_ID } from "../accounts/account.ts";
import { brokerAnswer, brokerRefuse, brokerScope, CODES, isBrokerRefusal } from "../broker-http.ts";
import type { App } from "../http.ts";
import type { World } from "../world.ts";
import { listBookings } from "./kept.ts";
import { type ActivityQuery, readFilter } from "./read-filter.ts";

type Asked = { Querystring: ActivityQuery; Params: { type?: string } };

/** What was booked: as lists of activities, of all accounts or of the key's own. */
export function bookingRoutes(app: App, world: World): void {
  brokerScope(app, world, "broker", (scope) => {
    listRoutes(scope, world, "/v1/accounts/activities", null);
  });
  brokerScope(app, world, "trading", (scope) => listRoutes(scope, world, "/v2/account/activities", ACCOUNT_ID));
}

function listRoutes(scope: App, { state }: World, path: string, ownAccountId: string | null): void {
  for (const each of [path, `${path}/:type`]) {
    scope.get<Asked>(each, (request, reply) => {
      const filter = readFilter(request.query, request.params.type ?? null);
      if (isBrokerRefusal(filter)) return brokerAnswer(reply, filter);
      const rows = listBookings(state, { ...filter, accountId: ownAccountId ?? filter.accountId });
      if (rows === null) return brokerAnswer(reply, brokerRefuse(422, CODES.invalid, "page_token is invalid"));
      reply.header("content-type", "application/json; charset=utf-8");
      return reply.code(200).send(`[${rows.join(",")}]`);
    });
  }
}
