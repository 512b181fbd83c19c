import { z } from "zod";
import { type App, ProblemBody } from "./app.ts";
import { rows } from "./db.ts";
import type { Money } from "./money.ts";

const EventsBody = z
  .object({
    events: z.array(
      z.object({
        cursor: z.string(),
        id: z.string(),
        kind: z.string(),
        customerId: z.uuid().nullable(),
        subjectId: z.string(),
        at: z.string(),
      }),
    ),
    next: z.string(),
  })
  .meta({ id: "Events" });

type EventRow = {
  tx: string;
  id: bigint;
  kind: string;
  customer_id: string | null;
  subject_id: string;
  at: Temporal.Instant;
};

/** Whether PostgreSQL can hold the two numbers of a cursor: a transaction's and an event's. */
function isPlace(cursor: string): boolean {
  const [tx = "0", id = "0"] = cursor.split("-");
  return BigInt(tx) < 2n ** 64n && BigInt(id) < 2n ** 63n;
}

/** What happened, for the gateway: in order, at least once, without amounts. The reader keeps its own cursor. */
export function addEventsRoute(app: App, money: Money): void {
  app.get("/events", {
    config: { may: ["system"], stepUp: false, once: false },
    schema: {
      operationId: "listEvents",
      querystring: z.object({
        after: z
          .string()
          .regex(/^\d{1,20}-\d{1,19}$/)
          .refine(isPlace, "is not a place in the feed")
          .default("0-0"),
        limit: z.coerce.number().int().min(1).max(1000).default(200),
      }),
      response: { 200: EventsBody, "4xx": ProblemBody },
    },
    handler: async (request) => {
      const { after, limit } = request.query;
      const [tx, id] = after.split("-");
      // A transaction still running may yet commit an earlier event: nothing from its number on is shown until it ends.
      const found = await rows<EventRow>(
        money.pool,
        `select tx::text, id, kind, customer_id, subject_id, at from events
         where (tx, id) > ($1::xid8, $2::bigint) and tx < pg_snapshot_xmin(pg_current_snapshot())
         order by tx, id limit $3`,
        [tx, id, limit],
      );
      const events = found.map((row) => ({
        cursor: `${row.tx}-${row.id}`,
        id: row.id.toString(),
        kind: row.kind,
        customerId: row.customer_id,
        subjectId: row.subject_id,
        at: row.at.toString(),
      }));
      return { events, next: events.at(-1)?.cursor ?? after };
    },
  });
}
