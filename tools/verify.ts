import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { proveBooks } from "../money/src/main.ts";
import { databaseUrls } from "./databases.ts";
import { startPostgres } from "./postgres.ts";

const DATA = resolve(import.meta.dirname, "..", ".kura", "postgres");

/** `npm run verify`: recomputes the books of this desk, or of MONEY_DATABASE_URL, and says whether they hold. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
  const database = await findDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    // One snapshot for all checks, so that a brokerage at work is never caught in between.
    await client.query("begin isolation level repeatable read read only");
    const proof = await proveBooks(client);
    const report = { ...proof, seals: 0 };
    process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : describe(report));
    if (!proof.ok) process.exitCode = 1;
  } finally {
    await client.end();
    await database.letGo();
  }
}

/** The desk's own server is started for the time of the proof, unless it runs already. */
async function findDatabase(): Promise<{ url: string; letGo(): Promise<void> }> {
  const given = process.env.MONEY_DATABASE_URL;
  if (given) return { url: given, letGo: async () => {} };
  if (!existsSync(DATA))
    throw new Error("There are no books here yet: `npm start` makes them, or set MONEY_DATABASE_URL.");
  const server = await startPostgres({ home: join(DATA), port: 0 });
  const { ownerUrl } = databaseUrls(server.adminUrl, "money", "kura_money");
  return { url: ownerUrl, letGo: () => (server.reused ? Promise.resolve() : server.stop()) };
}

function describe(report: { entries: number; accounts: number; ok: boolean; problems: readonly string[] }): string {
  const verdict = report.ok ? "The books hold." : "The books do NOT hold:";
  const lines = [
    `${report.entries} entries in ${report.accounts} accounts. ${verdict}`,
    ...report.problems.map((p) => `  ${p}`),
  ];
  return `${lines.join("\n")}\n`;
}

if (import.meta.main)
  await main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
