import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { FORWARDED } from "./forwarding/forwarded.ts";
import { buildOpenApi } from "./openapi.ts";

type Operation = {
  operationId: string;
  parameters?: { name: string; in: string }[];
  responses: Record<string, { content: Record<string, { schema: unknown }> }>;
  "x-kura": unknown;
};
type Document = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, object> } };

const PROBLEM = { type: "object", properties: { somethingElse: { type: "string" } } };

function moneyOperation(operationId: string, path: string) {
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: "path", required: true }));
  const reference = (name: string) => ({
    content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } },
  });
  return {
    operationId,
    parameters: [...parameters, { name: "Authorization", in: "header" }, { name: "limit", in: "query" }],
    responses: { 200: reference("Answer"), "4XX": reference("Problem") },
    "x-kura": { may: ["customer"], stepUp: false, once: operationId === "confirmTarget" },
  };
}

async function withMoney<Result>(use: (file: URL) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "kura-openapi-"));
  try {
    const paths: Record<string, Record<string, object>> = {};
    const more = ["getOperations", "getControls"].map((operationId) => ({
      method: "GET",
      operationId,
      moneyPath: `/${operationId}`,
    }));
    for (const { method, operationId, moneyPath } of [...FORWARDED, ...more]) {
      paths[moneyPath] = { ...paths[moneyPath], [method.toLowerCase()]: moneyOperation(operationId, moneyPath) };
    }
    const schemas = { Answer: { type: "object" }, Problem: PROBLEM, Unused: { type: "string" } };
    const file = join(folder, "openapi.json");
    await writeFile(file, JSON.stringify({ paths, components: { schemas } }));
    return await use(pathToFileURL(file));
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("what is passed on has money's schemas, and none of what the gateway adds by itself", async () => {
  const document = (await withMoney(buildOpenApi)) as Document;
  for (const { method, path, operationId } of FORWARDED) {
    const operation = document.paths[path]![method.toLowerCase()]!;
    expect(operation.operationId).toBe(operationId);
    const names = operation.parameters!.map(({ name }) => name);
    expect(names).toEqual([
      ...(path.includes("{portfolioId}") ? ["portfolioId"] : []),
      "limit",
      ...(operationId === "confirmTarget" ? ["idempotency-key"] : []),
    ]);
    const { schema } = operation.responses["200"]!.content["application/json"]!;
    expect(schema).toEqual({ $ref: "#/components/schemas/Answer" });
    expect(operation["x-kura"]).toEqual({ may: "customer" });
  }
});

test("a schema that both programs name alike and mean differently keeps both meanings", async () => {
  const { paths, components } = (await withMoney(buildOpenApi)) as Document;
  expect(components.schemas.MoneyProblem).toEqual(PROBLEM);
  expect(components.schemas.Problem).not.toEqual(PROBLEM);
  expect(paths["/account"]!.get!.responses["4XX"]!.content["application/json"]!.schema).toEqual({
    $ref: "#/components/schemas/MoneyProblem",
  });
});

test("the operators' desk shows money's two answers in money's own shapes", async () => {
  const { paths } = (await withMoney(buildOpenApi)) as Document;
  const { schema } = paths["/operator/desk"]!.get!.responses["200"]!.content["application/json"]!;
  const answer = { $ref: "#/components/schemas/Answer" };
  expect(schema).toMatchObject({ properties: { operations: answer, controls: answer } });
});

test("every reference leads somewhere, and no schema is left over", async () => {
  const document = (await withMoney(buildOpenApi)) as Document;
  const text = JSON.stringify(document);
  const references = new Set([...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name));
  expect([...references].toSorted()).toEqual(Object.keys(document.components.schemas).toSorted());
});

test("every operation has an id of its own and says who may call it", async () => {
  const { paths } = (await withMoney(buildOpenApi)) as Document;
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const operation of operations) expect(operation["x-kura"], operation.operationId).toHaveProperty("may");
});

test("without money's document the passed-on operations are described without schemas", async () => {
  const document = (await buildOpenApi(new URL("file:///nowhere/openapi.json"))) as Document;
  for (const { path, method } of FORWARDED) expect(document.paths[path]).toHaveProperty(method.toLowerCase());
});
