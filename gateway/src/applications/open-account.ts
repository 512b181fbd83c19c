import { present } from "@kura/shared/assert.ts";
import { z } from "zod";
import { recordDeed } from "../audit/record.ts";
import type { Asker } from "../money-client.ts";
import type { Work } from "../outbox.ts";
import type { Parts } from "../parts.ts";
import { SYSTEM } from "../vault/actor.ts";
import { findCustomerRow, setCustomerOpened } from "./store.ts";

const Proof = z.object({
  operatorId: z.string(),
  authenticatedAt: z.string().nullable(),
  amr: z.array(z.string()),
});

/** Money said no, or something it should not have; the work is tried again and this code says why it waits. */
export class AccountNotOpened extends Error {
  override readonly name = "AccountNotOpened";
  readonly code: string;

  constructor(code: string) {
    super(`Money did not open the account: ${code}.`);
    this.code = code;
  }
}

/**
 * Work `open money account`: opens an approved customer's account in money.
 *
 * May run more than once, and by two workers at once. The Idempotency-Key is the application's id, so money opens one
 * account however often it is asked.
 */
export async function openMoneyAccount(parts: Parts, work: Work): Promise<void> {
  const applicationId = work.subjectId;
  const row = await findCustomerRow(parts.db, { applicationId });
  const customer = present(row, "openMoneyAccount: an approval makes a customer");
  if (customer.openedAt !== null) return;
  const proof = Proof.parse(work.payload);
  const asker: Asker = {
    may: "operator",
    sub: proof.operatorId,
    second: null,
    authenticatedAt: proof.authenticatedAt === null ? null : Temporal.Instant.from(proof.authenticatedAt),
    amr: proof.amr,
    stepUpAt: null,
  };
  const answer = await parts.money.send({
    method: "POST",
    path: "/customers",
    body: Buffer.from(JSON.stringify({ customerId: customer.id, customerNumber: customer.number })),
    idempotencyKey: applicationId,
    traceparent: work.traceparent ?? undefined,
    asker,
  });
  if (answer.status !== 201 && answer.status !== 200) throw new AccountNotOpened(readCode(answer.body, answer.status));
  await parts.db.transaction().execute(async (tx) => {
    const isFirst = await setCustomerOpened(tx, customer.id, parts.business.now());
    if (!isFirst) return;
    await recordDeed(tx, parts, {
      actor: SYSTEM,
      action: "money_account_opened",
      subject: { kind: "application", id: applicationId },
    });
  });
}

function readCode(body: Buffer, status: number): string {
  try {
    const { code } = z.object({ code: z.string().regex(/^[a-z0-9_]{1,60}$/) }).parse(JSON.parse(body.toString("utf8")));
    return code;
  } catch {
    return `status_${status}`;
  }
}
