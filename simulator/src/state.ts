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

  if (getNote("seed") === null) {
    setNote("seed", String(seed));
    setNote("schema", SCHEMA_VERSION);
  }
  return {
    seed: Number(getNote("seed")),
    all: (sql, ...values) => prepare(sql).all(...values) as never,
    find,
    run,
    ...transactions(db, () => (find("select total_changes() as count") as { count: bigint }).count),
    getNote,
    setNote,
    close: () => db.close(),
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

/** Transactions of one database, and what follows them. */
function transactions(db: DatabaseSync, countChanges: () => bigint) {
  const listeners: (() => void)[] = [];
  let waiting: (() => void)[] | null = null;

  const finish = (before: bigint, after: (() => void)[]) => {
    for (const work of after) work();
    if (countChanges() !== before) for (const listener of listeners) listener();
  };

  return {
    transaction<Result>(work: () => Result): Result {
      if (waiting) return work();
      const before = countChanges();
      const after: (() => void)[] = [];
      waiting = after;
      db.exec("begin immediate");
      let result: Result;
      try {
        result = work();
        db.exec("commit");
      } catch (error) {
        db.exec("rollback");
        throw error;
      } finally {
        waiting = null;
      }
      finish(before, after);
      return result;
    },
    afterCommit(work: () => void) {
      if (waiting) waiting.push(work);
      else work();
    },
    onChange(listener: () => void) {
      listeners.push(listener);
    },
  };
}
