import { present } from "@kura/shared/assert.ts";
import { type BrokerRefusal, brokerRefuse, CODES } from "../broker-http.ts";
import { uuidFrom } from "../chance.ts";
import { doLater } from "../clock/later.ts";
import type { World } from "../world.ts";
import { announceFunding } from "./announce.ts";
import { countWays, findWay, insertWay, listWays, type MoneyWay, setWay } from "./money-way.ts";

const LOOKED_AT_MS = 60_000;
const ENTITIES = { ach_relationship: "ACHRelationship", recipient_bank: "RecipientBank" } as const;
const WORDS = { ach_relationship: "ACH relationship", recipient_bank: "bank relationship" } as const;

/** Names a way to an account's holder's bank. It is approved a business minute later; an account has one of a kind. */
export function nameWay(
  world: World,
  nowMs: number,
  named: Pick<MoneyWay, "accountId" | "kind" | "facts">,
): MoneyWay | BrokerRefusal {
  const { state } = world;
  if (listWays(state, named.accountId, named.kind).length > 0) {
    return brokerRefuse(409, CODES.conflict, `the account already has an active ${WORDS[named.kind]}`);
  }
  const way: MoneyWay = {
    ...named,
    id: uuidFrom(state.seed, "money way", countWays(state) + 1),
    status: "QUEUED",
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
  insertWay(state, way);
  announce(world, nowMs, way, null);
  doLater(state, nowMs + LOOKED_AT_MS, "money_way", way.id);
  return way;
}

/** What was put off for a way: it is approved, unless it was taken back meanwhile. */
export function carryOnWay(world: World, wayId: string, atMs: number): void {
  const way = present(findWay(world.state, wayId), "carryOnWay: what was put off is kept");
  if (way.status === "QUEUED") moveWay(world, way, "APPROVED", atMs);
}

/** Takes a way back; nothing goes through it any more. */
export function removeWay(
  world: World,
  nowMs: number,
  { accountId, kind, wayId }: { accountId: string; kind: MoneyWay["kind"]; wayId: string },
): BrokerRefusal | null {
  const way = findWay(world.state, wayId);
  if (way?.accountId !== accountId || way.kind !== kind || way.status === "CANCELED") {
    return brokerRefuse(404, CODES.notFound, `${WORDS[kind]} not found for ${wayId}`);
  }
  moveWay(world, way, "CANCELED", nowMs);
  return null;
}

function moveWay(world: World, way: MoneyWay, status: MoneyWay["status"], atMs: number): void {
  const moved = { ...way, status, updatedAtMs: atMs };
  setWay(world.state, moved);
  announce(world, atMs, moved, way.status);
}

function announce(world: World, atMs: number, way: MoneyWay, from: string | null): void {
  const { accountId, id, kind, status } = way;
  announceFunding(world, atMs, {
    accountId,
    entityType: ENTITIES[kind],
    entityId: id,
    from,
    to: status,
    reason: null,
  });
}
