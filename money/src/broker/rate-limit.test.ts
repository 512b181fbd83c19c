import fc from "fast-check";
import { expect, test } from "vitest";
import { readRateLimit } from "./rate-limit.ts";

const headers = (limit: string, remaining: string, reset?: string, date?: string) => ({
  ...{ "x-ratelimit-limit": limit, "x-ratelimit-remaining": remaining },
  ...(reset === undefined ? {} : { "x-ratelimit-reset": reset }),
  ...(date === undefined ? {} : { date }),
});
const AT = Date.parse("2026-11-20T15:02:10Z");
const seconds = (ms: number) => String(ms / 1000);
const http = (ms: number) => new Date(ms).toUTCString();

test("the wait is counted on the partner's own clock, whatever ours says", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
      (wait, skew) => {
        const read = readRateLimit(headers("200", "7", seconds(AT + wait * 1000), http(AT)), AT + skew * 1000);
        expect(read).toEqual({ limit: 200, remaining: 7, resetInMs: wait * 1000 });
      },
    ),
  );
});

test("without a date, or with one that is none, there is only our clock", () => {
  expect(readRateLimit(headers("200", "7", seconds(AT + 12_000)), AT)?.resetInMs).toBe(12_000);
  expect(readRateLimit(headers("200", "7", seconds(AT + 12_000), "soon"), AT)?.resetInMs).toBe(12_000);
});

test("nobody waits less than no time or longer than a minute", () => {
  expect(readRateLimit(headers("200", "7", seconds(AT - 5_000), http(AT)), AT)?.resetInMs).toBe(0);
  expect(readRateLimit(headers("200", "7", seconds(AT + 900_000), http(AT)), AT)?.resetInMs).toBe(60_000);
  expect(readRateLimit(headers("200", "7"), AT)?.resetInMs).toBe(60_000);
});

test("headers that say no number say nothing", () => {
  expect(readRateLimit({}, AT)).toBeNull();
  expect(readRateLimit(headers("many", "7"), AT)).toBeNull();
  expect(readRateLimit(headers("200", "-1"), AT)).toBeNull();
});
