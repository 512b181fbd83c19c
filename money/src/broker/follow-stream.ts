import { backOffMs, type Machine } from "./machine.ts";
import { openStream, SilenceError } from "./open-stream.ts";
import { type Partner, PartnerError } from "./partner.ts";
import { createRecent, type Recent } from "./recent.ts";
import type { StreamMessage } from "./server-sent-events.ts";
import { FIRST_ID, LAST_ID, ulidBefore } from "./ulid.ts";

/** One event as it came: its cursor, its content, and its text. */
export type StreamedEvent = {
  /** Where to resume after it: its own id, or where there is none that of the event before. */
  readonly eventId: string;
  /** As plain JSON: a number in it may have lost digits, so amounts are taken only from text. Undefined: no JSON. */
  readonly value: unknown;
  readonly raw: string;
};

export type StreamPlace<Event> = {
  readonly partner: Partner;
  readonly path: string;
  readonly machine: Machine;
  /** The last event already applied; null for all there ever was. Never "from now on", which would lose some. */
  readonly afterId: string | null;
  /** A stream silent for this long, heartbeats included, is dead though nobody closed it. Machine time. */
  readonly silenceMs: number;
  /** How much of what was there before is read again: ids of one millisecond are in no order, and some come late. */
  readonly overlapMs: number;
  /** What an event says; null when it is none of ours. */
  readonly read: (event: StreamedEvent) => Event | null;
  /** What else but its own id a repeat of an event is known by; null when nothing. */
  readonly repeatKey?: (value: unknown) => string | null;
};

const MOST_APPLIED = 10_000;
const PAUSE = { firstMs: 500, mostMs: 30_000 };

/**
 * Follows a stream of the broker until stopped, resuming whenever it ends, falls silent, drops messages or fails. It
 * gives what came in one piece together, and takes it for applied when it is asked for more.
 *
 * At least once: each connection begins some minutes before the last event, and repeats among the recent ones are
 * dropped. One that slips through is known to the caller by its ids. Only a refusal of the stream itself ends it with
 * an error: asking the same again would be refused again.
 */
export async function* followStream<Event>(
  place: StreamPlace<Event>,
  signal: AbortSignal,
): AsyncGenerator<readonly Event[], void> {
  const { machine, overlapMs } = place;
  const reader = createEventReader(place, place.afterId ?? FIRST_ID, createRecent());
  let failures = 0;
  while (!signal.aborted) {
    try {
      const query = { since_id: ulidBefore(reader.cursor(), overlapMs) };
      for await (const messages of openStream(place, query, signal)) {
        const { events, alive, broken } = reader.read(messages);
        if (alive) failures = 0;
        if (events.length > 0) yield events;
        if (broken) break; // Data is lost, or the server is about to close.
      }
    } catch (error) {
      if (!(error instanceof PartnerError) || error.kind === "refused") throw error;
    }
    failures += 1;
    await machine.pause(backOffMs(failures, PAUSE, machine.chance()), signal);
  }
}

/**
 * Reads what a stream holds after an event, up to now. It is read to its end; where the broker keeps the stream open
 * instead, a heartbeat or a silence says that everything kept has been sent.
 *
 * `applied` holds the ids of what was given and applied before: it begins before the last event as well, and what is
 * given is added when more is asked for.
 */
export async function* readStream<Event>(
  place: StreamPlace<Event>,
  applied: Set<string>,
): AsyncGenerator<readonly Event[], void> {
  const afterId = place.afterId ?? FIRST_ID;
  const fresh = new Set<string>();
  const known: Recent = {
    seen(id) {
      const seen = applied.has(id) || fresh.has(id);
      fresh.add(id);
      return seen;
    },
  };
  const reader = createEventReader(place, afterId, known);
  const query = { since_id: ulidBefore(afterId, place.overlapMs), until_id: LAST_ID };
  // What is not read again need not be known again.
  if (applied.size > MOST_APPLIED) for (const id of applied) if (id < query.since_id) applied.delete(id);
  const stop = new AbortController();
  try {
    for await (const messages of openStream(place, query, stop.signal)) {
      const { events, broken, beats } = reader.read(messages);
      if (events.length > 0) yield events;
      for (const id of fresh) applied.add(id);
      fresh.clear();
      if (broken || beats) break;
    }
  } catch (error) {
    if (!(error instanceof SilenceError)) throw error;
  } finally {
    stop.abort();
  }
}

type Piece<Event> = {
  readonly events: readonly Event[];
  /** Something came that shows a working stream: an event or a heartbeat. */
  readonly alive: boolean;
  readonly beats: boolean;
  /** Messages were dropped, or the server failed: what follows has a gap before it. */
  readonly broken: boolean;
};

/** Turns messages into events, without those that were there lately, and remembers how far it came. */
function createEventReader<Event>(place: StreamPlace<Event>, from: string, recent: Recent) {
  let cursor = from;
  const readOne = (data: string): Event | null => {
    const event = readEvent(data, cursor);
    const { value, eventId } = event;
    const repeat = hasOwnId(value) && recent.seen(eventId);
    // Late events have older ids: the place to resume at never goes back.
    if (eventId > cursor) cursor = eventId;
    const key = repeat ? null : place.repeatKey?.(value);
    return repeat || (key && recent.seen(key)) ? null : place.read(event);
  };

  return {
    cursor: () => cursor,
    read(messages: readonly StreamMessage[]): Piece<Event> {
      const events: Event[] = [];
      let [alive, beats] = [false, false];
      for (const message of messages) {
        if ("data" in message) {
          alive = true;
          const event = readOne(message.data);
          if (event !== null) events.push(event);
        } else if (/dropped|error/.test(message.comment)) return { events, alive, beats, broken: true };
        else if (message.comment.includes("heartbeat")) [alive, beats] = [true, true];
      }
      return { events, alive, beats, broken: false };
    },
  };
}

const hasOwnId = (value: unknown) => typeof (value as { event_id?: unknown } | null | undefined)?.event_id === "string";

function readEvent(raw: string, before: string): StreamedEvent {
  try {
    const value: unknown = JSON.parse(raw);
    const eventId = (value as { event_id?: unknown } | null)?.event_id;
    return { eventId: typeof eventId === "string" && eventId !== "" ? eventId : before, value, raw };
  } catch {
    return { eventId: before, value: undefined, raw };
  }
}
