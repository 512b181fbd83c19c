import { formatMoment } from "../http.ts";
import type { World } from "../world.ts";

/** What the stream of funding tells of. */
export type FundingChange = {
  accountId: string;
  entityType: "Transfer" | "ACHRelationship" | "RecipientBank";
  entityId: string;
  /** Null the first time. */
  from: string | null;
  to: string;
  reason: string | null;
};

/** The name that the broker knows this correspondent by. */
const CORRESPONDENT = "KURA";

/** Tells the stream of funding that something has come to another status. */
export function announceFunding(world: World, atMs: number, change: FundingChange): void {
  const { accountId, entityType, entityId, from, to, reason } = change;
  world.feed.publish("funding", { atMs, accountId }, (eventId) => ({
    event_id: eventId,
    account_id: accountId,
    correspondent: CORRESPONDENT,
    entity_type: entityType,
    entity_id: entityId,
    status_from: from,
    status_to: to,
    at: formatMoment(atMs),
    reason: reason ?? "",
  }));
}
