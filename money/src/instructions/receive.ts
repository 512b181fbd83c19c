import { assert } from "@kura/shared/assert.ts";
import type { Yen } from "@kura/shared/money.ts";
import type { EventRow, RowInsert } from "../command.ts";
import type { Entry } from "../ledger/entry.ts";
import { yenHeld } from "../ledger/movements/yen-held.ts";
import type { InstructionRow, WindowRow } from "../rows.ts";

export type Received = { readonly insert: RowInsert; readonly entry: Entry; readonly event: EventRow };

/**
 * Takes free yen as an instruction to invest them after the customer's target in a window.
 * Until the window's cut-off they are only held.
 */
export function receiveInstruction(
  context: { now: Temporal.Instant; newId: () => string },
  facts: { customerId: string; targetId: string; amount: Yen; window: WindowRow },
): Received {
  assert(facts.amount > 0n, "receiveInstruction: the amount is positive");
  const instruction: InstructionRow = {
    id: context.newId(),
    customer_id: facts.customerId,
    kind: "deposit",
    status: "received",
    window_id: facts.window.id,
    target_id: facts.targetId,
    amount: facts.amount,
    received_at: context.now,
    done_at: null,
    reason: null,
  };
  const { customerId, amount } = facts;
  return {
    insert: { table: "instructions", row: instruction },
    entry: yenHeld({ subject: `instruction:${instruction.id}`, at: context.now, customerId, amount }),
    event: { kind: "instruction_received", customerId, subject: instruction.id },
  };
}
