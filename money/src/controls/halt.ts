import { type Command, lock } from "../command.ts";
import { refuse } from "../refusal.ts";
import type { ControlRow } from "../rows.ts";

/** A control as callers see it. */
export type Control = { what: string; halted: boolean; reason: string; since: string };

export type ControlChange = {
  readonly what: "trading" | "payouts";
  readonly reason: string;
  readonly by: string;
  readonly second: string | null;
};

/** An operator stops trading or payouts, and nothing else, at once. One person may do that. */
export const haltControl: Command<ControlChange, Control> = {
  name: "haltControl",
  locks: (change) => [lock("controls", change.what)],
  decide(state, change, { now, newId }) {
    if (state.get("controls", change.what).halted) return refuse("already_halted");
    return changed(change, true, now, newId);
  },
};

/** Trading or payouts go on; a second operator must have approved it. */
export const liftControl: Command<ControlChange, Control> = {
  name: "liftControl",
  locks: (change) => [lock("controls", change.what)],
  decide(state, change, { now, newId }) {
    if (!state.get("controls", change.what).halted) return refuse("not_halted");
    if (change.second === null || change.second === change.by) return refuse("second_operator_needed");
    return changed(change, false, now, newId);
  },
};

function changed(change: ControlChange, halted: boolean, now: Temporal.Instant, newId: () => string) {
  const set: Omit<ControlRow, "what"> = {
    halted,
    reason: change.reason,
    since: now,
    by: change.by,
    second: change.second,
  };
  const { what, reason, by, second } = change;
  return {
    update: [{ table: "controls" as const, id: what, set }],
    insert: [{ table: "control_changes", row: { id: newId(), what, halted, reason, at: now, by, second } }],
    answer: { what, halted, reason, since: now.toString() },
  };
}
