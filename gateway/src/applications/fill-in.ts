import { present } from "@kura/shared/assert.ts";
import { recordDeed } from "../audit/record.ts";
import { type Agreement, agreeToDocument } from "../consents/agree.ts";
import { listCurrentDocuments } from "../documents/current.ts";
import type { Parts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { sealFields, writeFields } from "../vault/record.ts";
import { type Personal, writePersonal } from "./personal.ts";
import { checkPersonal, findIneligibility, normalizePersonal } from "./rules.ts";
import { getApplicationOf } from "./show.ts";
import { NEXT } from "./state.ts";
import { lockApplication, setApplication } from "./store.ts";

/** An applicant tells us who they are. Nothing of it is kept when we may not serve them or a field is wrong. */
export async function savePersonal(parts: Parts, userId: string, given: Personal): Promise<void> {
  const now = parts.business.now();
  const todayOn = now.toZonedDateTimeISO("Asia/Tokyo").toPlainDate();
  const personal = normalizePersonal(given);
  const problems = checkPersonal(personal, todayOn);
  if (problems.length > 0) throw new Refusal("validation_failed", problems);
  const ineligible = findIneligibility(personal, todayOn);
  if (ineligible === "us_person_not_served") {
    throw new Refusal(ineligible, [{ field: "usPerson", message: "US persons cannot be served." }]);
  }
  if (ineligible === "under_age") {
    throw new Refusal(ineligible, [{ field: "birthOn", message: "From the age of 18." }]);
  }

  const { id, vaultRecordId } = await getApplicationOf(parts, userId);
  const sealed = await sealFields(parts, vaultRecordId, writePersonal(personal));
  await parts.db.transaction().execute(async (tx) => {
    const application = present(await lockApplication(tx, id), "savePersonal: the application exists");
    const next = NEXT[application.status].personal_saved;
    if (next === "impossible") throw new Refusal("application_locked");
    await writeFields(tx, sealed);
    await setApplication(tx, id, { status: next, personal_saved_at: now });
    await recordDeed(tx, parts, {
      actor: { kind: "customer", id: userId },
      action: "personal_data_saved",
      subject: { kind: "application", id },
    });
  });
}

/** An applicant agrees to one of the documents. */
export async function agree(parts: Parts, userId: string, agreement: Agreement): Promise<void> {
  const { id } = await getApplicationOf(parts, userId);
  const documents = await listCurrentDocuments(parts.db, parts.business.now());
  await parts.db.transaction().execute(async (tx) => {
    const application = present(await lockApplication(tx, id), "agree: the application exists");
    const next = NEXT[application.status].document_agreed;
    if (next === "impossible") throw new Refusal("application_locked");
    await agreeToDocument(tx, parts, userId, agreement, documents);
  });
}
