import { useQuery } from "@tanstack/react-query";
import { Navigate } from "react-router";
import type { Application, LegalDocument } from "../answers.ts";
import { PageOutline, PageProblem } from "../frame/guards.tsx";
import { applicationQuery, documentsQuery } from "../queries.ts";

/** Whether the current version of a document has been agreed to. */
export function isAgreed(application: Application, document: LegalDocument): boolean {
  return application.consents.some(
    (consent) => consent.documentId === document.id && consent.version === document.version,
  );
}

/** The page of the first step that is not done yet. */
export function stepOf(application: Application, documents: readonly LegalDocument[]): string {
  if (application.status !== "draft") return "/onboarding/status";
  if (application.personal === null) return "/onboarding/personal";
  if (!documents.every((document) => isAgreed(application, document))) return "/onboarding/documents";
  return "/onboarding/identity";
}

/** Brings the customer to where they left off. */
export function NextStep() {
  const application = useQuery(applicationQuery);
  const documents = useQuery(documentsQuery);
  const problem = application.error ?? documents.error;
  if (problem) {
    const retry = () => void Promise.all([application.refetch(), documents.refetch()]);
    return <PageProblem problem={problem} onRetry={retry} />;
  }
  if (!application.data || !documents.data) return <PageOutline />;
  return <Navigate to={stepOf(application.data, documents.data.documents)} replace />;
}
