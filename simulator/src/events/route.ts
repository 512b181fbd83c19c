import { type BrokerRefusal, brokerAnswer, brokerRefuse, brokerScope, CODES, isBrokerRefusal } from "../broker-http.ts";
import type { App } from "../http.ts";
import { type EventStream, openEventStream } from "../sse.ts";
import type { World } from "../world.ts";
import { type Connection, openConnection } from "./connection.ts";
import { type FeedEvent, STREAMS, type StreamName } from "./feed.ts";
import { type Asked, type Replay, readReplay, type StreamQuery } from "./read-replay.ts";

const PATHS: Record<StreamName, string> = {
  trades: "/v2/events/trades",
  activities: "/v2beta1/events/activities",
  journals: "/v2/events/journals/status",
  funding: "/v2/events/funding/status",
  accounts: "/v1/events/accounts/status",
  system: "/v2/events/system",
  admin_actions: "/v2/events/admin-actions",
};
const MOST_STREAMS = 25;
const PAGE = 200;

type Query = { Querystring: StreamQuery };
type OneActivity = { Params: { accountId: string; eventId: string } };

/** The broker's event streams: live, or from a cursor on, or from one moment or id to another. */
export function eventRoutes(app: App, world: World, heartbeatMs?: number): void {
  const connections = new Map<StreamName, number>();
  const liveReaders = new Set<() => void>();
  // Whoever hears that the world has changed can read what happened: events go out before the clock's word does.
  world.clock.watch(() => {
    for (const flush of liveReaders) flush();
  });
  let open = 0;
  brokerScope(app, world, "broker", (scope) => {
    for (const name of STREAMS) {
      scope.get<Query>(PATHS[name], (request, reply) => {
        const asked = readReplay(name, request.query, (number) => world.feed.idOfNumber(name, number));
        if (isBrokerRefusal(asked)) return brokerAnswer(reply, asked);
        if (open >= MOST_STREAMS) return brokerAnswer(reply, brokerRefuse(429, CODES.tooMany, "Too many requests"));
        open += 1;
        const stream = openEventStream(reply, heartbeatMs);
        stream.onClose(() => {
          open -= 1;
        });
        stream.comment(" welcome to the Alpaca events");
        const nth = (connections.get(name) ?? 0) + 1;
        connections.set(name, nth);
        const connection = openConnection(world, stream, `${name} ${nth}`, request.faults);
        void follow(
          world,
          name,
          { stream, connection, liveReaders },
          asked,
          request.faults.includes("cursor_repeated"),
        );
      });
    }
    scope.get("/v1/events/transfers/status", (_request, reply) => brokerAnswer(reply, LEGACY));
    scope.get<OneActivity>("/v2beta1/accounts/:accountId/events/activities/:eventId", (request, reply) => {
      const { accountId, eventId } = request.params;
      const event = world.feed.find("activities", eventId, accountId);
      if (!event) return brokerAnswer(reply, brokerRefuse(404, CODES.notFound, `event not found for ${eventId}`));
      return reply.header("content-type", "text/event-stream").send(`data: ${event.json}\n\n`);
    });
  });
}

const LEGACY: BrokerRefusal = {
  refused: { status: 410, body: { message: "legacy transfer events are not enabled, use /v2/events/funding/status" } },
};

type Reader = { stream: EventStream; connection: Connection; liveReaders: Set<() => void> };

/** Sends what is kept, a page at a time, then what comes. */
async function follow(world: World, name: StreamName, reader: Reader, asked: Asked, repeat: boolean): Promise<void> {
  const { feed, clock } = world;
  const { stream, connection, liveReaders } = reader;
  const { replay, journalId } = asked;
  if (replay) {
    repeatCursor(world, name, connection, replay, repeat);
    if (!(await sendKept(world, name, reader, replay))) return;
  }
  // A stream with an end is over once business time has passed it: by then nothing can come before the end.
  const isOver = () =>
    replay?.overAtMs === undefined ? replay?.untilId !== undefined : clock.nowMs() >= replay.overAtMs;
  if (isOver()) {
    connection.end();
    return;
  }
  let waiting: FeedEvent[] = [];
  const flush = () => {
    if (waiting.length === 0) return;
    const events = waiting;
    waiting = [];
    connection.deliver(events);
  };
  const stop = [
    feed.subscribe(name, (event) => {
      if (!isWanted(event, replay, journalId)) return;
      if (waiting.push(event) === 1) queueMicrotask(flush);
    }),
    clock.watch(() => {
      flush();
      if (isOver()) connection.end();
    }),
  ];
  liveReaders.add(flush);
  stream.onClose(() => {
    liveReaders.delete(flush);
    for (const each of stop) each();
  });
}

/** Sends what is kept, never more at a time than the reader takes; false when it went away. */
async function sendKept(world: World, name: StreamName, reader: Reader, replay: Replay): Promise<boolean> {
  let wanted = replay;
  for (;;) {
    const page = world.feed.replay(name, wanted, PAGE);
    reader.connection.deliver(page);
    const last = page.at(-1);
    // Nothing more is kept: from here to the subscription that follows nothing can come between.
    if (!last || page.length < PAGE) return true;
    wanted = { ...wanted, afterId: last.id };
    if (!(await reader.stream.taken())) return false;
  }
}

/** Sends the event that a reader gave as known, where that fault strikes. */
function repeatCursor(
  world: World,
  name: StreamName,
  connection: Connection,
  { sinceId }: Replay,
  asksForIt: boolean,
): void {
  const known = sinceId === undefined ? null : world.feed.find(name, sinceId);
  if (!known) return;
  const key = `${name} after ${known.id}`;
  if (world.faults.strikes("cursor_repeated", { key, named: asksForIt ? ["cursor_repeated"] : [] })) {
    connection.deliver([known]);
  }
}

/** Whether a live event is one that a reader asked for. */
function isWanted({ atMs, id, json }: FeedEvent, replay: Replay | null, journalId: string | undefined): boolean {
  if (replay?.untilId !== undefined && id > replay.untilId) return false;
  if (replay?.sinceAtMs !== undefined && atMs < replay.sinceAtMs) return false;
  if (replay?.untilAtMs !== undefined && atMs > replay.untilAtMs) return false;
  return journalId === undefined || JSON.parse(json).journal_id === journalId;
}
