import { join, resolve } from "node:path";
import pg from "pg";
import { type Program, programsNamed } from "./databases.ts";
import { type Generated, settle } from "./generated.ts";
import {
  FUNCTIONS,
  type FunctionRow,
  RELATIONS,
  type RelationRow,
  SCHEMA_GRANTS,
  TYPES,
  type TypeRow,
} from "./schema-catalog.ts";
import { createTestDatabase, TEST_SERVER_VARIABLE } from "./test-database.ts";
import { startTestServer } from "./test-server.ts";

const ROOT = resolve(import.meta.dirname, "..");

/** What a program's `schema.sql` should hold: its database after all migrations, read from PostgreSQL's own catalog. */
export async function generateSchema(program: Program): Promise<Generated> {
  const database = await createTestDatabase(program);
  try {
    return { file: join(ROOT, program, "schema.sql"), content: await describeSchema(program, database.ownerUrl) };
  } finally {
    await database.drop();
  }
}

/** Writes out a database's schema, always in the same order whatever order it was made in. */
export async function describeSchema(program: Program, ownerUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    // Types and expressions are then written with their schema only where it is not the usual one.
    await client.query("set search_path to public, pg_catalog");
    const types = (await client.query<TypeRow>(TYPES)).rows;
    const relations = (await client.query<RelationRow>(RELATIONS)).rows;
    const functions = (await client.query<FunctionRow>(FUNCTIONS)).rows;
    const grants = (await client.query<{ grants: string[] }>(SCHEMA_GRANTS)).rows[0]?.grants ?? [];
    const parts = [
      `-- The schema of ${program} after all migrations. Written by \`npm run schema\`; to be read, never run.`,
      grants.map((grant) => `${grant};`).join("\n"),
      ...types.map((type) => `${type.definition};`),
      ...functions.map((row) => [row.definition.trim(), ...row.grants].map((text) => `${text};`).join("\n")),
      ...relations.map(describeRelation),
    ];
    return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
  } finally {
    await client.end();
  }
}

function describeRelation(row: RelationRow): string {
  const extras = [...row.indexes, ...row.triggers, ...row.policies, ...row.grants];
  return [describeBody(row), ...extras.map((extra) => `${extra};`), ...row.partitions.map((text) => `-- ${text}`)].join(
    "\n",
  );
}

function describeBody(row: RelationRow): string {
  if (row.kind === "view") return `create view ${row.name} as\n${row.definition.trim()}`;
  if (row.kind === "materialized view") return `create materialized view ${row.name} as\n${row.definition.trim()}`;
  if (row.kind === "sequence") return `create sequence ${row.name}${row.definition};`;
  const lines = [...row.columns, ...row.constraints].map((line) => `  ${line}`).join(",\n");
  return `create ${row.unlogged ? "unlogged " : ""}table ${row.name} (\n${lines}\n)${row.definition};`;
}

async function main(): Promise<void> {
  const check = process.argv.includes("--check");
  const server = await startTestServer();
  process.env[TEST_SERVER_VARIABLE] = server.adminUrl;
  const drifts: string[] = [];
  try {
    for (const program of programsNamed(process.argv)) {
      drifts.push(...settle([await generateSchema(program)], check, "npm run schema"));
    }
  } finally {
    await server.stop();
  }
  for (const drift of drifts) console.error(drift);
  if (drifts.length > 0) process.exitCode = 1;
}

if (import.meta.main) await main();
