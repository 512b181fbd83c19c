import { expect, test } from "vitest";
import type { StreamName } from "./feed.ts";
import { readReplay, type StreamQuery } from "./read-replay.ts";
import { ulid, ulidMoment } from "./ulid.ts";

const ONE = ulid(1_772_463_600_000, 1, 1);
const TWO = ulid(1_772_463_600_000, 2, 1);
const read = (stream: StreamName, query: StreamQuery) =>
  readReplay(stream, query, (number) => ({ 1: ONE, 2: TWO })[number] ?? null);
const refusal = (stream: StreamName, query: StreamQuery) =>
  (read(stream, query) as { refused?: { body: { message: string } } }).refused?.body.message;

test("bookings are asked for by when they happened, all others by when they were told of", () => {
  const query = { since: "2026-03-02T15:00:00Z", until: "2026-03-02T10:30:00-05:00" };
  const [sinceMs, untilMs] = [Date.parse("2026-03-02T15:00:00Z"), Date.parse("2026-03-02T15:30:00Z")];
  const activities = read("activities", query);
  expect(activities).toMatchObject({ replay: { sinceAtMs: sinceMs, untilAtMs: untilMs, overAtMs: untilMs } });
  expect(activities).not.toHaveProperty("replay.untilId");
  const trades = read("trades", query) as { replay: { afterId: string; untilId: string } };
  expect(trades).toMatchObject({ replay: { overAtMs: untilMs } });
  expect(trades).not.toHaveProperty("replay.sinceAtMs");
  expect([ulidMoment(trades.replay.afterId), ulidMoment(trades.replay.untilId)]).toEqual([sinceMs, untilMs]);
});

test("without a beginning a stream is live only", () => {
  expect(read("trades", {})).toMatchObject({ replay: null });
  expect(read("journals", { id: "j1" })).toEqual({ replay: null, journalId: "j1" });
  expect(read("trades", { id: "j1" })).toEqual({ replay: null, journalId: undefined });
});

test("the accounts' stream takes ULIDs under names of their own, and numbers under the old ones", () => {
  expect(read("accounts", { since_ulid: ONE, until_ulid: TWO })).toMatchObject({
    replay: { afterId: ONE, sinceId: ONE, untilId: TWO },
  });
  expect(read("accounts", { since_id: "1", until_id: "2" })).toMatchObject({ replay: { afterId: ONE, untilId: TWO } });
  expect(read("accounts", { since_id: "0" })).toMatchObject({ replay: { afterId: "0".repeat(26) } });
  expect(refusal("accounts", { since_id: ONE })).toBe("since_id is not a valid number");
  expect(refusal("accounts", { since_ulid: "1" })).toBe("since_ulid is not a valid ULID");
  expect(refusal("accounts", { since_ulid: ONE, since_id: "1" })).toBe("since_id cannot be combined with since_ulid");
});

test("beginnings and ends that make no sense are refused", () => {
  expect(refusal("trades", { until: "2026-03-02" })).toBe("until requires since");
  expect(refusal("trades", { until_id: ONE })).toBe("until_id requires since_id");
  expect(refusal("accounts", { until_ulid: ONE })).toBe("until_id requires since_id");
  expect(refusal("trades", { since: "2026-03-02", since_id: ONE })).toContain("cannot be combined");
  expect(refusal("trades", { since: "2026-03-02", until_id: ONE })).toContain("cannot be combined");
  expect(refusal("trades", { since: "1969-12-31" })).toBe("since is not a valid time");
  expect(refusal("trades", { since: "2026-03-02", until: "later" })).toBe("until is not a valid time");
  expect(refusal("trades", { since_id: "1" })).toBe("since_id is not a valid ULID");
});
