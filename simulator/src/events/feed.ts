import { chance } from "../chance.ts";
import type { DueWork } from "../clock/business-clock.ts";
import type { FaultName, Faults } from "../faults/faults.ts";
import type { Row, State } from "../state.ts";
import { eventOccasion, unknownActivity, unknownEvent, withId } from "./event-faults.ts";
import { ulid, ulidMoment, unorderedUlid } from "./ulid.ts";

/** The broker's streams: orders, bookings, journals, transfers, accounts, days, and what its staff does. */
export const STREAMS = [
  ...(["trades", "activities", "journals", "funding", "accounts", "system", "admin_actions"] as const),
] as const;
export type StreamName = (typeof STREAMS)[number];

/** When an event happened, to which account, if to any one, and what is to go wrong with it besides the rules. */
export type EventFacts = { atMs: number; accountId: string | null; faults?: readonly FaultName[] };

/** One event as it is kept and sent. */
export type FeedEvent = { id: string; atMs: number; json: string };

/**
 * Which events a reader wants: after one id and up to another, or by the moment at which they happened, which can be
 * long before their id. `journalId` leaves out all that tells of other journals.
 */
export type Wanted = {
  afterId: string;
  untilId?: string | undefined;
  sinceAtMs?: number | undefined;
  untilAtMs?: number | undefined;
  journalId?: string | undefined;
};

/** The events of the world: kept in the same transaction as what they tell of, sent when that is done. */
export type EventFeed = {
  /** The body is made with the event's id, and with its number where a stream still has numbers. */
  publish(stream: StreamName, facts: EventFacts, body: (eventId: string, number: number) => object): void;
  /** The first so many of the events a reader wants. */
  replay(stream: StreamName, wanted: Wanted, limit: number): FeedEvent[];
  find(stream: StreamName, id: string, accountId?: string): FeedEvent | null;
  /** The id of the last event with at most this number. */
  idOfNumber(stream: StreamName, number: number): string | null;
  subscribe(stream: StreamName, listener: (event: FeedEvent) => void): () => void;
  /** Work `publish held events`: those that a fault keeps back. */
  work: DueWork;
};

type EventRow = Row & { sequence: bigint; id: string; at: bigint; body: string };
type HeldRow = EventRow & { stream: StreamName; account_id: string | null; due_at: bigint };

/** How long an event stays behind those of other accounts, and a booking behind its own moment. */
const OUT_OF_ORDER_MS = 2_000;
const LATE_MS = 3_600_000;

const fromRow = (row: EventRow): FeedEvent => ({ id: row.id, atMs: Number(row.at), json: row.body });

/** Keeps and hands out the events of one world. */
export function createFeed(state: State, faults: Faults): EventFeed {
  const listeners = new Map(STREAMS.map((stream) => [stream, new Set<(event: FeedEvent) => void>()]));
  const emit = (stream: StreamName, facts: EventFacts & { publishedMs: number }, body: Body, unordered: boolean) => {
    const { atMs, accountId, publishedMs } = facts;
    const last = state.find<EventRow>("select * from event order by sequence desc limit 1");
    const sequence = Number(last?.sequence ?? 0n) + 1;
    // Ids are in the order of publication, also where something is told of long after it happened.
    const ms = Math.max(publishedMs, last ? ulidMoment(last.id) : 0);
    const salt = chance(state.seed, "event", sequence);
    const id = unordered ? unorderedUlid(ms, chance(state.seed, "event id", sequence), salt) : ulid(ms, sequence, salt);
    const json = JSON.stringify(body(id, sequence));
    state.run("insert into event values (?, ?, ?, ?, ?, ?)", sequence, stream, id, atMs, accountId, json);
    state.afterCommit(() => {
      for (const listener of listeners.get(stream) ?? []) listener({ id, atMs, json });
    });
  };
  return {
    publish: publisher(state, faults, emit),
    ...readers(state),
    subscribe(stream, listener) {
      listeners.get(stream)?.add(listener);
      return () => listeners.get(stream)?.delete(listener);
    },
    work: releaseHeld(state, emit),
  };
}

type Body = (eventId: string, number: number) => object;
type Emit = (stream: StreamName, facts: EventFacts & { publishedMs: number }, body: Body, unordered: boolean) => void;

