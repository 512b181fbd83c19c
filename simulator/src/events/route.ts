import { type BrokerRefusal, brokerAnswer, brokerRefuse, brokerScope, CODES, isBrokerRefusal } from "../broker-http.ts";
import { type App, parseMoment } from "../http.ts";
import { type EventStream, openEventStream } from "../sse.ts";
import type { World } from "../world.ts";
import { type FeedEvent, type Replay, STREAMS, type StreamName } from "./feed.ts";
import { isUlid } from "./ulid.ts";

type Query = Record<string, string | string[] | undefined>;

const PATHS: Record<StreamName, string> = {
  trades: "/v2/events/trades",
  activities: "/v2beta1/events/activities",
  journals: "/v2/events/journals/status",
  funding: "/v2/events/funding/status",
  accounts: "/v1/events/accounts/status",
  system: "/v2/events/system",
};
const MOST_STREAMS = 25;
const PAGE = 500;

/** The broker's event streams: live, or from a cursor on, or from one moment or id to another. */
export function eventRoutes(app: App, world: World): void {
  let open = 0;
  brokerScope(app, world, "broker", (scope) => {
    for (const name of STREAMS) {
      scope.get<{ Querystring: Query }>(PATHS[name], (request, reply) => {
        const replay = readReplay(request.query);
        if (replay !== null && isBrokerRefusal(replay)) return brokerAnswer(reply, replay);
        if (open >= MOST_STREAMS) return brokerAnswer(reply, brokerRefuse(429, CODES.tooMany, "Too many requests"));
        open += 1;
        const stream = openEventStream(reply);
        stream.onClose(() => {
          open -= 1;
        });
        stream.comment(" welcome to the Alpaca events");
        void follow(world, name, stream, replay);
      });
    }
  });
}

/** Sends what is kept, a page at a time, then what comes. */
async function follow(world: World, name: StreamName, stream: EventStream, replay: Replay | null): Promise<void> {
  const { feed, clock } = world;
  const isPast = ({ id, atMs }: FeedEvent) =>
    (replay?.untilMs !== undefined && atMs > replay.untilMs) || (replay?.untilId !== undefined && id > replay.untilId);
  let cursor = replay;
  while (cursor) {
    const page = feed.replay(name, cursor, PAGE);
    for (const event of page) stream.send(event.json);
    const last = page.at(-1);
    // Nothing more is kept: from here to the subscription below nothing can come between.
    if (!last || page.length < PAGE) break;
    cursor = { ...cursor, sinceId: last.id };
    if (!(await stream.taken())) return;
  }

  // A stream with an end is over once business time has passed it: by then nothing can come before the end.
  const isOver = () =>
    replay?.untilId !== undefined || (replay?.untilMs !== undefined && clock.nowMs() >= replay.untilMs);
  if (isOver()) {
    stream.end();
    return;
  }
  const stop = [
    feed.subscribe(name, (event) => (isPast(event) ? stream.end() : stream.send(event.json))),
    clock.watch(() => {
      if (isOver()) stream.end();
    }),
  ];
  stream.onClose(() => {
    for (const each of stop) each();
  });
}

/** Reads where a reader wants to begin and end; null means live only. */
function readReplay(query: Query): Replay | null | BrokerRefusal {
  const { since, until, since_id: sinceId, until_id: untilId } = query;
  const invalid = (message: string) => brokerRefuse(400, CODES.malformed, message);
  const byTime = since !== undefined || until !== undefined;
  const byId = sinceId !== undefined || untilId !== undefined;
  if (byTime && byId) return invalid("since and until cannot be combined with since_id and until_id");
  if (until !== undefined && since === undefined) return invalid("until requires since");
  if (untilId !== undefined && sinceId === undefined) return invalid("until_id requires since_id");
  if (byTime) {
    const sinceMs = parseMoment(String(since));
    const untilMs = until === undefined ? undefined : parseMoment(String(until));
    if (sinceMs === null) return invalid("since is not a valid time");
    if (untilMs === null) return invalid("until is not a valid time");
    return untilMs === undefined ? { sinceMs } : { sinceMs, untilMs };
  }
  if (!byId) return null;
  if (!isUlid(String(sinceId))) return invalid("since_id is not a valid ULID");
  if (untilId === undefined) return { sinceId: String(sinceId) };
  return isUlid(String(untilId))
    ? { sinceId: String(sinceId), untilId: String(untilId) }
    : invalid("until_id is not a valid ULID");
}
