import type { Command } from "../command.ts";
import { type BreakKind, openBreak } from "./open-break.ts";

type Report = { readonly kind: BreakKind; readonly subject: string; readonly detail: string };

/** A check outside any other command has found a difference: it is put where people look. */
export const reportBreak: Command<Report, null> = {
  name: "reportBreak",
  locks: () => [],
  decide: (_state, report, context) => ({
    insert: [openBreak(context, report.kind, report.subject, report.detail)],
    answer: null,
  }),
};
