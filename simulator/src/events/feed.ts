import { chance } from "../chance.ts";
import type { Row, State } from "../state.ts";
import { ulid } from "./ulid.ts";

/** The broker's streams: the life of orders, every booking, and what becomes of journals, transfers, accounts, days. */
export const STREAMS = ["trades", "activities", "journals", "funding", "accounts", "system"] as const;
export type StreamName = (typeof STREAMS)[number];

/** When an event happened, and to which account, if to any one. */
export type EventFacts = { atMs: number; accountId: string | null };

/** One event as it is kept and sent. */
export type FeedEvent = { id: string; atMs: number; json: string };

/** From where to where a reader wants events. Both ends are included, but for an id at the start: it is known. */
export type Replay = { sinceMs?: number; untilMs?: number; sinceId?: string; untilId?: string };

/** The events of the world: kept in the same transaction as what they tell of, sent when that is done. */
export type EventFeed = {
  publish(stream: StreamName, facts: EventFacts, body: (eventId: string) => object): void;
  /** The first so many of the events a reader wants. */
  replay(stream: StreamName, from: Replay, limit: number): FeedEvent[];
  subscribe(stream: StreamName, listener: (event: FeedEvent) => void): () => void;
};

type EventRow = Row & { id: string; at: bigint; body: string };

/** Keeps and hands out the events of one world. */
export function createFeed(state: State): EventFeed {
  const listeners = new Map(STREAMS.map((stream) => [stream, new Set<(event: FeedEvent) => void>()]));

  const nextSequence = () => {
    const sequence = Number(state.getNote("event_sequence") ?? "0") + 1;
    state.setNote("event_sequence", String(sequence));
    return sequence;
  };

  return {
    publish(stream, { atMs, accountId }, body) {
      const sequence = nextSequence();
      const id = ulid(atMs, sequence, chance(state.seed, "event", sequence));
      const json = JSON.stringify(body(id));
      state.run("insert into event values (?, ?, ?, ?, ?)", stream, id, atMs, accountId, json);
      state.afterCommit(() => {
        for (const listener of listeners.get(stream) ?? []) listener({ id, atMs, json });
      });
    },
    replay(stream, { sinceMs = 0, untilMs = Number.MAX_SAFE_INTEGER, sinceId = "", untilId = "Z" }, limit) {
      const rows = state.all<EventRow>(
        `select id, at, body from event
           where stream = ? and id > ? and id <= ? and at >= ? and at <= ? order by id limit ?`,
        stream,
        sinceId,
        untilId,
        sinceMs,
        untilMs,
        limit,
      );
      return rows.map((row) => ({ id: row.id, atMs: Number(row.at), json: row.body }));
    },
    subscribe(stream, listener) {
      listeners.get(stream)?.add(listener);
      return () => listeners.get(stream)?.delete(listener);
    },
  };
}
