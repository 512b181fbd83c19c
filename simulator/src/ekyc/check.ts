import { present } from "@kura/shared/assert.ts";
import { uuidFrom } from "../chance.ts";
import { type Refusal, refuse } from "../http.ts";
import type { Row } from "../state.ts";
import type { World } from "../world.ts";

export type CheckStatus = "pending" | "passed" | "failed";
export type CheckResult = Exclude<CheckStatus, "pending">;
export type Person = { name: string; kana: string; birthOn: string; address: string };
export type NewCheck = { clientReference: string; returnUrl: string; person: Person };
export type Check = NewCheck & { id: string; status: CheckStatus; completedAtMs: number | null };

type CheckRow = Row &
  Record<"id" | "client_reference" | "return_url" | "person" | "status", string> & { completed_at: bigint | null };

const from = (row: CheckRow): Check => ({
  id: row.id,
  clientReference: row.client_reference,
  returnUrl: row.return_url,
  person: JSON.parse(row.person) as Person,
  status: row.status as CheckStatus,
  completedAtMs: row.completed_at === null ? null : Number(row.completed_at),
});

export function findCheck(world: World, id: string): Check | null {
  const row = world.state.find<CheckRow>("select * from identity_check where id = ?", id);
  return row && from(row);
}

/**
 * Begins a check of a person. The same request again while it is pending is the same check; after a result it is a
 * new one, because people who failed may try again.
 */
export function openCheck({ state }: World, nowMs: number, check: NewCheck): Check {
  const { clientReference, returnUrl } = check;
  const person = JSON.stringify(check.person);
  const pending = state.find<CheckRow>(
    `select * from identity_check where client_reference = ? and return_url = ? and person = ? and status = 'pending'`,
    clientReference,
    returnUrl,
    person,
  );
  if (pending) return from(pending);
  const last = state.find<Row & { last: bigint }>("select coalesce(max(sequence), 0) as last from identity_check");
  const sequence = Number(last?.last ?? 0n) + 1;
  const row = state.find<CheckRow>(
    "insert into identity_check values (?, ?, ?, ?, ?, 'pending', ?, null) returning *",
    uuidFrom(state.seed, "check", clientReference, sequence),
    sequence,
    clientReference,
    returnUrl,
    person,
    nowMs,
  );
  return from(present(row, "openCheck: the row was written"));
}

/** Ends a check with its result and tells whoever follows the vendor. The same result again changes nothing. */
export function completeCheck(world: World, nowMs: number, id: string, result: CheckResult): Check | Refusal {
  const check = findCheck(world, id);
  if (!check) return refuse(404, "check_not_found", "There is no such check.");
  if (check.status === result) return check;
  if (check.status !== "pending") return refuse(409, "already_completed", "This check has another result already.");
  const { state, webhooks } = world;
  state.run("update identity_check set status = ?, completed_at = ? where id = ?", result, nowMs, id);
  const { clientReference } = check;
  webhooks.enqueue("ekyc", { kind: "check_completed", checkId: id, clientReference, status: result });
  return { ...check, status: result, completedAtMs: nowMs };
}
