import { z } from "zod";
import { type AccountParams, getAccount } from "../accounts/broker-route.ts";
import { readBody } from "../accounts/read-body.ts";
import { type BrokerRefusal, brokerAnswer, brokerRefuse, brokerScope, CODES, isBrokerRefusal } from "../broker-http.ts";
import type { App } from "../http.ts";
import type { World } from "../world.ts";
import { listWays, type MoneyWay } from "./money-way.ts";
import { cancelTransfer, NewBank, NewRelationship, NewTransfer, requestTransfer } from "./request.ts";
import { listTransfers, type TransferFilter } from "./transfer.ts";
import { transferView, wayView } from "./view.ts";
import { nameWay, removeWay } from "./way-life.ts";

type WithId = AccountParams & { id: string };

/** An account's money from and to its holder's bank: transfers, and the ways they take. */
export function fundingRoutes(app: App, world: World): void {
  brokerScope(app, world, "broker", (scope) => {
    transferRoutes(scope, world);
    wayRoutes(scope, world, { path: "ach_relationships", kind: "ach_relationship", schema: NewRelationship });
    wayRoutes(scope, world, { path: "recipient_banks", kind: "recipient_bank", schema: NewBank });
  });
}

function transferRoutes(scope: App, world: World): void {
  const { state, clock } = world;
  const path = "/v1/accounts/:accountId/transfers";
  scope.post<{ Params: AccountParams }>(path, (request, reply) => {
    const sent = readBody(NewTransfer, request.body);
    if (isBrokerRefusal(sent)) return brokerAnswer(reply, sent);
    const outcome = clock.act((nowMs) => {
      const account = getAccount(world, request.params.accountId);
      return isBrokerRefusal(account) ? account : requestTransfer(world, nowMs, account, sent);
    });
    return brokerAnswer(reply, isBrokerRefusal(outcome) ? outcome : transferView(outcome));
  });

  scope.get<{ Params: AccountParams }>(path, (request, reply) => {
    const account = getAccount(world, request.params.accountId);
    if (isBrokerRefusal(account)) return brokerAnswer(reply, account);
    const filter = readFilter(request.query as object);
    if (isBrokerRefusal(filter)) return brokerAnswer(reply, filter);
    return brokerAnswer(reply, listTransfers(state, account.id, filter).map(transferView));
  });

  scope.delete<{ Params: WithId }>(`${path}/:id`, (request, reply) => {
    const { accountId, id } = request.params;
    const refusal = clock.act((nowMs) => {
      const account = getAccount(world, accountId);
      return isBrokerRefusal(account) ? account : cancelTransfer(world, nowMs, account.id, id);
    });
    return refusal ? brokerAnswer(reply, refusal) : reply.code(204).send();
  });
}

const Filter = z.object({
  direction: z.enum(["INCOMING", "OUTGOING"]).nullable().default(null),
  limit: z.coerce.number().int().min(0).max(1_000_000).default(1_000_000),
  offset: z.coerce.number().int().min(0).max(1_000_000_000).default(0),
});

function readFilter(query: object): TransferFilter | BrokerRefusal {
  const read = readBody<TransferFilter>(Filter, query);
  return isBrokerRefusal(read) ? brokerRefuse(422, CODES.invalid, "the query is invalid") : read;
}

type Ways = { path: string; kind: MoneyWay["kind"]; schema: z.ZodType<MoneyWay["facts"]> };

function wayRoutes(scope: App, world: World, { path, kind, schema }: Ways): void {
  const { state, clock } = world;
  const all = `/v1/accounts/:accountId/${path}`;
  scope.post<{ Params: AccountParams }>(all, (request, reply) => {
    const facts = readBody(schema, request.body);
    if ("refused" in facts && isBrokerRefusal(facts)) return brokerAnswer(reply, facts);
    const outcome = clock.act((nowMs) => {
      const account = getAccount(world, request.params.accountId);
      if (isBrokerRefusal(account)) return account;
      return nameWay(world, nowMs, { accountId: account.id, kind, facts: facts as MoneyWay["facts"] });
    });
    return brokerAnswer(reply, isBrokerRefusal(outcome) ? outcome : wayView(outcome));
  });

  scope.get<{ Params: AccountParams; Querystring: Record<string, unknown> }>(all, (request, reply) => {
    const account = getAccount(world, request.params.accountId);
    if (isBrokerRefusal(account)) return brokerAnswer(reply, account);
    const { statuses, status = statuses } = request.query;
    const wanted = status === undefined ? null : String(status).split(",");
    const ways = listWays(state, account.id, kind).filter((way) => wanted === null || wanted.includes(way.status));
    return brokerAnswer(reply, ways.map(wayView));
  });

  scope.delete<{ Params: WithId }>(`${all}/:id`, (request, reply) => {
    const { accountId, id } = request.params;
    const refusal = clock.act((nowMs) => {
      const account = getAccount(world, accountId);
      return isBrokerRefusal(account) ? account : removeWay(world, nowMs, { accountId: account.id, kind, wayId: id });
    });
    return refusal ? brokerAnswer(reply, refusal) : reply.code(204).send();
  });
}
