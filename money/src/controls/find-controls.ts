import { type Queryable, rows } from "../db.ts";
import type { ControlRow } from "../rows.ts";

/** What is halted at the moment, and why. */
export async function findControls(on: Queryable): Promise<ControlRow[]> {
  return rows<ControlRow>(on, "select * from controls order by what");
}
