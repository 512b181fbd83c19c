import type { ApplicationStatus } from "../db.ts";

/** What can happen to an application. */
export type ApplicationEvent =
  | "personal_saved"
  | "document_agreed"
  | "identity_started"
  | "identity_passed"
  | "identity_failed"
  | "approved"
  | "rejected";

/**
 * Which status follows which. `impossible` is a correct "no" to a person; the vendor's results are never impossible,
 * for they may cross a decision or come twice.
 */
export const NEXT: Record<ApplicationStatus, Record<ApplicationEvent, ApplicationStatus | "impossible">> = {
  draft: {
    personal_saved: "draft",
    document_agreed: "draft",
    identity_started: "identity_check",
    // A result of an attempt that was over before: the applicant has begun anew.
    identity_passed: "draft",
    identity_failed: "draft",
    approved: "impossible",
    rejected: "impossible",
  },
  identity_check: {
    // The vendor is checking the data as handed in; changing them now would have another person checked.
    personal_saved: "impossible",
    document_agreed: "identity_check",
    identity_started: "identity_check",
    identity_passed: "review",
    // The applicant may correct what they entered and try again.
    identity_failed: "draft",
    approved: "impossible",
    rejected: "rejected",
  },
  review: {
    personal_saved: "impossible",
    document_agreed: "review",
    identity_started: "impossible",
    identity_passed: "review",
    identity_failed: "review",
    approved: "approved",
    rejected: "rejected",
  },
  approved: {
    personal_saved: "impossible",
    document_agreed: "approved",
    identity_started: "impossible",
    identity_passed: "approved",
    identity_failed: "approved",
    approved: "impossible",
    rejected: "impossible",
  },
  rejected: {
    personal_saved: "impossible",
    document_agreed: "impossible",
    identity_started: "impossible",
    identity_passed: "rejected",
    identity_failed: "rejected",
    approved: "impossible",
    rejected: "impossible",
  },
};
