import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { Agent, request } from "undici";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { BROKEN_QUERIES, ORDERS, QUERIES, ROUTES, type Route } from "./test-routes.ts";
import { BASIC, startWorld, type TestWorld } from "./test-world.ts";

// Whatever is sent, the world neither breaks nor changes. What is sent where stands in test-routes.ts.

const KEYED = { authorization: BASIC };
const JSON_HEADERS = { ...KEYED, "content-type": "application/json" };

const RUNS = 100;
vi.setConfig({ testTimeout: 60_000 }); // Hundreds of requests each, on whatever machine.

let folder: string;
let world: TestWorld;
let database: DatabaseSync;
const agent = new Agent();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kura-simulator-"));
  world = await startWorld({ dataFile: join(folder, "world.sqlite") });
  await world.fund("1000000.00");
  database = new DatabaseSync(join(folder, "world.sqlite"), { readOnly: true });
});
afterAll(async () => {
  await agent.destroy();
  database.close();
  await world.stop();
  await rm(folder, { recursive: true });
});

/** Changes with everything that anybody else writes into the file. */
const version = () => database.prepare("pragma data_version").get()?.data_version;

/** All that is kept, every row of every table, and what the broker and the bank show of it. */
async function everything() {
  const tables = database.prepare("select name from sqlite_schema where type = 'table' order by name").all();
  const rows = tables.map(({ name }) => {
    const all = database.prepare(`select * from "${name}"`);
    all.setReadBigInts(true);
    return [name, all.all()];
  });
  const shown = ["/orders?status=all&limit=500", "/positions", "/account"].map((path) => world.trade("GET", path));
  const bodies = (await Promise.all([...shown, world.call("GET", "/bank/accounts")])).map(({ body }) => body);
  const events = [await world.history("/v2/events/trades"), await world.history("/v2beta1/events/activities")];
  return { rows, bodies, events };
}

type Sent = { method: string; path: string; body?: string | Uint8Array | null; headers?: Record<string, string> };
type Heard = { status: number; text: string; type: string };

/** Sends what a client of ours would not. */
async function send({
  method,
  path,
  body = null,
  headers = body === null ? KEYED : JSON_HEADERS,
}: Sent): Promise<Heard> {
  const answered = await request(world.url + path, { dispatcher: agent, method, body, headers });
  const type = String(answered.headers["content-type"] ?? "");
  return { status: answered.statusCode, text: await answered.body.text(), type };
}

/** What stands in stack traces and in errors of the database, and in no answer. */
const INSIDES = /\n\s+at |node:internal|node_modules|\.[cm]?[jt]s:\d|SQLITE|sqlite|\bstack\b/;

/** A correct "no": of the right kind, in the right words, and nothing of our insides. */
function expectRefused({ status, text, type }: Heard, words: Route["words"]): void {
  expect(status, text).toBeGreaterThanOrEqual(400);
  expect(status, text).toBeLessThan(500);
  expect(text).not.toMatch(INSIDES);
  const body = JSON.parse(text);
  if (words === "broker") {
    expect(type).toMatch(/^application\/json/);
    expect(body.message).toEqual(expect.stringMatching(/./));
    if ("code" in body) expect(String(body.code)).toMatch(/^4\d{7}$/);
    for (const foreign of ["error", "statusCode", "title", "detail"]) expect(body).not.toHaveProperty(foreign);
  } else {
    expect(type).toMatch(/^application\/problem\+json/);
    expect(body).toMatchObject({ status, code: expect.stringMatching(/./), detail: expect.stringMatching(/./) });
  }
}

/** Does something that must not change the world, and sees afterwards that it goes on. */
async function withoutChange(work: () => Promise<void>): Promise<void> {
  const before = await everything();
  await work();
  expect(await everything()).toEqual(before);
  expect((await world.trade("GET", "/account")).status).toBe(200);
}

let count = 0;
const next = () => {
  count += 1;
  return count;
};
const titled = ROUTES.map((route) => [`${route.method} ${route.path} ${Object.keys(route.good(0))}`, route] as const);
const ask = ({ method, path }: Route, body: unknown) => send({ method, path, body: JSON.stringify(body) });

