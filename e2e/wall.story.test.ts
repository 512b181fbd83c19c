import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../tools/test-database.ts";
import { type Ask, createDoorKey, type DoorKey, openDoor } from "./door.ts";
import { exampleOf, listOperations, type Operation } from "./operations.ts";
import { type MoneyWorld, startMoneyWorld } from "./world.ts";

const ANN = "0198f000-0000-7000-8000-000000000001";
const BEN = "0198f000-0000-7000-8000-000000000002";
const CALLERS = { customer: ANN, operator: "operator-1", system: "gateway" } as const;
type Caller = keyof typeof CALLERS;
const ROLES = Object.keys(CALLERS) as Caller[];

const api = JSON.parse(readFileSync(resolve(import.meta.dirname, "../money/openapi.json"), "utf8"));
// Whatever money publishes is asked for here, so a route that is added later is covered without a word of ours.
const operations = listOperations(api);

let database: TestDatabase;
let world: MoneyWorld;
let reader: pg.Client;
let strange: DoorKey;

beforeAll(async () => {
  database = await createTestDatabase("money");
  world = await startMoneyWorld({ database });
  reader = new pg.Client({ connectionString: database.ownerUrl });
  await reader.connect();
  strange = await createDoorKey();
  for (const [index, id] of [ANN, BEN].entries()) await open(id, index + 1);
  // Lets the workers do what a new day asks of them, so that whatever is written later was written by a stranger.
  await world.simulated.advance((await world.simulated.now()).add({ minutes: 5 }));
});
afterAll(async () => {
  await reader?.end();
  await world?.stop();
  await database?.drop();
});

async function open(customerId: string, number: number): Promise<void> {
  const body = { customerId, customerNumber: String(number) };
  const by = { may: "operator", sub: "operator-1", key: `open-${number}` } as const;
  const answer = await door().ask({ method: "POST", path: "/customers", body, ...by });
  if (answer.status !== 201) throw new Error(`opening account ${number}: ${JSON.stringify(answer)}`);
}

const door = () => {
  const [first] = world.doors;
  if (!first) throw new Error("the world has a door");
  return first;
};

/** A request that would be carried out, were it asked for by the right one. */
function requestOf(operation: Operation): Pick<Ask, "method" | "path" | "body" | "key"> {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === "customerId" ? ANN : String(exampleOf(api, operation.parameters[name] ?? {})),
  );
  return {
    method: operation.method,
    path,
    ...(operation.body === null ? {} : { body: exampleOf(api, operation.body) }),
    ...(operation.once ? { key: `wall-${operation.id}-${randomUUID()}` } : {}),
  };
}

/** How many rows every table holds, and what is in them. */
async function countRows(): Promise<Record<string, string>> {
  const tables = await reader.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
  );
  const counts: Record<string, string> = {};
  for (const { name } of tables.rows) {
    const found = await reader.query(
      `select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) as rows from ${name} t`,
    );
    counts[name] = found.rows[0].rows;
  }
  return counts;
}

/** Whatever the knocking, nothing may be written. */
async function writesNothing(knock: () => Promise<void>): Promise<void> {
  const before = await countRows();
  expect(Object.keys(before).length).toBeGreaterThan(20);
  await knock();
  expect(await countRows()).toEqual(before);
}

test("money publishes its operations, and each says who may call it", () => {
  expect(operations.length).toBeGreaterThanOrEqual(16);
  expect(ofOneCustomer.length).toBeGreaterThanOrEqual(5);
  for (const { id, may } of operations) {
    expect(may, id).not.toEqual([]);
    for (const caller of may) expect(ROLES, id).toContain(caller);
  }
});

test.each(operations)("$id: without a proof nobody gets in", (operation) =>
  writesNothing(async () => {
    const { method = "GET", path, body, key } = requestOf(operation);
    for (const authorization of [null, "Bearer", "Bearer a.b.c", "Basic U0lNOlNJTQ=="]) {
      const answer = await fetch(`${world.moneyUrls[0]}${path}`, {
        method,
        headers: {
          ...(authorization === null ? {} : { authorization }),
          ...(key === undefined ? {} : { "idempotency-key": key }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      expect(answer.status).toBe(401);
      expect(answer.headers.get("content-type")).toContain("application/problem+json");
    }
  }),
);

test.each(operations)("$id: a proof that somebody else signed is none", (operation) =>
  writesNothing(async () => {
    const foreign = openDoor(world.moneyUrls[0] ?? "", strange);
    for (const may of operation.may) {
      const answer = await foreign.ask({ ...requestOf(operation), may, sub: CALLERS[may] });
      expect(answer.status).toBe(401);
    }
    await foreign.close();
  }),
);

const notForAll = operations.filter((operation) => operation.may.length < ROLES.length);
test.each(notForAll)("$id: a caller of another kind is turned away", (operation) =>
  writesNothing(async () => {
    for (const may of ROLES.filter((role) => !operation.may.includes(role))) {
      const answer = await door().ask({ ...requestOf(operation), may, sub: CALLERS[may], second: "operator-2" });
      expect(answer.status, may).toBe(403);
    }
  }),
);

const ofOneCustomer = operations.filter(
  ({ may, parameters }) => may.includes("customer") && "customerId" in parameters,
);
test.each(ofOneCustomer)("$id: another customer is turned away", (operation) =>
  writesNothing(async () => {
    const answer = await door().ask({ ...requestOf(operation), may: "customer", sub: BEN });
    expect(answer.status).toBe(403);
  }),
);

test("the very same requests get past the wall when the right one asks", async () => {
  for (const operation of operations) {
    const may = operation.may[0] ?? "system";
    const answer = await door().ask({ ...requestOf(operation), may, sub: CALLERS[may], second: "operator-2" });
    expect([401, 403], `${operation.id} answered ${JSON.stringify(answer)}`).not.toContain(answer.status);
    expect(answer.status, `${operation.id} answered ${JSON.stringify(answer)}`).not.toBe(400);
  }
});
