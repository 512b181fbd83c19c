import type { Db } from "../db.ts";
import { selectEffective } from "./store.ts";

/** A legal document in one version, in both languages. */
export type Document = {
  id: string;
  version: number;
  title: { ja: string; en: string };
  body: { ja: string; en: string };
  hash: string;
  effectiveOn: string;
};

/** The documents in force: of each, the latest version that has taken effect by this moment's day in Japan. */
export async function listCurrentDocuments(db: Db, now: Temporal.Instant): Promise<Document[]> {
  return selectEffective(db, now.toZonedDateTimeISO("Asia/Tokyo").toPlainDate().toString());
}
