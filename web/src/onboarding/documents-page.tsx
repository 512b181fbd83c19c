import { Button, UnstyledButton } from "@mantine/core";
import { IconChevronRight, IconCircleCheckFilled, IconFileText } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, Navigate } from "react-router";
import type { Application, LegalDocument } from "../answers.ts";
import { PageOutline, PageProblem } from "../frame/guards.tsx";
import { useWords } from "../language.ts";
import { Page } from "../look/page.tsx";
import { longDayText } from "../moments.ts";
import { applicationQuery, documentsQuery } from "../queries.ts";
import { DocumentReader } from "./document-reader.tsx";
import { isAgreed } from "./next-step.tsx";
import { StepHead } from "./step-head.tsx";

function DocumentRow(props: { document: LegalDocument; agreed: boolean; onOpen: () => void }) {
  const { say, language } = useWords();
  const { document, agreed } = props;
  const title = document.title[language];
  return (
    <UnstyledButton
      className="card document-row"
      onClick={props.onOpen}
      aria-label={say("onboarding.documentOpen", { title })}
      aria-describedby={`document-${document.id}`}
    >
      {agreed ? (
        <IconCircleCheckFilled size={26} color="var(--good)" aria-hidden="true" />
      ) : (
        <IconFileText size={26} stroke={1.5} aria-hidden="true" />
      )}
      <span className="named-security">
        <strong>{title}</strong>
        <span className="soft small" id={`document-${document.id}`}>
          {say(agreed ? "onboarding.documentAgreed" : "onboarding.documentNotYet")}
          {" · "}
          {say("onboarding.documentVersion", {
            version: document.version,
            day: longDayText(document.effectiveOn, language),
          })}
        </span>
      </span>
      <IconChevronRight size={20} aria-hidden="true" />
    </UnstyledButton>
  );
}

function Documents({ application, documents }: { application: Application; documents: readonly LegalDocument[] }) {
  const { say } = useWords();
  const [opened, setOpened] = useState<LegalDocument | null>(null);
  const allAgreed = documents.every((document) => isAgreed(application, document));
  return (
    <Page title={say("onboarding.documentsTitle")} lead={say("onboarding.documentsLead")} width="narrow">
      <StepHead step={4} />
      <div className="stack">
        {documents.map((document) => (
          <DocumentRow
            key={document.id}
            document={document}
            agreed={isAgreed(application, document)}
            onOpen={() => setOpened(document)}
          />
        ))}
        {allAgreed ? (
          <div className="soft small" role="status">
            {say("onboarding.documentsDone")}
          </div>
        ) : null}
        {allAgreed ? (
          <Button component={Link} to="/onboarding/identity">
            {say("frame.next")}
          </Button>
        ) : (
          <Button disabled>{say("frame.next")}</Button>
        )}
      </div>
      <DocumentReader
        document={opened}
        agreed={opened !== null && isAgreed(application, opened)}
        onClose={() => setOpened(null)}
      />
    </Page>
  );
}

/** The documents to read and agree to, version by version. */
export function DocumentsPage() {
  const application = useQuery(applicationQuery);
  const documents = useQuery(documentsQuery);
  const problem = application.error ?? documents.error;
  if (problem) {
    const retry = () => void Promise.all([application.refetch(), documents.refetch()]);
    return <PageProblem problem={problem} onRetry={retry} />;
  }
  if (!application.data || !documents.data) return <PageOutline />;
  if (application.data.status !== "draft") return <Navigate to="/onboarding/status" replace />;
  if (application.data.personal === null) return <Navigate to="/onboarding/personal" replace />;
  return <Documents application={application.data} documents={documents.data.documents} />;
}
