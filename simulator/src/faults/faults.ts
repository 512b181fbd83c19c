import { present } from "@kura/shared/assert.ts";
import { chance } from "../chance.ts";
import type { Row, State } from "../state.ts";

/** What can be made to go wrong, by name, and what then happens. Each was seen at the broker, or is documented. */
export const FAULTS = {
  order_placed_without_answer: "POST of an order: the order is placed, and the connection closes without an answer",
  order_placed_with_error: "POST of an order: the order is placed, and the answer is 500",
  order_refused: "POST of an order: refused with 503 before it is looked at; nothing is kept, the id stays free",
  duplicate_fill: "the `new` and `fill` events of an order are sent three times, with the same ids of execution",
  cursor_repeated: "a replay begins with the very event it is to begin after",
  messages_dropped: "a stream says that its reader is too slow, and leaves out an event it had to send",
  stream_silent: "a stream stays open and says nothing more, not even heartbeats",
  stream_error: "a stream says `internal server error` and closes",
  accounts_out_of_order:
    "an account's event, and those of it that follow, are published two seconds later: after other accounts' events",
  ids_unordered: "the id of an event sorts by chance among those of its millisecond, also before one already sent",
  activity_late: "a booking is published an hour later, at the end of the sequence, with its first `at`",
  fill_after_cancel: "DELETE of an order answers 204, and the order fills all the same",
  fill_after_replace: "PATCH of an order answers 200, and the old order fills; the new one is rejected",
  partial_then_cancel: "an order fills in part, and the rest is canceled",
  bust: "an execution is taken back an hour after it",
  bust_next_day: "an execution is taken back on the next day",
  correction: "an execution is corrected to another price an hour after it",
  correction_next_day: "an execution is corrected to another price on the next day",
  orders_lag: "an order is missing from lists and look-ups for two seconds, or from three of them if those come first",
  balances_lag: "cash and positions show a booking only after two seconds, or after three looks if those come first",
  rate_limited: "the answer is 429 with the headers that say when to come again",
  error_without_code: "the answer is 500 with a message and no code",
  error_not_json: "the answer is 502 with a page of HTML",
  unknown_status: "an order is shown with a status nobody has heard of",
  unknown_event: "an order's event has a name nobody has heard of, and comes besides the others",
  unknown_activity: "a booking of a type nobody has heard of, of nothing, comes besides the others",
  new_york_nanoseconds: "moments are written with nine digits of a second and New York's offset",
  wash_trade: "POST of an order: refused as a potential wash trade",
  journal_reversed: "a journal is executed, and reversed an hour later",
  dividend_without_withholding: "a dividend is paid, and nothing is withheld",
  cusip_change: "an asset gets a new CUSIP and a new id: two bookings, and the old asset is inactive",
} as const satisfies Record<string, string>;
export type FaultName = keyof typeof FAULTS;

/** Faults that strike a connection whatever comes through it: no symbol narrows them. */
export const WITHOUT_SYMBOL: ReadonlySet<FaultName> = new Set([
  ...(["cursor_repeated", "messages_dropped", "stream_silent", "stream_error", "journal_reversed"] as const),
]);

/**
 * Where a fault may strike. `key` is made of business words, so that chance repeats with the seed.
 *
 * What can be asked again says when it was `askedAtMs`: chance then also goes by how often the same was asked at that
 * moment. So who asks again has new luck, and a clock that stands keeps nobody out for ever.
 */
export type Occasion = {
  key: string;
  symbol?: string | undefined;
  named?: readonly FaultName[] | undefined;
  askedAtMs?: number;
};

/** A fault that is switched on: for one symbol or all, so often in a million, so many times (null: always). */
export type FaultRule = {
  id: number;
  fault: FaultName;
  symbol: string | null;
  millionths: number;
  timesLeft: number | null;
};

