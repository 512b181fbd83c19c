import { expect, test } from "vitest";
import type { Application } from "../answers.ts";
import { type Stage, stageOf, TRAIL, trailState } from "./stage.ts";

type Facts = Pick<Application, "status" | "accountOpened"> & { identity: Application["identity"]["status"] };

function stage({ status, identity, accountOpened }: Facts): Stage {
  return stageOf({ status, accountOpened, identity: { status: identity, url: null } } as Application);
}

test("each state of an application is one stage for its customer", () => {
  expect(stage({ status: "draft", identity: "not_started", accountOpened: false })).toBe("draft");
  expect(stage({ status: "draft", identity: "failed", accountOpened: false })).toBe("failed");
  expect(stage({ status: "identity_check", identity: "pending", accountOpened: false })).toBe("identity");
  expect(stage({ status: "review", identity: "passed", accountOpened: false })).toBe("review");
  expect(stage({ status: "approved", identity: "passed", accountOpened: false })).toBe("opening");
  expect(stage({ status: "approved", identity: "passed", accountOpened: true })).toBe("open");
  expect(stage({ status: "rejected", identity: "passed", accountOpened: false })).toBe("rejected");
});

test("the way ahead never lies before the way behind", () => {
  const rank = { done: 0, now: 1, later: 2 };
  for (const at of ["draft", "identity", "failed", "review", "opening", "open"] as const) {
    const states = TRAIL.map((place) => rank[trailState(at, place)]);
    expect(states).toEqual(states.toSorted());
    expect(states.filter((state) => state === 1).length).toBe(at === "open" ? 0 : 1);
  }
});
