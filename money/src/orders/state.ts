import type { BlockStatus } from "../rows.ts";

/** What the broker can say of an order. */
export type BrokerEvent = "acknowledged" | "part_filled" | "all_filled" | "canceled" | "expired" | "rejected";

type Next = Record<BrokerEvent, BlockStatus | "impossible">;

/** What no event can follow: it was never at the broker. */
const NEVER_SENT: Next = {
  acknowledged: "impossible",
  part_filled: "impossible",
  all_filled: "impossible",
  canceled: "impossible",
  expired: "impossible",
  rejected: "impossible",
};

/** Which status can follow which. A new status does not compile until every case is decided. */
export const NEXT: Record<BlockStatus, Next> = {
  planned: NEVER_SENT,
  not_sent: NEVER_SENT,
  // Stored before the call: the broker may answer before we have noted that it accepted.
  staged: {
    acknowledged: "submitted",
    part_filled: "part_filled",
    all_filled: "filled",
    canceled: "canceled",
    expired: "expired",
    rejected: "rejected",
  },
  submitted: {
    acknowledged: "submitted",
    part_filled: "part_filled",
    all_filled: "filled",
    canceled: "canceled",
    expired: "expired",
    rejected: "rejected",
  },
  part_filled: {
    acknowledged: "part_filled", // an old message, late
    part_filled: "part_filled",
    all_filled: "filled",
    canceled: "canceled",
    expired: "expired",
    rejected: "impossible",
  },
  filled: {
    acknowledged: "filled",
    part_filled: "filled",
    all_filled: "filled",
    canceled: "filled", // our cancel crossed the fill
    expired: "filled",
    rejected: "impossible",
  },
  // A fill can cross a cancel on the wire. The shares are ours: the fill stands.
  canceled: {
    acknowledged: "canceled",
    part_filled: "canceled",
    all_filled: "filled",
    canceled: "canceled",
    expired: "canceled",
    rejected: "impossible",
  },
  expired: {
    acknowledged: "expired",
    part_filled: "expired",
    all_filled: "filled",
    canceled: "expired",
    expired: "expired",
    rejected: "impossible",
  },
  rejected: {
    acknowledged: "rejected",
    part_filled: "impossible",
    all_filled: "impossible",
    canceled: "rejected",
    expired: "rejected",
    rejected: "rejected",
  },
};

/** Nothing more will come of a block in one of these. */
export const FINAL: ReadonlySet<BlockStatus> = new Set(["filled", "canceled", "expired", "rejected", "not_sent"]);
