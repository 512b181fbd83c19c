import { cents, formatCents } from "@kura/shared/money.ts";
import { z } from "zod";
import type { Account } from "../accounts/account.ts";
import { Dollars, Text, Uuid } from "../accounts/read-body.ts";
import { freeCash } from "../accounts/value.ts";
import { type BrokerRefusal, brokerRefuse, CODES } from "../broker-http.ts";
import { uuidFrom } from "../chance.ts";
import type { World } from "../world.ts";
import { begin, callOff } from "./life.ts";
import { findWay } from "./money-way.ts";
import { countTransfers, findTransfer, insertTransfer, type Transfer } from "./transfer.ts";

const Common = {
  direction: z.enum(["INCOMING", "OUTGOING"]),
  amount: Dollars,
  additional_information: z.string().max(1_024).default(""),
  fee_payment_method: z.enum(["user", "invoice"]).default("user"),
};

/** What is sent for a transfer. */
export const NewTransfer = z.discriminatedUnion("transfer_type", [
  z.object({ transfer_type: z.literal("ach"), relationship_id: Uuid, ...Common }),
  z.object({ transfer_type: z.literal("wire"), bank_id: Uuid.optional(), ...Common }),
]);
export type NewTransfer = z.infer<typeof NewTransfer>;

/** What is sent to name a bank account that is reached by ACH. */
export const NewRelationship = z.object({
  account_owner_name: Text,
  bank_account_type: z.enum(["CHECKING", "SAVINGS"]),
  bank_account_number: z.string().regex(/^\d{4,17}$/),
  bank_routing_number: z.string().regex(/^\d{9}$/),
  nickname: z.string().max(1_024).nullable().default(null),
});

const Place = z.string().max(1_024).nullable().default(null);
/** What is sent to name a bank that is reached by wire. */
export const NewBank = z.object({
  name: Text,
  bank_code: Text,
  bank_code_type: z.enum(["ABA", "BIC"]),
  account_number: Text,
  country: Place,
  state_province: Place,
  postal_code: Place,
  city: Place,
  street_address: Place,
});

/** What the broker takes for sending a wire. */
const WIRE_FEE = cents(2_500n);

/** Takes a request for a transfer. Wires that come in book themselves and cannot be asked for. */
export function requestTransfer(
  world: World,
  nowMs: number,
  account: Account,
  sent: NewTransfer,
): Transfer | BrokerRefusal {
  const { state } = world;
  const { transfer_type: type, direction, amount } = sent;
  if (type === "wire" && direction === "INCOMING") {
    return brokerRefuse(422, CODES.invalid, "cannot submit incoming wire transfer using this API");
  }
  if (account.status !== "ACTIVE") return brokerRefuse(403, CODES.forbidden, "account is not active");
  const wayId = sent.transfer_type === "ach" ? sent.relationship_id : sent.bank_id;
  if (wayId === undefined) return brokerRefuse(422, CODES.invalid, "bank_id is required");
  const way = findWay(state, wayId);
  const kind = type === "ach" ? "ach_relationship" : "recipient_bank";
  if (way?.accountId !== account.id || way.kind !== kind || way.status === "CANCELED") {
    return brokerRefuse(404, CODES.notFound, `${type === "ach" ? "relationship" : "bank"} not found for ${wayId}`);
  }
  if (way.status !== "APPROVED") return brokerRefuse(422, CODES.unprocessable, "the bank is not approved yet");
  const fee = type === "wire" ? WIRE_FEE : cents(0n);
  const free = freeCash(state, account, nowMs);
  if (direction === "OUTGOING" && amount > free) {
    return brokerRefuse(403, CODES.forbidden, "insufficient balance", { available: formatCents(free) });
  }
  if (sent.fee_payment_method === "user" && amount <= fee) {
    return brokerRefuse(422, CODES.unprocessable, "amount must be more than the fee");
  }
  const transfer: Transfer = {
    id: uuidFrom(state.seed, "transfer", countTransfers(state) + 1),
    accountId: account.id,
    type,
    direction,
    status: "QUEUED",
    requested: amount,
    fee,
    feePaymentMethod: sent.fee_payment_method,
    wayId,
    information: sent.additional_information,
    reason: null,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
  insertTransfer(state, transfer);
  begin(world, transfer, nowMs);
  return transfer;
}

/** Takes a transfer back that has not been sent. */
export function cancelTransfer(world: World, nowMs: number, accountId: string, id: string): BrokerRefusal | null {
  const transfer = findTransfer(world.state, id);
  if (transfer?.accountId !== accountId) return brokerRefuse(404, CODES.notFound, `transfer not found for ${id}`);
  if (transfer.status !== "QUEUED") {
    return brokerRefuse(422, CODES.unprocessable, `transfer is already in "${transfer.status}" state`);
  }
  callOff(world, transfer, "CANCELED", nowMs);
  return null;
}
