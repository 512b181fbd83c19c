import fc from "fast-check";
import { expect, test } from "vitest";
import type { ApplicationStatus } from "../db.ts";
import { type ApplicationEvent, NEXT } from "./state.ts";

const statuses = Object.keys(NEXT) as ApplicationStatus[];
const events = Object.keys(NEXT.draft) as ApplicationEvent[];

test("the table decides every status and event, and leads nowhere else", () => {
  expect(statuses.toSorted()).toEqual(["approved", "draft", "identity_check", "rejected", "review"]);
  for (const status of statuses) {
    expect(Object.keys(NEXT[status]).toSorted()).toEqual(events.toSorted());
    for (const event of events) expect([...statuses, "impossible"]).toContain(NEXT[status][event]);
  }
});

test("nothing undoes a decision", () => {
  for (const status of ["approved", "rejected"] as const) {
    for (const event of events) expect([status, "impossible"]).toContain(NEXT[status][event]);
  }
});

test("an approval comes only after a passed identity check, whatever happens in whatever order", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...events), { maxLength: 30 }), (history) => {
      let status: ApplicationStatus = "draft";
      let passed = false;
      for (const event of history) {
        const next: ApplicationStatus | "impossible" = NEXT[status][event];
        if (status === "identity_check" && event === "identity_passed") passed = true;
        if (next !== "impossible") status = next;
      }
      if (status === "approved" || status === "review") expect(passed).toBe(true);
    }),
  );
});

test("personal data change only in a draft", () => {
  for (const status of statuses) {
    expect(NEXT[status].personal_saved).toBe(status === "draft" ? "draft" : "impossible");
  }
});

test("the vendor's results are never impossible: they may come twice, or late", () => {
  for (const status of statuses) {
    expect(NEXT[status].identity_passed).not.toBe("impossible");
    expect(NEXT[status].identity_failed).not.toBe("impossible");
  }
});

test("a failed identity check can be tried again", () => {
  expect(NEXT.identity_check.identity_failed).toBe("draft");
  expect(NEXT.draft.identity_started).toBe("identity_check");
});
