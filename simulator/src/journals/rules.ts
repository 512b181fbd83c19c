import { type Cents, cents } from "@kura/shared/money.ts";
import type { Account } from "../accounts/account.ts";
import { type BrokerRefusal, brokerRefuse, CODES } from "../broker-http.ts";
import type { JournalLimits, JournalSize, JournalStatus } from "./journal.ts";

type Side = Pick<Account, "id" | "kind" | "status">;

/** Whether value may move between two accounts at all: cash both ways with the firm, shares from it only. */
export function refuseWay(entryType: JournalSize["entryType"], from: Side, to: Side): BrokerRefusal | null {
  if (from.id === to.id) return brokerRefuse(422, CODES.invalid, "from_account and to_account must be different");
  if (from.status !== "ACTIVE") return brokerRefuse(403, CODES.forbidden, "from_account is not active");
  if (to.status !== "ACTIVE") return brokerRefuse(403, CODES.forbidden, "to_account is not active");
  if (entryType === "JNLC" && from.kind !== "firm" && to.kind !== "firm") {
    return brokerRefuse(422, CODES.unprocessable, "cash is journaled between a firm account and a customer's only");
  }
  if (entryType === "JNLS" && from.kind !== "firm") {
    return brokerRefuse(422, CODES.unprocessable, "shares are journaled from a firm account only");
  }
  return null;
}

/** Whether a journal of cash runs at once, with what the day's journals come to before it. */
export function isWithinLimits(amount: Cents, before: Cents, limits: JournalLimits): boolean {
  return amount <= limits.each && cents(before + amount) <= limits.daily;
}

/** What a test asks for in the description of a journal above the limits, as in the broker's sandbox. */
export function fixtureOf(description: string): "rejected" | "pending" | null {
  const [, word] = /\/fixtures\/status=(rejected|pending)\/fixtures\//.exec(description) ?? [];
  return word === "rejected" || word === "pending" ? word : null;
}

/** Where a new journal goes from `queued`, and whether it waits there for the morning or for nobody. */
export function firstStep(
  size: JournalSize,
  before: Cents,
  limits: JournalLimits,
  description: string,
): { status: Exclude<JournalStatus, "queued">; waits: "for_morning" | "for_ever" | "not" } {
  if (size.entryType === "JNLS" || isWithinLimits(size.amount, before, limits)) {
    return { status: "executed", waits: "not" };
  }
  const fixture = fixtureOf(description);
  if (fixture === "rejected") return { status: "rejected", waits: "not" };
  return { status: "pending", waits: fixture === "pending" ? "for_ever" : "for_morning" };
}
