import type { FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { readBody } from "../accounts/read-body.ts";
import { type BrokerRefusal, brokerAnswer, brokerRefuse, brokerScope, CODES, isBrokerRefusal } from "../broker-http.ts";
import type { App } from "../http.ts";
import type { World } from "../world.ts";
import { createJournals, deleteJournal } from "./create.ts";
import { findJournal, type Journal, listJournals } from "./journal.ts";
import { NewBatch, NewJournal, NewReverseBatch, readIdempotencyKey, readJournalFilter } from "./read-journal.ts";
import { journalView } from "./view.ts";

type JournalParams = { journalId: string };

/** Journals: cash and shares between the correspondent's accounts. */
export function journalRoutes(app: App, world: World): void {
  const { state, clock } = world;
  brokerScope(app, world, "broker", (scope) => {
    scope.post("/v1/journals", (request, reply) => {
      const outcome = create(world, request, readBody(NewJournal, request.body), false);
      if (isBrokerRefusal(outcome)) return brokerAnswer(reply, outcome);
      const [journal] = outcome;
      return brokerAnswer(reply, journal ? journalView(journal) : {});
    });
    scope.post("/v1/journals/batch", (request, reply) => createMany(world, request, reply, NewBatch));
    // Many to one takes no key.
    scope.post("/v1/journals/reverse_batch", (request, reply) => {
      delete request.headers["idempotency-key"];
      return createMany(world, request, reply, NewReverseBatch);
    });

    scope.get("/v1/journals", (request, reply) => {
      const filter = readJournalFilter(request.query as object);
      if (isBrokerRefusal(filter)) return brokerAnswer(reply, filter);
      return brokerAnswer(reply, listJournals(state, filter).map(journalView));
    });
    scope.get<{ Params: JournalParams }>("/v1/journals/:journalId", (request, reply) => {
      const { journalId } = request.params;
      const journal = findJournal(state, journalId);
      if (journal) return brokerAnswer(reply, journalView(journal));
      return brokerAnswer(reply, brokerRefuse(404, CODES.notFound, `journal not found for ${journalId}`));
    });
    scope.delete<{ Params: JournalParams }>("/v1/journals/:journalId", (request, reply) => {
      const refusal = clock.act((nowMs) => deleteJournal(world, nowMs, request.params.journalId));
      return refusal ? brokerAnswer(reply, refusal) : reply.code(204).send();
    });
  });
}

/** Makes what one request asks for. */
function create(
  world: World,
  request: FastifyRequest,
  read: NewJournal | NewJournal[] | BrokerRefusal,
  batch: boolean,
): Journal[] | BrokerRefusal {
  if ("refused" in read) return read;
  const key = readIdempotencyKey(request.headers["idempotency-key"]);
  if (key !== null && typeof key === "object") return key;
  const wanted = Array.isArray(read) ? read : [read];
  return world.clock.act((nowMs) => createJournals(world, nowMs, wanted, { key, batch, faults: request.faults }));
}

function createMany(
  world: World,
  request: FastifyRequest,
  reply: FastifyReply,
  schema: z.ZodType<NewJournal[]>,
): FastifyReply {
  const outcome = create(world, request, readBody(schema, request.body), true);
  if (isBrokerRefusal(outcome)) return brokerAnswer(reply, outcome);
  return brokerAnswer(
    reply,
    outcome.map((journal) => ({ ...journalView(journal), error_message: "" })),
  );
}