/** The switches of one world. */
export type Faults = {
  /**
   * Whether a fault strikes here: because the request names it, or because a rule says so. That uses the rule, in the
   * transaction of what the fault does: an effect that is not kept has not used it.
   */
  strikes(fault: FaultName, occasion: Occasion): boolean;
  /** Whether any rule (for one fault) may strike at all. Mostly none does, and then nobody need look closer. */
  any(fault?: FaultName): boolean;
  list(): FaultRule[];
  add(rule: Omit<FaultRule, "id">): FaultRule;
  remove(id: number): boolean;
  clear(): void;
};

const WHOLE = 1_000_000;

type RuleRow = Row & {
  id: bigint;
  fault: FaultName;
  symbol: string | null;
  millionths: bigint;
  times_left: bigint | null;
};

const from = (row: RuleRow): FaultRule => ({
  id: Number(row.id),
  fault: row.fault,
  symbol: row.symbol,
  millionths: Number(row.millionths),
  timesLeft: row.times_left === null ? null : Number(row.times_left),
});

/** Opens the switches of one world. They are kept with it, so that a restart leaves them as they were. */
export function openFaults(state: State): Faults {
  const list = () => state.all<RuleRow>("select * from fault_rule order by id").map(from);
  // Which faults have rules; at times one too many, never one too few. The rules themselves are read where they are
  // kept: what a transaction that fails has done to them is undone there.
  let switchedOn = new Set(list().map((rule) => rule.fault));
  const lookAgain = () =>
    state.afterCommit(() => {
      switchedOn = new Set(list().map((rule) => rule.fault));
    });

  const use = ({ id, timesLeft }: FaultRule) => {
    if (timesLeft === null) return;
    if (timesLeft > 1) state.run("update fault_rule set times_left = times_left - 1 where id = ?", id);
    else {
      state.run("delete from fault_rule where id = ?", id);
      lookAgain();
    }
  };

  const askedAgain = countAsked(state.seed);

  return {
    strikes(fault, { key, symbol, named, askedAtMs }) {
      if (named?.includes(fault)) return true;
      if (!switchedOn.has(fault)) return false;
      const words = askedAtMs === undefined ? [key] : [key, askedAtMs, askedAgain(fault, key, askedAtMs)];
      const draw = chance(state.seed, "fault", fault, ...words) % WHOLE;
      const rule = state
        .all<RuleRow>("select * from fault_rule where fault = ? order by id", fault)
        .map(from)
        .find((each) => (each.symbol === null || each.symbol === symbol) && draw < each.millionths);
      if (rule) use(rule);
      return rule !== undefined;
    },
    any: (fault) => (fault === undefined ? switchedOn.size > 0 : switchedOn.has(fault)),
    list,
    add(rule) {
      const { fault, symbol, millionths, timesLeft } = rule;
      const sql = "insert into fault_rule (fault, symbol, millionths, times_left) values (?, ?, ?, ?) returning id";
      const added = state.find<Row & { id: bigint }>(sql, fault, symbol, millionths, timesLeft);
      switchedOn.add(fault);
      return { ...rule, id: Number(present(added, "add: a rule that was added has a number").id) };
    },
    remove(id) {
      const known = state.find("delete from fault_rule where id = ? returning id", id) !== null;
      lookAgain();
      return known;
    },
    clear() {
      state.run("delete from fault_rule");
      lookAgain();
    },
  };
}

/** Counts how often the same was asked at one moment. It is forgotten with the moment, and when the program stops. */
function countAsked(seed: number): (fault: FaultName, key: string, atMs: number) => number {
  const counts = new Map<number, number>();
  let countedAtMs = 0;
  return (fault, key, atMs) => {
    if (atMs !== countedAtMs) counts.clear();
    countedAtMs = atMs;
    const asked = chance(seed, "asked", fault, key); // as short as a name for what was asked can be
    const nth = (counts.get(asked) ?? 0) + 1;
    counts.set(asked, nth);
    return nth;
  };
}
