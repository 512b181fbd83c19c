import { present } from "@kura/shared/assert.ts";
import { cents } from "@kura/shared/money.ts";
import { book } from "../bookings/book.ts";
import { uuidFrom } from "../chance.ts";
import { doLater } from "../clock/later.ts";
import { newYorkDay } from "../clock/us-calendar.ts";
import type { World } from "../world.ts";
import { announceFunding } from "./announce.ts";
import { fixtureOf, returnedAtMs, sentAtMs } from "./rules.ts";
import { amountOf, findTransfer, setTransfer, type Transfer, type TransferStatus } from "./transfer.ts";

const ON_THE_WAY_MS = 3_600_000;

/** Begins a new transfer: what comes by ACH is there at once, what leaves is taken at once and sent at the cut-off. */
export function begin(world: World, transfer: Transfer, atMs: number): void {
  announce(world, transfer, null, atMs);
  if (transfer.direction === "OUTGOING") {
    bookAway(world, transfer, atMs);
    doLater(world.state, sentAtMs(transfer.type, atMs), "transfer", transfer.id);
    return;
  }
  if (fixtureOf(transfer.information) === "rejected") {
    moveTransfer(world, transfer, "REJECTED", atMs, "rejected by the bank");
    return;
  }
  complete(world, moveTransfer(world, transfer, "SENT_TO_CLEARING", atMs), atMs);
}

/** What was put off for a transfer: it is sent, it arrives, or it comes back. */
export function carryOnTransfer(world: World, transferId: string, atMs: number): void {
  const transfer = present(findTransfer(world.state, transferId), "carryOnTransfer: what was put off is kept");
  if (transfer.status === "QUEUED") {
    const sent = moveTransfer(world, transfer, "SENT_TO_CLEARING", atMs);
    doLater(world.state, atMs + ON_THE_WAY_MS, "transfer", sent.id);
  } else if (transfer.status === "SENT_TO_CLEARING") {
    if (fixtureOf(transfer.information) === "rejected") callOff(world, transfer, "REJECTED", atMs);
    else complete(world, transfer, atMs);
  } else if (transfer.status === "COMPLETE") {
    giveBack(world, transfer, atMs);
  }
}

/** The transfer has arrived, where it may yet be sent back. */
function complete(world: World, transfer: Transfer, atMs: number): void {
  moveTransfer(world, transfer, "COMPLETE", atMs);
  if (transfer.direction === "INCOMING") bookMoney(world, transfer, "forth", atMs);
  if (fixtureOf(transfer.information) === "returned") {
    doLater(world.state, returnedAtMs(atMs), "transfer", transfer.id);
  }
}

/** A bank sends back what had arrived; a fee stays paid. */
function giveBack(world: World, transfer: Transfer, atMs: number): void {
  moveTransfer(world, transfer, "RETURNED", atMs, "returned by the bank");
  bookMoney(world, transfer, "back", atMs);
}

/** Ends a transfer that has not left: all that was taken for it is the account's again. */
export function callOff(world: World, transfer: Transfer, status: "CANCELED" | "REJECTED", atMs: number): void {
  moveTransfer(world, transfer, status, atMs, status === "REJECTED" ? "rejected by the bank" : null);
  if (transfer.direction === "INCOMING") return;
  bookMoney(world, transfer, "back", atMs);
  if (transfer.feePaymentMethod === "user" && transfer.fee > 0n) bookFee(world, transfer, "back", atMs);
}

function bookAway(world: World, transfer: Transfer, atMs: number): void {
  bookMoney(world, transfer, "forth", atMs);
  if (transfer.feePaymentMethod === "user" && transfer.fee > 0n) bookFee(world, transfer, "forth", atMs);
}

/** Books a transfer, or takes that back. `forth` is the way it goes, `back` the opposite. */
function bookMoney(world: World, transfer: Transfer, way: "forth" | "back", atMs: number): void {
  const amount = amountOf(transfer);
  const forth = transfer.direction === "INCOMING" ? amount : cents(-amount);
  bookOn(world, transfer, { type: transfer.direction === "INCOMING" ? "CSD" : "CSW", forth, way }, atMs);
}

function bookFee(world: World, transfer: Transfer, way: "forth" | "back", atMs: number): void {
  bookOn(world, transfer, { type: "FEE", forth: cents(-transfer.fee), way }, atMs);
}

type Moved = { type: "CSD" | "CSW" | "FEE"; forth: bigint; way: "forth" | "back" };

function bookOn(world: World, transfer: Transfer, { type, forth, way }: Moved, atMs: number): void {
  const { state } = world;
  const on = newYorkDay(atMs);
  const refId = (each: Moved["way"]) => uuidFrom(state.seed, "transfer", transfer.id, type, each);
  book(world, atMs, {
    accountId: transfer.accountId,
    type,
    refId: refId(way),
    ...(way === "back" ? { previousId: refId("forth") } : {}),
    status: way === "back" ? "canceled" : "executed",
    net: cents(way === "back" ? -forth : forth),
    executedAtMs: atMs,
    settlesOn: on,
    details: { transfer_id: transfer.id, transfer_type: transfer.type, system_date: on },
  });
}

/** Gives a transfer another status, and tells the stream. */
function moveTransfer(
  world: World,
  transfer: Transfer,
  status: TransferStatus,
  atMs: number,
  reason: string | null = null,
): Transfer {
  const moved = { ...transfer, status, reason, updatedAtMs: atMs };
  setTransfer(world.state, moved);
  announce(world, moved, transfer.status, atMs);
  return moved;
}

function announce(world: World, transfer: Transfer, from: TransferStatus | null, atMs: number): void {
  announceFunding(world, atMs, {
    accountId: transfer.accountId,
    entityType: "Transfer",
    entityId: transfer.id,
    from,
    to: transfer.status,
    reason: transfer.reason,
  });
}
