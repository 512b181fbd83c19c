import { randomBytes } from "node:crypto";
import { fixedClock } from "@kura/shared/clock.ts";
import type { RouteOptions } from "fastify";
import { expect, test } from "vitest";
import type { App, May } from "./app.ts";
import type { GatewayConfig } from "./config.ts";
import { buildApp } from "./http.ts";
import type { Parts } from "./parts.ts";
import { localKeys } from "./vault/key-file.ts";

const CLIENT = { "x-kura-client": "web/0.1.0" };

/** A server without a database: whoever is not signed in never gets as far as one. */
async function build(options: { desk?: boolean; credentialsPerMinute?: number } = {}): Promise<App> {
  const { desk = false, credentialsPerMinute = 1_000 } = options;
  const config = { webOrigin: "https://kura.example", consoleOrigin: "https://kura.example" } as GatewayConfig;
  const keys = localKeys({ keyId: "test", wrappingKey: randomBytes(32), indexKey: randomBytes(32) });
  const clock = fixedClock("2026-03-02T00:00:00Z");
  const parts = { config, keys, machine: clock, business: clock } as unknown as Parts;
  return buildApp(parts, { desk, limits: { perMinute: 10_000, credentialsPerMinute }, logLevel: "silent" });
}

type Described = { paths: Record<string, Record<string, { "x-kura"?: { may: May } }>> };

/** Every route, with who may call it. Forwarded ones are hidden from the document, so routes are asked themselves. */
async function listRoutes(desk: boolean): Promise<{ method: string; url: string; may: May }[]> {
  const app = await build({ desk });
  const document = app.swagger() as unknown as Described;
  const described = Object.entries(document.paths).flatMap(([url, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      url: url.replace(/\{\w+\}/g, "00000000-0000-7000-8000-000000000000"),
      may: operation["x-kura"]!.may,
    })),
  );
  await app.close();
  const { FORWARDED } = await import("./forwarding/forwarded.ts");
  const forwarded = FORWARDED.map(({ method, path }) => ({
    method: method as string,
    url: path.replace(/\{\w+\}/g, "x"),
    may: "customer" as const,
  }));
  return [...described, ...forwarded];
}

test("every route declares who may call it, and a server with one that does not never starts", async () => {
  const may: May[] = ["anyone", "password", "customer", "operator_password", "operator", "webhook"];
  const routes = await listRoutes(true);
  expect(routes.length).toBeGreaterThan(30);
  for (const route of routes) expect(may, route.url).toContain(route.may);
  const app = await build();
  const undeclared: RouteOptions = { method: "GET", url: "/oops", handler: async () => "" };
  expect(() => app.route(undeclared)).toThrow();
  await app.close();
});

test("what needs somebody signed in answers 401 to everybody else", async () => {
  const app = await build({ desk: true });
  const routes = (await listRoutes(true)).filter(({ may }) => !["anyone", "webhook"].includes(may));
  expect(routes.length).toBeGreaterThan(15);
  for (const { method, url } of routes) {
    const answer = await app.inject({ method: method as "GET", url, headers: CLIENT });
    expect([answer.statusCode, answer.json().code], `${method} ${url}`).toEqual([401, "not_signed_in"]);
    expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json/);
  }
  await app.close();
});

test("whatever changes something names the app it comes from, also when nobody is signed in", async () => {
  const app = await build({ desk: true });
  const routes = (await listRoutes(true)).filter(({ method, may }) => method !== "GET" && may !== "webhook");
  for (const { method, url } of routes) {
    for (const header of [{}, { "x-kura-client": "" }, { "x-kura-client": "a form" }]) {
      const answer = await app.inject({ method: method as "POST", url, headers: header });
      expect([answer.statusCode, answer.json().code], url).toEqual([403, "client_header_missing"]);
    }
  }
  await app.close();
});

test("the desk's conveniences exist only while the simulator owns the clock", async () => {
  const desk = await build({ desk: true });
  const production = await build({ desk: false });
  for (const [method, url] of [
    ["GET", "/desk"],
    ["POST", "/desk/next-opening"],
    ["POST", "/desk/sign-in-as"],
  ] as const) {
    const request = { method, url, headers: CLIENT, payload: { email: "a@example.com" } };
    const answer = await production.inject(request);
    expect([answer.statusCode, answer.json().code], url).toEqual([404, "not_found"]);
    expect(desk.hasRoute({ method, url }), url).toBe(true);
  }
  await Promise.all([desk.close(), production.close()]);
});

test("an address nobody knows is a problem like any other", async () => {
  const app = await build();
  const answer = await app.inject("/nowhere");
  expect(answer.json()).toEqual({
    ...{ type: "about:blank", title: "Not Found", status: 404, code: "not_found" },
    detail: "There is nothing at this address.",
  });
  await app.close();
});

test("our own failure says nothing of itself", async () => {
  const app = await build();
  const answer = await app.inject("/documents");
  expect(answer.statusCode).toBe(500);
  expect(answer.json()).toEqual({
    ...{ type: "about:blank", title: "Internal Server Error", status: 500, code: "internal" },
    detail: "Something went wrong on our side.",
  });
  await app.close();
});

test("guessing passwords from one address is slowed down", async () => {
  const app = await build({ credentialsPerMinute: 3 });
  const statuses: number[] = [];
  for (let tries = 0; tries < 5; tries += 1) {
    const answer = await app.inject({ method: "POST", url: "/session", headers: CLIENT, payload: {} });
    statuses.push(answer.statusCode);
  }
  expect(statuses).toEqual([400, 400, 400, 429, 429]);
  await app.close();
});

test("a body that is too large, of another kind, or no JSON is refused as such", async () => {
  const app = await build();
  const send = (type: string, payload: string) =>
    app.inject({ method: "POST", url: "/session", headers: { ...CLIENT, "content-type": type }, payload });
  expect((await send("application/json", `"${"x".repeat(70_000)}"`)).statusCode).toBe(413);
  expect((await send("text/plain", "{}")).statusCode).toBe(415);
  expect((await send("application/json", "{")).json()).toMatchObject({ status: 400, errors: [{ field: "body" }] });
  await app.close();
});

test("no answer is kept by anything between us and the person", async () => {
  const app = await build();
  for (const url of ["/health", "/session", "/nowhere", "/account"]) {
    expect((await app.inject(url)).headers["cache-control"], url).toBe("no-store");
  }
  await app.close();
});
