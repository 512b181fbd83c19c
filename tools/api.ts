import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import openapiTypescript, { astToString } from "openapi-typescript";
import { type Program, programsNamed } from "./databases.ts";
import { type Generated, settle } from "./generated.ts";

const ROOT = resolve(import.meta.dirname, "..");

/** What a program's HTTP interface and the client made from it should be, computed from its routes. */
export async function generateApi(program: Program): Promise<Generated[]> {
  const { buildOpenApi } = (await import(pathToFileURL(join(ROOT, program, "src/openapi.ts")).href)) as {
    buildOpenApi(): Promise<object>;
  };
  const document = sortKeys(JSON.parse(JSON.stringify(await buildOpenApi()))) as object;
  return [
    { file: join(ROOT, program, "openapi.json"), content: `${JSON.stringify(document, null, 2)}\n` },
    { file: join(ROOT, "shared/api", `${program}.gen.ts`), content: await generateClient(program, document) },
  ];
}

async function generateClient(program: Program, document: object): Promise<string> {
  const types = astToString(await openapiTypescript(structuredClone(document) as never, { alphabetize: true }));
  return `// Generated from ${program}/openapi.json by \`npm run api\`. Do not edit.\n${types}`;
}

/** The same document always gives the same text: keys in order, while lists keep theirs. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}

async function main(): Promise<void> {
  const check = process.argv.includes("--check");
  const drifts: string[] = [];
  // In this order: the gateway forwards some of money's operations and reads money/openapi.json for them.
  for (const program of programsNamed(process.argv))
    drifts.push(...settle(await generateApi(program), check, "npm run api"));
  for (const drift of drifts) console.error(drift);
  // A program may hold things open that only its own stop would close; our work is done.
  process.exit(drifts.length === 0 ? 0 : 1);
}

if (import.meta.main) await main();
