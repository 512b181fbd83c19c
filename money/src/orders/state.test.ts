import fc from "fast-check";
import { expect, test } from "vitest";
import type { BlockStatus } from "../rows.ts";
import { type BrokerEvent, FINAL, NEXT } from "./state.ts";

const EVENTS: BrokerEvent[] = ["acknowledged", "part_filled", "all_filled", "canceled", "expired", "rejected"];
const STATUSES = Object.keys(NEXT) as BlockStatus[];
const follow = (status: BlockStatus, event: BrokerEvent): BlockStatus => {
  const next = NEXT[status][event];
  return next === "impossible" ? status : next;
};

test("what is final stays final, whatever comes late", () => {
  fc.assert(
    fc.property(fc.constantFrom(...FINAL), fc.array(fc.constantFrom(...EVENTS)), (status, events) => {
      expect(FINAL.has(events.reduce(follow, status))).toBe(true);
    }),
  );
});

test("repeating an event changes nothing more", () => {
  for (const status of STATUSES)
    for (const event of EVENTS) expect(follow(follow(status, event), event)).toBe(follow(status, event));
});

test("a fill always stands: after it the block is filled, in whatever order the rest of the messages come", () => {
  const rest = fc.shuffledSubarray<BrokerEvent>(["acknowledged", "part_filled", "canceled", "expired"]);
  fc.assert(
    fc.property(rest, fc.nat(), (events, at) => {
      const place = at % (events.length + 1);
      const all: BrokerEvent[] = [...events.slice(0, place), "all_filled", ...events.slice(place)];
      expect(all.reduce(follow, "staged" as BlockStatus)).toBe("filled");
    }),
  );
});

test("the broker can say nothing of a block that was never sent", () => {
  for (const status of ["planned", "not_sent"] as const)
    for (const event of EVENTS) expect(NEXT[status][event]).toBe("impossible");
});
