import type { Row, State } from "../state.ts";
import type { DueWork } from "./business-clock.ts";

/** What can be put off to a business moment. */
export type LaterKind = "account" | "session_close" | "day_reports" | "journal" | "transfer" | "money_way";

type LaterRow = Row & { sequence: bigint; due_at: bigint; kind: string; id: string };

/** Puts something off to a moment; it is kept with the world, so that a restart forgets nothing. */
export function doLater(state: State, atMs: number, kind: LaterKind, id: string): void {
  state.run("insert into later (due_at, kind, id) values (?, ?, ?)", atMs, kind, id);
}

/** Whether something of a kind is still to come. */
export function isPutOff(state: State, kind: LaterKind): boolean {
  return state.find("select 1 as found from later where kind = ? limit 1", kind) !== null;
}

/** Work `do what was put off`: each thing at its moment, in the order in which it was put off. */
export function laterWork(state: State, doers: Record<LaterKind, (id: string, atMs: number) => void>): DueWork {
  return {
    nextAtMs() {
      const next = state.find<LaterRow>("select * from later order by due_at, sequence limit 1");
      return next && Number(next.due_at);
    },
    run(atMs) {
      const sql = "select * from later where due_at <= ? order by due_at, sequence";
      for (const { sequence, kind, id } of state.all<LaterRow>(sql, atMs)) {
        state.run("delete from later where sequence = ?", sequence);
        doers[kind as LaterKind](id, atMs);
      }
    },
  };
}
