import { present } from "@kura/shared/assert.ts";
import { cents } from "@kura/shared/money.ts";
import { type Account, findAccount } from "../accounts/account.ts";
import { type BrokerRefusal, brokerRefuse, CODES, isBrokerRefusal } from "../broker-http.ts";
import { doLater } from "../clock/later.ts";
import { addDays, newYorkDay, newYorkMoment, settlementDayFrom } from "../clock/us-calendar.ts";
import type { FaultName } from "../faults/faults.ts";
import type { Row, State } from "../state.ts";
import type { World } from "../world.ts";
import { findJournal, type Journal, type JournalSize, journaledOn } from "./journal.ts";
import { execute, moveJournal, newJournal, refuseBalance } from "./life.ts";
import type { NewJournal } from "./read-journal.ts";
import { firstStep, refuseWay } from "./rules.ts";

/** Journals above the limits run at this New York time of the next morning on which banks work. */
const MORNING = "08:00";

/** What belongs to a request besides its journals. */
export type Asked = { key: string | null; batch: boolean; faults: readonly FaultName[] };

/**
 * Makes the journals of one request, all of them or none. Under a key that was used, the same request gets the same
 * journals again and another one is refused. The answer shows each as it was taken: news comes by the stream.
 */
export function createJournals(
  world: World,
  nowMs: number,
  wanted: readonly NewJournal[],
  asked: Asked,
): Journal[] | BrokerRefusal {
  const { state } = world;
  const body = JSON.stringify(wanted, (_name, value) => (typeof value === "bigint" ? String(value) : value));
  const kept = asked.key === null ? null : findKept(state, asked.key);
  if (kept) {
    if (kept.body === body) return kept.journals;
    return brokerRefuse(422, CODES.unprocessable, "idempotency key was used with another request body");
  }
  const sized = sizeAll(world, nowMs, wanted);
  if (isBrokerRefusal(sized)) return sized;
  const made = sized.map((journal) => start(world, nowMs, journal, asked));
  if (asked.key !== null) {
    const ids = JSON.stringify(made.map(({ id }) => id));
    state.run("insert into journal_key values (?, ?, ?)", asked.key, body, ids);
  }
  return made;
}

type Sized = { size: JournalSize; from: Account; to: Account; description: string };

/** Looks at everything that is wanted before anything is done: accounts, ways, and what the givers have in all. */
function sizeAll(world: World, nowMs: number, wanted: readonly NewJournal[]): Sized[] | BrokerRefusal {
  const sized: Sized[] = [];
  for (const each of wanted) {
    const one = sizeOne(world, nowMs, each);
    if (isBrokerRefusal(one)) return one;
    sized.push(one);
  }
  const givers = Map.groupBy(sized, ({ from, size }) => `${from.id} ${size.entryType === "JNLS" ? size.symbol : ""}`);
  for (const [first, ...others] of givers.values()) {
    const { from, size } = present(first, "sizeAll: no giver is without a journal");
    const total = others.reduce((sum, other) => addSizes(sum, other.size), size);
    const refusal = refuseBalance(world, { fromAccount: from.id, size: total }, nowMs);
    if (refusal) return refusal;
  }
  return sized;
}

function addSizes(one: JournalSize, other: JournalSize): JournalSize {
  return one.entryType === "JNLC" && other.entryType === "JNLC"
    ? { ...one, amount: cents(one.amount + other.amount) }
    : one;
}

/** Finds what one journal is about. */
function sizeOne(world: World, nowMs: number, wanted: NewJournal): Sized | BrokerRefusal {
  const { state, market } = world;
  const { entry_type: entryType, from_account: fromId, to_account: toId, description } = wanted;
  const [from, to] = [findAccount(state, fromId), findAccount(state, toId)];
  if (!from) return brokerRefuse(404, CODES.notFound, `account not found for ${fromId}`);
  if (!to) return brokerRefuse(404, CODES.notFound, `account not found for ${toId}`);
  const refusal = refuseWay(entryType, from, to);
  if (refusal) return refusal;
  if (wanted.entry_type === "JNLC") {
    return { size: { entryType: "JNLC", amount: wanted.amount }, from, to, description };
  }
  const listing = market.find(wanted.symbol);
  if (!listing) return brokerRefuse(422, CODES.unprocessable, `asset "${wanted.symbol}" not found`);
  const price = market.lastPrice(listing.symbol, nowMs);
  return { size: { entryType: "JNLS", symbol: listing.symbol, qty: wanted.qty, price }, from, to, description };
}

/** Keeps one journal and does at once what can be done at once. */
function start(world: World, nowMs: number, { size, from, to, description }: Sized, asked: Asked): Journal {
  const { state } = world;
  const before = journaledOn(state, newYorkDay(nowMs));
  const journal = newJournal(world, nowMs, {
    size,
    fromAccount: from.id,
    toAccount: to.id,
    description,
    idempotencyKey: asked.key,
    batch: asked.batch,
    reverses: null,
  });
  const step = firstStep(size, before, world.journalLimits, description);
  if (step.status === "executed") execute(world, journal, nowMs, asked.faults);
  else moveJournal(world, journal, step.status, nowMs);
  if (step.waits === "for_morning") doLater(state, nextMorning(nowMs), "journal", journal.id);
  return journal;
}

function nextMorning(nowMs: number): number {
  return newYorkMoment(settlementDayFrom(addDays(newYorkDay(nowMs), 1)), MORNING);
}

/** Takes back a journal that still waits. */
export function deleteJournal(world: World, nowMs: number, id: string): BrokerRefusal | null {
  const journal = findJournal(world.state, id);
  if (!journal) return brokerRefuse(404, CODES.notFound, `journal not found for ${id}`);
  if (journal.status !== "pending") {
    return brokerRefuse(422, CODES.unprocessable, `journal is already in "${journal.status}" state`);
  }
  moveJournal(world, journal, "deleted", nowMs);
  return null;
}

type KeptRow = Row & { body: string; ids: string };

function findKept(state: State, key: string): { body: string; journals: Journal[] } | null {
  const row = state.find<KeptRow>("select body, ids from journal_key where key = ?", key);
  if (!row) return null;
  const ids = JSON.parse(row.ids) as string[];
  return {
    body: row.body,
    journals: ids.map((id) => present(findJournal(state, id), "findKept: what was made is kept")),
  };
}
