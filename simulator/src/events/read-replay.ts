import { type BrokerRefusal, brokerRefuse, CODES } from "../broker-http.ts";
import { parseMoment } from "../http.ts";
import type { StreamName, Wanted } from "./feed.ts";
import { afterMoment, beforeMoment, isUlid } from "./ulid.ts";

/** What the address of a stream may say besides its path. */
export type StreamQuery = Record<string, string | string[] | undefined>;

/**
 * Where a reader begins and ends; null means live only. `sinceId` is the id it gave as known. A stream with an end is
 * over at `overAtMs`, or, where that is absent and the end is an id, when it has sent what is kept.
 */
export type Asked = { replay: Replay | null; journalId?: string | undefined };
export type Replay = Wanted & { sinceId?: string; overAtMs?: number };

/** Finds the id behind a number of the old kind, for the one stream that still takes them. */
export type IdOfNumber = (number: number) => string | null;

const invalid = (message: string) => brokerRefuse(400, CODES.malformed, message);
const given = (value: StreamQuery[string]) => (value === undefined ? undefined : String(value));

/** Reads where a reader wants to begin and end, by the rules and the parameters of each stream. */
export function readReplay(stream: StreamName, query: StreamQuery, idOfNumber: IdOfNumber): Asked | BrokerRefusal {
  const ids = readIds(stream, query, idOfNumber);
  if ("refused" in ids) return ids;
  const since = given(query.since);
  const until = given(query.until);
  const byTime = since !== undefined || until !== undefined;
  const byId = ids.since !== undefined || ids.until !== undefined;
  if (byTime && byId) return invalid("since and until cannot be combined with since_id and until_id");
  if (until !== undefined && since === undefined) return invalid("until requires since");
  if (ids.until !== undefined && ids.since === undefined) return invalid("until_id requires since_id");
  const journalId = stream === "journals" ? given(query.id) : undefined;
  if (ids.since !== undefined) {
    return { journalId, replay: { afterId: ids.since, sinceId: ids.since, untilId: ids.until, journalId } };
  }
  if (since === undefined) return { journalId, replay: null };

  const sinceMs = parseMoment(since);
  const untilMs = until === undefined ? undefined : parseMoment(until);
  if (sinceMs === null || sinceMs < 0) return invalid("since is not a valid time");
  if (untilMs === null || (untilMs !== undefined && untilMs < 0)) return invalid("until is not a valid time");
  return { journalId, replay: { ...between(stream, sinceMs, untilMs), journalId } };
}

/** Bookings are asked for by when they happened, also those told of later; all other events by when they were told. */
function between(stream: StreamName, sinceMs: number, untilMs: number | undefined): Replay {
  const over = untilMs === undefined ? {} : { overAtMs: untilMs };
  const afterId = beforeMoment(sinceMs);
  if (stream === "activities") return { afterId, sinceAtMs: sinceMs, untilAtMs: untilMs, ...over };
  return { afterId, untilId: untilMs === undefined ? undefined : afterMoment(untilMs), ...over };
}

type Ids = { since?: string | undefined; until?: string | undefined };

/** Reads ids: ULIDs; on the accounts' stream under other names, or numbers of the old kind under these. */
function readIds(stream: StreamName, query: StreamQuery, idOfNumber: IdOfNumber): Ids | BrokerRefusal {
  const ids: Ids = {};
  for (const end of ["since", "until"] as const) {
    const id = given(query[`${end}_id`]);
    const ulid = stream === "accounts" ? given(query[`${end}_ulid`]) : undefined;
    if (id !== undefined && ulid !== undefined) return invalid(`${end}_id cannot be combined with ${end}_ulid`);
    const text = ulid ?? id;
    if (text === undefined) continue;
    if (stream === "accounts" && ulid === undefined) {
      if (!/^\d{1,15}$/.test(text)) return invalid(`${end}_id is not a valid number`);
      ids[end] = idOfNumber(Number(text)) ?? beforeMoment(0);
      continue;
    }
    if (!isUlid(text)) return invalid(`${end}_${ulid === undefined ? "id" : "ulid"} is not a valid ULID`);
    ids[end] = text;
  }
  return ids;
}