describe.each(titled)("%s", (_title, route) => {
  const fields = Object.keys(route.wrong).map((field) => route.wrong[field]!.map((value) => [field, value] as const));

  test("takes a good body, so that what is refused below is refused for what is wrong in it", async () => {
    const { status, text } = await ask(route, route.good(next()));
    expect(status, text).toBeGreaterThanOrEqual(200);
    expect(status, text).toBeLessThan(300);
  });

  test("refuses a wrong value in any one of its fields, and nothing is kept", () =>
    withoutChange(() =>
      fc.assert(
        fc.asyncProperty(fc.oneof(...fields), async ([field, value]) => {
          const before = version();
          expectRefused(await ask(route, { ...route.good(next()), [field]: value }), route.words);
          expect(version()).toBe(before);
        }),
        { numRuns: RUNS },
      ),
    ));

  test("breaks on nothing that JSON can say, and keeps nothing of what it refuses", () => {
    const anyField = fc.constantFrom(...route.others, "unheard_of", "__proto__", "constructor");
    const odd = fc
      .dictionary(anyField, fc.jsonValue(), { maxKeys: 3 })
      .map((found) => ({ ...route.good(0), ...found }));
    return fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), odd), async (body) => {
        const before = version();
        const heard = await ask(route, body);
        if (heard.status < 300) return;
        expectRefused(heard, route.words);
        expect(version()).toBe(before);
      }),
      { numRuns: RUNS },
    );
  });

  test("refuses what is no JSON, no text, of another type, or far too large", () =>
    withoutChange(async () => {
      const good = JSON.stringify(route.good(next()));
      const bodies = ["", " ", "{", "}", good.slice(0, -1), `${good}x`, "\u0000", "[".repeat(30_000), "\ufeff{"];
      for (const body of [...bodies, "nul", "'a'", "NaN", '{"a":1,}', Buffer.from([0xff, 0xfe, 0x00])]) {
        expectRefused(await send({ ...route, body }), route.words);
      }
      for (const type of ["text/plain", "application/xml", "multipart/form-data; boundary=x", "application/", "json"]) {
        const headers = { ...KEYED, "content-type": type };
        expectRefused(await send({ ...route, body: good, headers }), route.words);
      }
      expectRefused(await send({ ...route, body: good, headers: KEYED }), route.words);
    }));

  test("refuses ten megabytes at once", () =>
    withoutChange(async () => {
      const padding = "x".repeat(10_000_000);
      const large = await sendRaw(route, JSON.stringify({ ...route.good(next()), padding }));
      expect(large).toMatch(/^HTTP\/1\.1 413 /);
      const [head = "", text = ""] = large.split("\r\n\r\n");
      const type = /content-type: (.*)/i.exec(head)?.[1] ?? "";
      expectRefused({ status: 413, text, type }, route.words);
    }));
});

test.each(titled.filter(([, route]) => route.key !== "none"))(
  "without the key, %s is not looked at",
  async (_title, route) => {
    const before = version();
    const headers = { authorization: "Basic eDp5", "content-type": "application/json" };
    const heard = await send({ ...route, body: JSON.stringify(route.good(next())), headers });
    expect([401, 403]).toContain(heard.status);
    expectRefused(heard, route.words);
    expect(version()).toBe(before);
  },
);

/** Writes a request by hand and reads the whole answer, also where it comes before the request has been read. */
function sendRaw({ method, path }: { method: string; path: string }, body: string, more = ""): Promise<string> {
  const { hostname, port } = new URL(world.url);
  const head = `${method} ${path} HTTP/1.1\r\nhost: x\r\nauthorization: ${BASIC}\r\nconnection: close\r\n${more}`;
  return new Promise((resolve) => {
    let heard = "";
    const socket = connect(Number(port), hostname);
    socket.setEncoding("utf8").on("data", (text) => {
      heard += text;
    });
    // Whoever answers early closes early, while we still write.
    socket.on("error", () => {}).on("close", () => resolve(heard));
    socket.write(`${head}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  });
}

describe("addresses and queries", () => {
  test("paths and methods that do not exist are not found, in the broker's words where it is the broker's", () =>
    withoutChange(async () => {
      for (const path of ["/v1/nothing", "/v2/nothing", `${ORDERS}/a/b/c`, "/v1beta1/nothing", "/v2beta1/nothing"]) {
        for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
          expectRefused(await send({ method, path, body: method === "GET" ? null : "{}" }), "broker");
        }
      }
      for (const method of ["PUT", "OPTIONS", "TRACE", "PROPFIND"]) {
        expectRefused(await send({ method, path: ORDERS }), "broker");
      }
      for (const path of ["/nothing", "/bank/nothing", "/fx", "/sim/nothing"]) {
        expectRefused(await send({ method: "GET", path }), "desk");
      }
    }));

  test("ids that are none are refused", () =>
    withoutChange(async () => {
      for (const id of [
        "x",
        "%00",
        "..",
        "a%2fb",
        "%F0%9F%92%A9",
        "x".repeat(290),
        "x".repeat(5_000),
        "'; drop table",
      ]) {
        const path = `${ORDERS}/${encodeURI(id).replaceAll("%25", "%")}`;
        for (const method of ["GET", "DELETE"]) expectRefused(await send({ method, path }), "broker");
      }
    }));

  test("an address that cannot be decoded is refused", () =>
    withoutChange(async () => {
      for (const path of ["/v1/%", `${ORDERS}/%zz`, "/v2/%E0%A4%A"]) {
        expectRefused(await send({ method: "GET", path }), "broker");
      }
    }));

  test.each(QUERIES)("%s refuses a wrong query and passes over an odd one", (path, ...wrong) =>
    withoutChange(async () => {
      for (const query of wrong) expectRefused(await send({ method: "GET", path: `${path}?${query}` }), "broker");
      for (const query of BROKEN_QUERIES) {
        if (path.includes("/events/")) continue; // What is passed over there leaves an open stream.
        const heard = await send({ method: "GET", path: `${path}?${query}` });
        if (heard.status >= 300) expectRefused(heard, "broker");
      }
    }),
  );

  test("headers beyond all measure are refused before anything else", () =>
    withoutChange(async () => {
      for (const more of [`x-large: ${"x".repeat(100_000)}\r\n`, "x-many: 1\r\n".repeat(5_000), "no colon\r\n"]) {
        const heard = await sendRaw({ method: "POST", path: ORDERS }, "{}", more);
        expect(heard).toMatch(/^HTTP\/1\.1 4\d\d /);
        expect(heard).not.toMatch(INSIDES);
      }
    }));
});
