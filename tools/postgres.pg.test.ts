import { chmodSync, mkdtempSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { PortTaken } from "./ports.ts";
import { type Postgres, type PostgresOptions, removePostgres, startPostgres } from "./postgres.ts";
import { isAlive } from "./processes.ts";

const homes: string[] = [];

function newHome(mode = 0o711): string {
  const home = mkdtempSync(join(tmpdir(), "kura-postgres-"));
  chmodSync(home, mode); // root's server is another user's process
  homes.push(home);
  return home;
}

function start(home: string, port = 0): Promise<Postgres> {
  const options: PostgresOptions = { home, port, settings: { fsync: "off" } };
  return startPostgres(options);
}

async function ask(server: Postgres, sql: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: server.adminUrl });
  await client.connect();
  const { rows } = await client.query<string[]>({ text: sql, rowMode: "array" });
  await client.end();
  return rows.flat();
}

afterAll(async () => {
  for (const home of homes) await removePostgres(home);
});

test("a second start finds the server that runs, and one after a stop finds the data", async () => {
  const home = newHome();
  const first = await start(home);
  await ask(first, "create table kept (id int)");
  const second = await start(home);
  expect(second).toMatchObject({ pid: first.pid, port: first.port, reused: true });
  await second.stop();
  expect(isAlive(first.pid)).toBe(false);

  const third = await start(home);
  expect(third.reused).toBe(false);
  expect(await ask(third, "select count(*)::text from kept")).toEqual(["0"]);
});

test("what was committed before a kill -9 is there after it", async () => {
  const home = newHome();
  const first = await start(home);
  await ask(first, "create table kept as select 7 as id");
  process.kill(first.pid, "SIGKILL");
  const second = await start(home);
  expect(second.pid).not.toBe(first.pid);
  expect(await ask(second, "select id::text from kept")).toEqual(["7"]);
});

test("a server on another port than asked for is moved there", async () => {
  const home = newHome();
  const first = await start(home);
  const elsewhere = first.port === 64_999 ? 64_998 : 64_999;
  const second = await start(home, elsewhere);
  expect(second).toMatchObject({ port: elsewhere, reused: false });
});

test("a taken port is said in one sentence, with the way out", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const failure = await start(newHome(), port).catch((error: unknown) => error);
  other.close();
  expect(failure).toBeInstanceOf(PortTaken);
  expect((failure as Error).message).toMatch(new RegExp(`^Port ${port} \\(PostgreSQL\\) is taken .*--ports-from 5000`));
});

test("the server asks for a password, checks its pages and sorts by code point", async () => {
  const server = await start(newHome());
  const stranger = new URL(server.adminUrl);
  stranger.password = "wrong";
  await expect(ask({ ...server, adminUrl: stranger.href }, "select 1")).rejects.toThrow(
    /password authentication failed/,
  );
  expect(await ask(server, "show data_checksums")).toEqual(["on"]);
  expect(await ask(server, "select datlocprovider::text || datlocale from pg_database")).toContain("bC.UTF-8");
});

test("only its owner can read the password, and it is made once", async () => {
  const home = newHome();
  const server = await start(home);
  const file = join(server.home, "password");
  const password = readFileSync(file, "utf8");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await server.stop();
  await start(home);
  expect(readFileSync(file, "utf8")).toBe(password);
});

test.runIf(process.getuid?.() === 0)("root's server goes where its user can reach it, and says where", async () => {
  const closed = newHome(0o700);
  const server = await start(closed);
  expect(server.home).not.toBe(closed);
  expect(server.notice).toContain(`cannot enter ${closed}`);
  const again = await start(closed);
  expect(again).toMatchObject({ pid: server.pid, home: server.home, reused: true });
});
