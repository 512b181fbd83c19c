import Fastify from "fastify";
import { pino } from "pino";
import { expect, test } from "vitest";
import { logOptions } from "./log.ts";

/** What is written when a logger is used. */
function record() {
  const lines: string[] = [];
  return { lines, stream: { write: (line: string) => void lines.push(line) } };
}

test("an error is written with its message, stack and cause", () => {
  const { lines, stream } = record();
  pino(logOptions("info"), stream).error({ error: new Error("away", { cause: new Error("no route") }) }, "work failed");
  expect(lines.join("")).toMatch(/work failed/);
  expect(lines.join("")).toMatch(/away.*no route/);
});

test("a request is written without its proof, and what fails in it with its message", async () => {
  const { lines, stream } = record();
  const app = Fastify({ logger: { ...logOptions("info"), stream } });
  app.get("/", async (request) => {
    request.log.error({ error: new Error("away"), req: request }, "a request failed");
    return "";
  });
  await app.inject({ url: "/", headers: { authorization: "Bearer secret" } });
  await app.close();
  expect(lines.join("")).toMatch(/away/);
  expect(lines.join("")).not.toMatch(/secret/);
});
