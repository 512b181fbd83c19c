import { ACCOUNT_ID, findAccount } from "../accounts/account.ts";
import { brokerAnswer, brokerRefuse, brokerScope, CODES, isBrokerRefusal } from "../broker-http.ts";
import type { App } from "../http.ts";
import { openEventStream } from "../sse.ts";
import type { Row } from "../state.ts";
import type { World } from "../world.ts";
import { listBookings } from "./kept.ts";
import { type ActivityQuery, readFilter } from "./read-filter.ts";

type Asked = { Querystring: ActivityQuery; Params: { type?: string } };

/** What was booked: as lists of activities of all accounts or of the key's own, and one event by its id. */
export function bookingRoutes(app: App, world: World): void {
  brokerScope(app, world, "broker", (scope) => {
    listRoutes(scope, world, "/v1/accounts/activities", null);
    oneEventRoute(scope, world);
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

type EventParams = { accountId: string; eventId: string };

/** One booking as the stream of activities told it, as the only message of a stream that then ends. */
function oneEventRoute(scope: App, { state }: World): void {
  const path = "/v2beta1/accounts/:accountId/events/activities/:eventId";
  scope.get<{ Params: EventParams }>(path, (request, reply) => {
    const { accountId, eventId } = request.params;
    const sql = "select body from event where stream = 'activities' and id = ? and account_id = ?";
    const event = state.find<Row & { body: string }>(sql, eventId, accountId);
    if (!event) {
      const missing = findAccount(state, accountId) ? `event not found for ${eventId}` : "account not found";
      return brokerAnswer(reply, brokerRefuse(404, CODES.notFound, missing));
    }
    const stream = openEventStream(reply);
    stream.send(event.body);
    stream.end();
  });
}
