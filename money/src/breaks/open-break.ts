import type { RowInsert } from "../command.ts";

/** Every kind of difference or surprise that a person must see, with how bad it is. */
export const BREAK_KINDS = {
  pool_short: "warning",
  price_missing: "warning",
  purchase_rejected: "warning",
  impossible_broker_event: "warning",
  execution_of_unknown_order: "critical",
  execution_conflicts: "critical",
  booking_differs_from_execution: "warning",
  execution_taken_back: "critical",
  broker_message_unreadable: "critical",
  broker_booking_unexplained: "critical",
  fill_total_differs: "critical",
  bank_line_unexplained: "warning",
  wire_unknown: "critical",
  pool_quantity_differs: "critical",
  pool_cash_differs: "critical",
  bank_balance_differs: "critical",
  books_do_not_prove: "critical",
  work_keeps_failing: "critical",
} as const satisfies Record<string, "warning" | "critical">;
export type BreakKind = keyof typeof BREAK_KINDS;

/** Opens a break, unless the same one is open already. */
export function openBreak(
  at: { now: Temporal.Instant; newId: () => string },
  kind: BreakKind,
  subject: string,
  detail: string,
): RowInsert {
  return {
    table: "breaks",
    unlessThere: true,
    row: { id: at.newId(), kind, severity: BREAK_KINDS[kind], subject, detail, opened_at: at.now },
  };
}
