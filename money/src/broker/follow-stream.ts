import { setTimeout as pause } from "node:timers/promises";
import { readExactJson } from "./exact-json.ts";
import { type Partner, PartnerError, readProblem } from "./partner.ts";
import { readServerSentEvents, type StreamMessage } from "./server-sent-events.ts";

/** One event as it came: its cursor, its content with exact numbers, and its text. */
export type StreamedEvent = {
  /** Where to resume after it: its own id, or where there is none that of the event before. */
  readonly eventId: string;
  /** Undefined when the text is not JSON. */
  readonly value: unknown;
  readonly raw: string;
};

export type StreamPlace = {
  readonly partner: Partner;
  readonly path: string;
  /** The last event already applied; null for all there ever was. Never "from now on", which would lose some. */
  readonly afterId: string | null;
  /** A stream silent for this long, heartbeats included, is dead though nobody closed it. Machine time. */
  readonly silenceMs: number;
};

/** Event ids are ULIDs: before the first of them, and after the last. */
const FIRST_ID = "0".repeat(26);
const LAST_ID = `7${"Z".repeat(25)}`;

const SHORTEST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Follows a stream of the broker until stopped, resuming after the last event whenever it ends, falls silent, drops
 * messages or fails. At least once: after a resumption an event may come again, and the caller knows it by its ids.
 *
 * Only a refusal of the stream itself ends it with an error: asking the same again would be refused again.
 */
export async function* followStream(place: StreamPlace, signal: AbortSignal): AsyncGenerator<StreamedEvent, void> {
  let cursor = place.afterId ?? FIRST_ID;
  let failures = 0;
  while (!signal.aborted) {
    try {
      for await (const message of openStream(place, { since_id: cursor }, signal)) {
        if (!("comment" in message) || message.comment.includes("heartbeat")) failures = 0;
        if ("comment" in message) {
          if (/dropped|error/.test(message.comment)) break; // Data is lost, or the server is about to close.
          continue;
        }
        const event = readEvent(message.data, cursor);
        cursor = event.eventId;
        yield event;
      }
    } catch (error) {
      if (!(error instanceof PartnerError) || error.kind === "refused") throw error;
    }
    failures += 1;
    const waitMs = Math.min(LONGEST_PAUSE_MS, SHORTEST_PAUSE_MS * 2 ** Math.min(failures - 1, 10));
    await pause(waitMs, undefined, { signal }).catch(() => {});
  }
}

/**
 * Reads what a stream holds after an event, up to now, and at most so many. It is read to its end; where the broker
 * keeps the stream open instead, a heartbeat or a silence says that everything kept has been sent.
 */
export async function readStream(place: StreamPlace, most: number): Promise<StreamedEvent[]> {
  const events: StreamedEvent[] = [];
  const stop = new AbortController();
  try {
    const query = { since_id: place.afterId ?? FIRST_ID, until_id: LAST_ID };
    for await (const message of openStream(place, query, stop.signal)) {
      if ("data" in message) events.push(readEvent(message.data, events.at(-1)?.eventId ?? query.since_id));
      else if (/heartbeat|dropped|error/.test(message.comment)) break;
      if (events.length >= most) break;
    }
  } catch (error) {
    if (!(error instanceof SilenceError)) throw error;
  } finally {
    stop.abort();
  }
  return events;
}

/** A stream opened and then said nothing for too long. */
class SilenceError extends PartnerError {}

/** Reads one connection until it ends. Every way in which it can break is a `PartnerError`. */
async function* openStream(
  { partner, path, silenceMs }: StreamPlace,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): AsyncGenerator<StreamMessage, void> {
  const closed = new AbortController();
  const question = { method: "GET", path, query } as const;
  const stream = await partner.open(question, AbortSignal.any([signal, closed.signal]));
  const facts = { status: stream.status, requestId: stream.requestId };
  let silent = false;
  let timer: NodeJS.Timeout | undefined;
  const listen = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      silent = true;
      closed.abort();
    }, silenceMs);
  };
  listen();
  try {
    if (stream.status !== 200) {
      const { code, message } = readProblem(await readText(stream.chunks));
      const kind = [400, 401, 403, 404, 410, 422].includes(stream.status) ? "refused" : "outage";
      throw new PartnerError(kind, `${partner.name}: ${stream.status} to GET ${path}: ${message}`, { ...facts, code });
    }
    for await (const message of readServerSentEvents(withNotice(stream.chunks, listen))) {
      clearTimeout(timer); // While the caller works on an event, it is we who are silent.
      yield message;
      listen();
    }
  } catch (error) {
    if (signal.aborted) return;
    if (silent) throw new SilenceError("outage", `${partner.name}: ${path} is silent`, facts);
    if (error instanceof PartnerError) throw error;
    throw new PartnerError("outage", `${partner.name}: ${path} broke off`, { ...facts, cause: error });
  } finally {
    clearTimeout(timer);
    closed.abort();
  }
}

async function* withNotice<Item>(items: AsyncIterable<Item>, notice: () => void): AsyncGenerator<Item, void> {
  for await (const item of items) {
    notice();
    yield item;
  }
}

async function readText(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > 10_000) break;
  }
  return text;
}

function readEvent(raw: string, before: string): StreamedEvent {
  try {
    const value = readExactJson(raw);
    const { event_id: eventId } = (value ?? {}) as { event_id?: unknown };
    return { eventId: typeof eventId === "string" && eventId !== "" ? eventId : before, value, raw };
  } catch {
    return { eventId: before, value: undefined, raw };
  }
}
