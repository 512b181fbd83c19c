import { type Queryable, rows } from "../db.ts";
import type { BreakKind } from "./open-break.ts";

/** An open difference, as it is listed. */
export type BreakRow = {
  id: string;
  kind: BreakKind;
  severity: "warning" | "critical";
  subject: string;
  detail: string;
  opened_at: Temporal.Instant;
};

/** What people have to look at, the worst and oldest first. */
export async function listOpenBreaks(on: Queryable): Promise<BreakRow[]> {
  return rows<BreakRow>(
    on,
    `select id, kind, severity, subject, detail, opened_at from breaks where closed_at is null
     order by severity, opened_at, id`,
  );
}
