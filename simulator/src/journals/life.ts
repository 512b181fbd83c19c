import { assert, present } from "@kura/shared/assert.ts";
import { type Cents, cents, formatCents, formatShares, shares } from "@kura/shared/money.ts";
import { findAccount } from "../accounts/account.ts";
import { positionAfter, positionOf } from "../accounts/position.ts";
import { reservedShares } from "../accounts/reserved.ts";
import { freeCash } from "../accounts/value.ts";
import { book } from "../bookings/book.ts";
import { type BrokerRefusal, brokerRefuse, CODES } from "../broker-http.ts";
import { uuidFrom } from "../chance.ts";
import { doLater } from "../clock/later.ts";
import { newYorkDay } from "../clock/us-calendar.ts";
import type { FaultName } from "../faults/faults.ts";
import { formatMoment } from "../http.ts";
import type { World } from "../world.ts";
import { countJournals, findJournal, insertJournal, type Journal, type JournalStatus, setJournal } from "./journal.ts";

const REVERSED_AFTER_MS = 3_600_000;

/** What was put off for a journal: one that waited for the morning runs, one that was executed is reversed. */
export function carryOnJournal(world: World, journalId: string, atMs: number): void {
  const journal = findJournal(world.state, journalId);
  if (journal?.status === "executed") reverse(world, journal, atMs);
  if (journal?.status !== "pending") return;
  if (refuseBalance(world, journal, atMs)) {
    moveJournal(world, journal, "rejected", atMs);
    return;
  }
  execute(world, moveJournal(world, journal, "sent_to_clearing", atMs), atMs);
}

/** Whether the account that gives has what is to move. */
export function refuseBalance(
  world: World,
  { fromAccount, size }: Pick<Journal, "fromAccount" | "size">,
  nowMs: number,
): BrokerRefusal | null {
  const { state } = world;
  if (size.entryType === "JNLC") {
    const account = present(findAccount(state, fromAccount), "refuseBalance: the account exists");
    const free = freeCash(state, account, nowMs);
    if (size.amount <= free) return null;
    return brokerRefuse(403, CODES.forbidden, "insufficient balance", { available: formatCents(free) });
  }
  const { qty } = positionOf(state, fromAccount, size.symbol);
  const free = shares(qty - reservedShares(state, fromAccount, size.symbol));
  if (size.qty <= free) return null;
  return brokerRefuse(403, CODES.forbidden, "insufficient quantity", { available: formatShares(free) });
}

/** Books a journal on both of its accounts; nothing else makes it executed. */
export function execute(world: World, journal: Journal, atMs: number, asked: readonly FaultName[] = []): Journal {
  const { state, faults } = world;
  const on = newYorkDay(atMs);
  const executed = moveJournal(world, { ...journal, bookedOn: on }, "executed", atMs);
  bookSide(world, executed, "out", atMs);
  bookSide(world, executed, "in", atMs);
  if (journal.reverses === null && faults.strikes("journal_reversed", { key: journal.id, named: asked })) {
    doLater(state, atMs + REVERSED_AFTER_MS, "journal", journal.id);
  }
  return executed;
}

const sideId = (seed: number, journalId: string, way: "in" | "out") => uuidFrom(seed, "journal", journalId, way);

/** Books one side of a journal: what the giving account loses, or what the taking one gets. */
function bookSide(world: World, journal: Journal, way: "in" | "out", atMs: number): void {
  const { state } = world;
  const { size, fromAccount, toAccount, reverses } = journal;
  const on = newYorkDay(atMs);
  const accountId = way === "in" ? toAccount : fromAccount;
  const common = {
    accountId,
    type: size.entryType,
    refId: sideId(state.seed, journal.id, way),
    // The mirror takes from who had got, and gives to who had lost.
    ...(reverses === null ? {} : { previousId: sideId(state.seed, reverses, way === "in" ? "out" : "in") }),
    status: reverses === null ? "executed" : "correct",
    executedAtMs: atMs,
    settlesOn: on,
  } as const;
  const details = { journal_id: journal.id, description: journal.description, system_date: on };
  if (size.entryType === "JNLC") {
    book(world, atMs, { ...common, net: signed(size.amount, way), details });
    return;
  }
  const before = positionOf(state, accountId, size.symbol);
  book(world, atMs, {
    ...common,
    net: cents(0n),
    qty: shares(way === "in" ? size.qty : -size.qty),
    price: size.price,
    position: positionAfter(before, way === "in" ? "buy" : "sell", size.qty, size.price),
    details: { ...details, symbol: size.symbol },
  });
}

function signed(amount: Cents, way: "in" | "out"): Cents {
  return way === "in" ? amount : cents(-amount);
}

/**
 * Takes an executed journal back: its mirror is a journal of its own, and it is `correct` for ever. Shares that
 * were sold meanwhile cannot be taken back; then it stands as it is.
 */
function reverse(world: World, journal: Journal, atMs: number): void {
  const { size, toAccount, fromAccount } = journal;
  if (size.entryType === "JNLS" && positionOf(world.state, toAccount, size.symbol).qty < size.qty) return;
  moveJournal(world, journal, "correct", atMs);
  const mirror = newJournal(world, atMs, {
    size,
    fromAccount: toAccount,
    toAccount: fromAccount,
    description: `reversal of journal ${journal.id}`,
    idempotencyKey: null,
    batch: false,
    reverses: journal.id,
  });
  execute(world, mirror, atMs);
}

/** What is decided of a journal before it exists. */
export type JournalFacts = Omit<Journal, "id" | "status" | "createdAtMs" | "createdOn" | "bookedOn">;

/** Keeps a new journal, which every journal is `queued` as. */
export function newJournal(world: World, atMs: number, facts: JournalFacts): Journal {
  const { state } = world;
  const journal: Journal = {
    ...facts,
    id: uuidFrom(state.seed, "journal", countJournals(state) + 1),
    status: "queued",
    createdAtMs: atMs,
    createdOn: newYorkDay(atMs),
    bookedOn: null,
  };
  insertJournal(state, journal);
  announceJournal(world, journal, "", atMs);
  return journal;
}

/** Gives a journal another status, and tells the stream. */
export function moveJournal(world: World, journal: Journal, status: JournalStatus, atMs: number): Journal {
  assert(journal.status !== status, "moveJournal: a move goes somewhere");
  const moved = { ...journal, status };
  setJournal(world.state, moved);
  announceJournal(world, moved, journal.status, atMs);
  return moved;
}

function announceJournal({ feed }: World, journal: Journal, from: JournalStatus | "", atMs: number): void {
  feed.publish("journals", { atMs, accountId: journal.fromAccount }, (eventId) => ({
    event_id: eventId,
    journal_id: journal.id,
    entry_type: journal.size.entryType,
    status_from: from,
    status_to: journal.status,
    at: formatMoment(atMs),
    description: journal.description,
    ...(journal.idempotencyKey === null
      ? {}
      : { idempotency_key: journal.idempotencyKey, idempotency_key_type: journal.batch ? "batch" : "single" }),
  }));
}
