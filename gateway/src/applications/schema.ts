import { z } from "zod";
import { apiRegistry } from "../api-registry.ts";
import type { Consent } from "../consents/find.ts";
import type { ReviewView } from "./review.ts";
import { PREFECTURES } from "./rules.ts";
import type { ApplicationView } from "./show.ts";

export const StatusField = z.enum(["draft", "identity_check", "review", "approved", "rejected"]);
const text = (longest: number) => z.string().min(1).max(longest);

const personalFields = {
  familyName: text(100),
  givenName: text(100),
  familyKana: text(100).describe("Katakana."),
  givenKana: text(100).describe("Katakana."),
  birthOn: text(10).describe("Such as 1990-04-01."),
  postalCode: text(20).describe("Seven digits, with or without a hyphen."),
  prefecture: text(20).describe(`One of ${PREFECTURES.join(", ")}.`),
  city: text(200),
  street: text(400),
  phone: text(20).describe("Ten or eleven digits, with or without hyphens."),
  occupation: text(200),
  usPerson: z.boolean(),
  taxResidence: z.literal("JP"),
};
export const PersonalInput = z.strictObject(personalFields);
const PersonalBody = z.object(personalFields).register(apiRegistry, { id: "Personal" });

const ConsentBody = z.object({ documentId: z.string(), version: z.int(), agreedAt: z.string() });
const IdentityBody = z.object({
  status: z.enum(["not_started", "pending", "passed", "failed"]),
  url: z.string().nullable(),
});

export const SessionBody = z
  .object({
    level: z.enum(["none", "password", "full"]),
    email: z.string().nullable(),
    locale: z.enum(["ja", "en"]).nullable(),
    application: z.object({ status: StatusField }).nullable(),
    customerId: z.string().nullable(),
    accountOpened: z.boolean(),
  })
  .register(apiRegistry, { id: "Session" });

export const ApplicationBody = z
  .object({
    id: z.string(),
    status: StatusField,
    personal: PersonalBody.nullable(),
    consents: z.array(ConsentBody),
    identity: IdentityBody,
    submittedAt: z.string().nullable(),
    decidedAt: z.string().nullable(),
    accountOpened: z.boolean(),
    reason: z.string().nullable(),
    missing: z.array(z.enum(["personal", "consents", "identity"])),
  })
  .register(apiRegistry, { id: "Application" });

export const ApplicationLineBody = z
  .object({
    id: z.string(),
    status: StatusField,
    submittedAt: z.string().nullable(),
    ageHours: z.int().nullable(),
    applicant: z.string().nullable().describe("The name in kana, masked."),
    email: z.string().describe("Masked."),
  })
  .register(apiRegistry, { id: "ApplicationLine" });

export const ReviewBody = z
  .object({
    id: z.string(),
    status: StatusField,
    applicant: z.string().nullable().describe("The name in kana, masked."),
    email: z.string().describe("Masked."),
    personal: PersonalBody.nullable(),
    identity: IdentityBody.extend({ method: z.string().nullable(), completedAt: z.string().nullable() }),
    consents: z.array(ConsentBody),
    timeline: z.array(z.object({ at: z.string(), what: z.string(), by: z.string() })),
    submittedAt: z.string().nullable(),
    decidedAt: z.string().nullable(),
    decidedBy: z.string().nullable(),
    reason: z.string().nullable(),
    customerId: z.string().nullable(),
    customerNumber: z.string().nullable(),
    accountOpened: z.boolean(),
  })
  .register(apiRegistry, { id: "ApplicationForReview" });

/** An application on the wire. */
export function writeApplication(view: ApplicationView): z.infer<typeof ApplicationBody> {
  return {
    ...view,
    consents: view.consents.map(writeConsent),
    identity: { status: view.identity.status, url: view.identity.url },
    submittedAt: writeInstant(view.submittedAt),
    decidedAt: writeInstant(view.decidedAt),
  };
}

/** An application under review on the wire. The applicant's own way to the vendor is nobody else's. */
export function writeReview(view: ReviewView): z.infer<typeof ReviewBody> {
  const { status, method, completedAt } = view.identity;
  return {
    ...view,
    consents: view.consents.map(writeConsent),
    identity: { status, url: null, method, completedAt: writeInstant(completedAt) },
    timeline: view.timeline.map(({ at, what, by }) => ({ at: at.toString(), what, by })),
    submittedAt: writeInstant(view.submittedAt),
    decidedAt: writeInstant(view.decidedAt),
  };
}

/** A moment on the wire. */
export function writeInstant(at: Temporal.Instant | null): string | null {
  return at === null ? null : at.toString();
}

function writeConsent({ documentId, version, agreedAt }: Consent) {
  return { documentId, version, agreedAt: agreedAt.toString() };
}
