import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { ConfigError } from "./config.ts";
import { SCHEMA, SCHEMA_VERSION } from "./schema.ts";

/** A row as SQLite gives it: every whole number is a bigint. */
export type Row = Record<string, bigint | string | null>;

/** Everything the simulated world remembers, in one SQLite database. */
export type State = {
  /** Decides all chance in this world; kept with the data, so that a restart goes on with the same world. */
  readonly seed: number;
  all<Found extends Row>(sql: string, ...values: SQLInputValue[]): Found[];
  find<Found extends Row>(sql: string, ...values: SQLInputValue[]): Found | null;
  run(sql: string, ...values: SQLInputValue[]): void;
  /** Does all of the work or, when it throws, nothing. One inside another is part of the outer one. */
  transaction<Result>(work: () => Result): Result;
  /**
   * The same, but kept together with whatever else comes in this turn of the event loop: a commit costs as much for
   * one request as for fifty. Nobody may be told of it before `whenKept`.
   */
  together<Result>(work: () => Result): Result;
  /** Calls back when everything done so far is kept: at once, when nothing waits for its commit. */
  whenKept(listener: () => void): void;
  /** Does something after the current transaction is kept; nothing when it is not. */
  afterCommit(work: () => void): void;
  /** Calls back after each transaction that changed something. */
  onChange(listener: () => void): void;
  getNote(key: string): string | null;
  setNote(key: string, value: string): void;
  close(): void;
};

/** Opens the world kept in a file (or `:memory:`), or begins a new one with this seed. */
export function openState(file: string, seed: number): State {
  const db = new DatabaseSync(file, { readBigInts: true });
  db.exec("pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on;");
  refuseOtherSchema(db, file);
  db.exec(SCHEMA);
  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string) => {
    const known = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  const find = (sql: string, ...values: SQLInputValue[]) => (prepare(sql).get(...values) ?? null) as never;
  const run = (sql: string, ...values: SQLInputValue[]) => {
    prepare(sql).run(...values);
  };
  const getNote = (key: string) =>
    (find("select value from note where key = ?", key) as { value: string } | null)?.value ?? null;
  const setNote = (key: string, value: string) =>
    run("insert into note values (?, ?) on conflict do update set value = excluded.value", key, value);

  const { flush, ...kept } = transactions(
    db,
    () => (find("select total_changes() as count") as { count: bigint }).count,
  );
  if (getNote("seed") === null) {
    setNote("seed", String(seed));
    setNote("schema", SCHEMA_VERSION);
  }
  return {
    seed: Number(getNote("seed")),
    all: (sql, ...values) => prepare(sql).all(...values) as never,
    find,
    run,
    ...kept,
    getNote,
    setNote,
    close() {
      flush();
      db.close();
    },
  };
}

/** A world that another version of the simulator has made cannot go on here. */
function refuseOtherSchema(db: DatabaseSync, file: string): void {
  const hasNotes = db.prepare("select 1 from sqlite_schema where name = 'note'").get() !== undefined;
  if (!hasNotes) return;
  const kept = db.prepare("select value from note where key = 'schema'").get()?.value ?? "1";
  if (kept === SCHEMA_VERSION) return;
  db.close();
  throw new ConfigError(
    `${file} holds a world of an older simulator. Begin a new one: delete it, or name another file.`,
  );
}

/** What waits for the commit of the transaction that is open, and how many changes there were before it. */
type Open = { after: (() => void)[]; before: bigint };

/** Transactions of one database, and what follows them. */
function transactions(db: DatabaseSync, countChanges: () => bigint) {
  const listeners: (() => void)[] = [];
  const [begin, commit] = [db.prepare("begin immediate"), db.prepare("commit")];
  const whole = doWhole(db);
  let open: Open | null = null;

  const start = (): Open => {
    open = { after: [], before: countChanges() };
    begin.run();
    return open;
  };
  const flush = () => {
    if (!open) return;
    const { after, before } = open;
    commit.run();
    open = null;
    for (const work of after) work();
    if (countChanges() !== before) for (const listener of listeners) listener();
  };

  return {
    flush,
    transaction<Result>(work: () => Result): Result {
      if (whole.busy()) return work();
      flush();
      try {
        return whole.run(work, start().after);
      } finally {
        flush();
      }
    },
    together<Result>(work: () => Result): Result {
      if (whole.busy()) return work();
      if (!open) {
        start();
        setImmediate(flush);
      }
      return whole.run(work, open?.after ?? []);
    },
    whenKept(listener: () => void) {
      if (open) open.after.push(listener);
      else listener();
    },
    afterCommit(work: () => void) {
      if (open) open.after.push(work);
      else work();
    },
    onChange(listener: () => void) {
      listeners.push(listener);
    },
  };
}

/** Does work inside an open transaction: when it throws, nothing of it is left, and nothing of it waits. */
function doWhole(db: DatabaseSync) {
  const [savepoint, release] = [db.prepare("savepoint work"), db.prepare("release work")];
  let busy = false;
  return {
    busy: () => busy,
    run<Result>(work: () => Result, after: (() => void)[]): Result {
      const waiting = after.length;
      busy = true;
      savepoint.run();
      try {
        const result = work();
        release.run();
        return result;
      } catch (error) {
        db.exec("rollback to work; release work");
        after.length = waiting;
        throw error;
      } finally {
        busy = false;
      }
    },
  };
}
