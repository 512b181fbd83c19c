import { formatCents } from "@kura/shared/money.ts";
import { formatMoment } from "../http.ts";
import type { MoneyWay } from "./money-way.ts";
import { amountOf, type Transfer } from "./transfer.ts";

const LASTS_MS = 7 * 86_400_000;

/** A transfer as the broker shows it. */
export function transferView(transfer: Transfer): object {
  return {
    id: transfer.id,
    account_id: transfer.accountId,
    type: transfer.type,
    status: transfer.status,
    direction: transfer.direction,
    amount: formatCents(amountOf(transfer)),
    requested_amount: formatCents(transfer.requested),
    fee: formatCents(transfer.fee),
    fee_payment_method: transfer.feePaymentMethod,
    [transfer.type === "ach" ? "relationship_id" : "bank_id"]: transfer.wayId,
    ...(transfer.type === "wire" ? { additional_information: transfer.information } : {}),
    reason: transfer.reason,
    created_at: formatMoment(transfer.createdAtMs),
    updated_at: formatMoment(transfer.updatedAtMs),
    expires_at: formatMoment(transfer.createdAtMs + LASTS_MS),
    hold_until: null,
  };
}

/** A relationship or a recipient bank as the broker shows it. */
export function wayView({ id, accountId, status, facts, createdAtMs, updatedAtMs }: MoneyWay): object {
  const moments = { created_at: formatMoment(createdAtMs), updated_at: formatMoment(updatedAtMs) };
  return { id, account_id: accountId, status, ...moments, ...facts };
}
