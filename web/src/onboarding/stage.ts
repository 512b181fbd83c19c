import type { Application } from "../answers.ts";

/** Where an application stands, as its customer sees it. */
export type Stage = "draft" | "identity" | "failed" | "review" | "opening" | "open" | "rejected";

/** The way of every application, in order. */
export const TRAIL = ["submitted", "identity", "review", "open"] as const;

/** What the customer should read about an application in this state. */
export function stageOf(application: Application): Stage {
  switch (application.status) {
    case "draft":
      return application.identity.status === "failed" ? "failed" : "draft";
    case "identity_check":
      return application.identity.status === "failed" ? "failed" : "identity";
    case "review":
      return "review";
    case "approved":
      return application.accountOpened ? "open" : "opening";
    case "rejected":
      return "rejected";
  }
}

const REACHED: Record<Stage, number> = {
  draft: 0,
  identity: 1,
  failed: 1,
  review: 2,
  opening: 3,
  open: 4,
  rejected: 2,
};

/** Whether a place on the way lies behind, is where the application is, or is still to come. */
export function trailState(stage: Stage, place: (typeof TRAIL)[number]): "done" | "now" | "later" {
  const position = TRAIL.indexOf(place);
  if (position < REACHED[stage]) return "done";
  return position === REACHED[stage] ? "now" : "later";
}
