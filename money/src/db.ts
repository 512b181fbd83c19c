import pg from "pg";

/** A connection with a transaction open on it. Whatever needs one takes it first. */
export type Tx = pg.ClientBase;

/** Anything one statement can be sent to: a pool, or a transaction. */
export type Queryable = { query: pg.ClientBase["query"] };

/** How PostgreSQL's types arrive: whole numbers as bigint, a day as text, an instant as an instant. */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, (text) => BigInt(text));
types.setTypeParser(pg.types.builtins.DATE, (text) => text);
types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => Temporal.Instant.from(text));

/** A pool of connections as the service's own role. Two cores gain nothing beyond about eight. */
export function openPool(url: string, max = 8): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max, types });
  // A connection that breaks while it is idle is replaced by the pool; whoever needs one then hears of an outage.
  pool.on("error", () => {});
  // One that breaks while it is lent, between two questions, fails the next question, not the whole process.
  pool.on("connect", (client) => void client.on("error", () => {}));
  return pool;
}

const LISTEN_RETRY_MS = 500;

/** Listens on a channel with a connection of its own, and opens it again whenever it breaks. */
export function listen(url: string, channel: string, onNotice: () => void): { stop(): Promise<void> } {
  let stopping = false;
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  const connect = async () => {
    const next = new pg.Client({ connectionString: url });
    client = next;
    let gone = false;
    const again = () => {
      if (gone || stopping) return;
      gone = true;
      retry = setTimeout(() => void connect(), LISTEN_RETRY_MS);
    };
    next.on("error", again);
    next.on("end", again);
    next.on("notification", onNotice);
    try {
      await next.connect();
      await next.query(`listen ${channel}`);
      onNotice(); // whatever was said while nobody listened
    } catch {
      again();
    }
  };
  const connecting = connect();
  return {
    async stop() {
      stopping = true;
      clearTimeout(retry);
      await connecting;
      await client?.end().catch(() => {}); // already broken is as good as closed
    },
  };
}

/** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
export async function inTransaction<Result>(pool: pg.Pool, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  const connection = await pool.connect();
  let broken: Error | undefined;
  try {
    await connection.query("begin");
    const result = await work(connection);
    await connection.query("commit");
    return result;
  } catch (error) {
    await connection.query("rollback").catch((rollbackError: Error) => {
      broken = rollbackError; // the connection is of no more use: the pool must not lend it again
    });
    throw error;
  } finally {
    connection.release(broken);
  }
}

/** The rows of one statement. `Row` describes what the statement selects, in the database's own column names. */
export async function rows<Row extends pg.QueryResultRow>(
  on: Queryable,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const result = await on.query<Row>(sql, values.map(toParameter));
  return result.rows;
}

/** Amounts and instants travel to PostgreSQL as text. */
function toParameter(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Temporal.Instant) return value.toString();
  if (Array.isArray(value)) return value.map(toParameter);
  return value;
}
