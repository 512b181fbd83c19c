import type { Db } from "../db.ts";
import type { Document } from "./current.ts";

/** Of each document the latest version in force on a day. */
export async function selectEffective(db: Db, todayOn: string): Promise<Document[]> {
  const rows = await db
    .selectFrom("documents")
    .selectAll()
    .distinctOn("id")
    .where("effective_on", "<=", todayOn)
    .orderBy("id")
    .orderBy("version", "desc")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    title: { ja: row.title_ja, en: row.title_en },
    body: { ja: row.body_ja, en: row.body_en },
    hash: row.hash,
    effectiveOn: row.effective_on,
  }));
}