/** Publishes events as they happen, or as the faults that strike them would have it. */
function publisher(state: State, faults: Faults, emit: Emit): EventFeed["publish"] {
  const dueBefore = (stream: StreamName, accountId: string | null) => {
    const sql = "select * from held_event where stream = ? and account_id = ? and in_order = 1 limit 1";
    const held = accountId === null ? null : state.find<HeldRow>(sql, stream, accountId);
    return held && Number(held.due_at);
  };
  const hold = (stream: StreamName, { atMs, accountId }: EventFacts, dueMs: number, inOrder: boolean, body: object) => {
    const sql = "insert into held_event (stream, account_id, at, due_at, in_order, body) values (?, ?, ?, ?, ?, ?)";
    state.run(sql, stream, accountId, atMs, dueMs, inOrder ? 1 : 0, JSON.stringify(body));
  };

  return (stream, facts, body) => {
    const { atMs, accountId, faults: named = [] } = facts;
    const published = { ...facts, publishedMs: atMs };
    const waitsUntilMs = dueBefore(stream, accountId);
    if (waitsUntilMs === null && named.length === 0 && !faults.any()) {
      emit(stream, published, body, false);
      return;
    }
    const told = body("", 0);
    const occasion = { ...eventOccasion(stream, accountId, told), named };
    const strikes = (fault: FaultName) => faults.strikes(fault, occasion);
    if (stream === "activities" && strikes("activity_late")) hold(stream, facts, atMs + LATE_MS, false, told);
    // What follows on an account that is behind is behind as well: an account's own events are always in order.
    else if (waitsUntilMs !== null) hold(stream, facts, waitsUntilMs, true, told);
    else if (accountId !== null && strikes("accounts_out_of_order")) {
      hold(stream, facts, atMs + OUT_OF_ORDER_MS, true, told);
    } else emit(stream, published, body, strikes("ids_unordered"));

    const besides = (event: object) => emit(stream, published, (id, number) => withId(event, id, number), false);
    if (stream === "trades" && strikes("unknown_event")) besides(unknownEvent(told));
    if (stream === "activities" && strikes("unknown_activity")) besides(unknownActivity(state.seed, told));
  };
}

/** Publishes what a fault has kept back, when it is time. */
function releaseHeld(state: State, emit: Emit): DueWork {
  return {
    nextAtMs() {
      const next = state.find<HeldRow>("select * from held_event order by due_at, sequence limit 1");
      return next && Number(next.due_at);
    },
    run(atMs) {
      const due = state.all<HeldRow>("select * from held_event where due_at <= ? order by due_at, sequence", atMs);
      state.run("delete from held_event where due_at <= ?", atMs);
      for (const { stream, at, account_id: accountId, body } of due) {
        const facts = { atMs: Number(at), accountId, publishedMs: atMs };
        emit(stream, facts, (id, number) => withId(JSON.parse(body), id, number), false);
      }
    },
  };
}

/** Looks into what is kept. Pages go by the index alone and fetch only what is wanted. */
function readers(state: State): Pick<EventFeed, "replay" | "find" | "idOfNumber"> {
  return {
    replay(stream, { afterId, untilId = "Z", sinceAtMs = 0, untilAtMs = Number.MAX_SAFE_INTEGER, journalId }, limit) {
      const rows = state.all<EventRow>(
        `select sequence, id, at, body from event where stream = ? and id > ? and id <= ? and at >= ? and at <= ?
           ${journalId === undefined ? "" : "and json_extract(body, '$.journal_id') = ?"} order by id limit ?`,
        ...[stream, afterId, untilId, sinceAtMs, untilAtMs],
        ...(journalId === undefined ? [] : [journalId]),
        limit,
      );
      return rows.map(fromRow);
    },
    find(stream, id, accountId) {
      const sql = "select * from event where stream = ? and id = ? and (? is null or account_id = ?)";
      const row = state.find<EventRow>(sql, stream, id, accountId ?? null, accountId ?? null);
      return row && fromRow(row);
    },
    idOfNumber(stream, number) {
      const sql = "select * from event where stream = ? and sequence <= ? order by sequence desc limit 1";
      return state.find<EventRow>(sql, stream, number)?.id ?? null;
    },
  };
}
