import { readFile } from "node:fs/promises";
import { AssertionError, assert } from "@kura/shared/assert.ts";
import { FORWARDED, type Forwarded } from "./forwarding/forwarded.ts";
import { buildApp } from "./http.ts";
import type { Parts } from "./parts.ts";

type Json = Record<string, unknown>;
type Document = { paths: Record<string, Record<string, Json>>; components: { schemas: Json } };

const MONEY_DOCUMENT = new URL("../../money/openapi.json", import.meta.url);

/**
 * The gateway's API document: its own routes, and those it passes on with the schemas of money's document.
 *
 * Without a document of money (it is written first, by money) the passed-on operations are there without schemas.
 */
export async function buildOpenApi(moneyDocument: URL = MONEY_DOCUMENT): Promise<object> {
  const limits = { perMinute: 1, credentialsPerMinute: 1 };
  const app = await buildApp(nothingToTouch(), { desk: true, limits, logLevel: "silent" });
  const own = app.swagger() as unknown as Document;
  await app.close();
  const money = await readMoneyDocument(moneyDocument);
  if (money !== null) addSchemas(own, money);
  for (const operation of FORWARDED) addForwarded(own, money, operation);
  if (money !== null) describeOperatorDesk(own, money);
  dropUnusedSchemas(own);
  return sortPaths(own);
}

/** A program that only describes itself has no parts: touching one would be a bug. */
function nothingToTouch(): Parts {
  return new Proxy({} as Parts, {
    get(_target, name) {
      throw new AssertionError(`buildOpenApi: describing the API needs no ${String(name)}`);
    },
  });
}

async function readMoneyDocument(file: URL): Promise<Document | null> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Document;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Takes over money's named schemas. A name both use for different things is prefixed, and references follow. */
function addSchemas(own: Document, money: Document): void {
  const names = new Map<string, string>();
  for (const [name, schema] of Object.entries(money.components?.schemas ?? {})) {
    const mine = own.components.schemas[name];
    const isOther = mine !== undefined && JSON.stringify(mine) !== JSON.stringify(schema);
    names.set(name, isOther ? `Money${name}` : name);
  }
  for (const path of Object.values(money.paths)) for (const operation of Object.values(path)) rename(operation, names);
  for (const [name, schema] of Object.entries(money.components?.schemas ?? {})) {
    rename(schema, names);
    own.components.schemas[names.get(name) ?? name] = schema;
  }
}

function rename(node: unknown, names: ReadonlyMap<string, string>): void {
  if (typeof node !== "object" || node === null) return;
  const record = node as Json;
  const reference = record.$ref;
  if (typeof reference === "string") {
    const name = reference.split("/").at(-1) ?? "";
    record.$ref = `#/components/schemas/${names.get(name) ?? name}`;
  }
  for (const child of Object.values(record)) rename(child, names);
}

function addForwarded(own: Document, money: Document | null, forwarded: Forwarded): void {
  const { method, path, operationId } = forwarded;
  const source = money === null ? null : findOperation(money, operationId);
  const operation: Json = { operationId, tags: ["money"], ...(source === null ? {} : takeOver(source)) };
  operation.responses ??= { default: { description: "See money." } };
  operation.parameters ??= [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  operation["x-kura"] = { may: "customer" };
  own.paths[path] = { ...own.paths[path], [method.toLowerCase()]: operation };
}

const IDEMPOTENCY_KEY = {
  name: "idempotency-key",
  in: "header",
  required: true,
  description: "The same key for every try of one wish: it has one effect, however often it is asked for.",
  schema: { type: "string", minLength: 1, maxLength: 200 },
} as const;

/** Money's operation as customers see it: whose account it is comes from the session, the proof from the gateway. */
function takeOver(source: Json): Json {
  const { security: _security, "x-kura": access, parameters, ...rest } = source;
  const replaced = ["customerId", "authorization", IDEMPOTENCY_KEY.name];
  const kept = ((parameters ?? []) as { name: string }[]).filter(
    ({ name }) => !replaced.includes(name) && !replaced.includes(name.toLowerCase()),
  );
  const { once } = (access ?? {}) as { once?: boolean };
  return { ...rest, tags: ["money"], parameters: once ? [...kept, IDEMPOTENCY_KEY] : kept };
}

function findOperation(document: Document, operationId: string): Json {
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path)) if (operation.operationId === operationId) return operation;
  }
  throw new AssertionError(`findOperation: money describes ${operationId}`);
}

/** The operators' desk shows two of money's answers side by side. */
function describeOperatorDesk(own: Document, money: Document): void {
  const answer = (operationId: string) => readSchema(findOperation(money, operationId));
  const desk = own.paths["/operator/desk"]?.get;
  assert(desk !== undefined, "describeOperatorDesk: the desk is described");
  const properties = { operations: answer("getOperations"), controls: answer("getControls") };
  const schema = { type: "object", properties, required: ["operations", "controls"], additionalProperties: false };
  writeSchema(desk, schema);
}

type Described = { responses: Record<string, { content: Record<string, { schema: unknown }> }> };

function readSchema(operation: Json): unknown {
  return (operation as Described).responses["200"]?.content["application/json"]?.schema;
}

function writeSchema(operation: Json, schema: unknown): void {
  const content = (operation as Described).responses["200"]?.content["application/json"];
  assert(content !== undefined, "writeSchema: the operation answers in JSON");
  content.schema = schema;
}

/** Leaves out named schemas that nothing refers to. */
function dropUnusedSchemas(document: Document): void {
  const used = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const reference = (node as Json).$ref;
    const name = typeof reference === "string" ? (reference.split("/").at(-1) ?? "") : null;
    if (name !== null && !used.has(name)) {
      used.add(name);
      visit(document.components.schemas[name]);
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(document.paths);
  const schemas = Object.entries(document.components.schemas).filter(([name]) => used.has(name));
  document.components.schemas = Object.fromEntries(schemas.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sortPaths(document: Document): Document {
  const paths = Object.entries(document.paths).sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...document, paths: Object.fromEntries(paths) };
}
