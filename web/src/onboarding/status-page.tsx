import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link } from "react-router";
import type { Application } from "../answers.ts";
import { PageOutline, PageProblem } from "../frame/guards.tsx";
import { useWords, type WordKey } from "../language.ts";
import { Page } from "../look/page.tsx";
import { applicationQuery, sessionQuery } from "../queries.ts";
import { type Stage, stageOf, TRAIL, trailState } from "./stage.ts";

type Shown = { title: WordKey; text: WordKey; next?: { to: string; label: WordKey } };

const SHOWN: Record<Stage, Shown> = {
  draft: {
    title: "status.draftTitle",
    text: "status.draftText",
    next: { to: "/onboarding", label: "status.resume" },
  },
  identity: {
    title: "status.identityTitle",
    text: "status.identityText",
    next: { to: "/onboarding/identity", label: "onboarding.identityResume" },
  },
  failed: {
    title: "status.failedTitle",
    text: "status.failedText",
    next: { to: "/onboarding/identity", label: "onboarding.identityAgain" },
  },
  review: { title: "status.reviewTitle", text: "status.reviewText" },
  opening: { title: "status.openingTitle", text: "status.openingText" },
  open: { title: "status.openTitle", text: "status.openText", next: { to: "/discover", label: "status.chooseFirst" } },
  rejected: { title: "status.rejectedTitle", text: "status.rejectedText" },
};

function Trail({ stage }: { stage: Stage }) {
  const { say } = useWords();
  return (
    <ol className="trail">
      {TRAIL.map((place) => {
        const state = trailState(stage, place);
        return (
          <li key={place} data-state={state} aria-current={state === "now" ? "step" : undefined}>
            <span>{say(`status.${place}`)}</span>
            <span className="soft small">{say(`status.${state}`)}</span>
          </li>
        );
      })}
    </ol>
  );
}

function StatusOf({ application }: { application: Application }) {
  const { say } = useWords();
  const stage = stageOf(application);
  const { title, text, next } = SHOWN[stage];
  const waiting = stage === "identity" || stage === "review" || stage === "opening";
  return (
    <Page title={say(title)} lead={say(text)} width="narrow">
      <div className="stack" data-testid="application-stage" data-stage={stage}>
        {stage === "rejected" && application.reason ? (
          <div className="card">
            <div className="soft small">{say("status.reason")}</div>
            {application.reason}
          </div>
        ) : null}
        {stage === "rejected" ? null : (
          <section className="card" aria-label={say("status.title")}>
            <Trail stage={stage} />
          </section>
        )}
        {waiting ? (
          <div className="soft small waiting-note" role="status">
            <span className="pulse" aria-hidden="true" />
            {say("status.waiting")}
          </div>
        ) : null}
        {next ? (
          <Button component={Link} to={next.to} variant={waiting ? "default" : "filled"}>
            {say(next.label)}
          </Button>
        ) : null}
      </div>
    </Page>
  );
}

/** Where the application stands and what happens next. Asks again by itself while others are at work on it. */
export function StatusPage() {
  const client = useQueryClient();
  const application = useQuery({ ...applicationQuery, refetchInterval: 2_500 });
  const opened = application.data?.accountOpened ?? false;
  useEffect(() => {
    // The account exists now: the session is asked again, so that the pages behind it open up.
    if (opened) void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
  }, [opened, client]);
  if (application.data) return <StatusOf application={application.data} />;
  if (application.isError) {
    return <PageProblem problem={application.error} onRetry={() => void application.refetch()} />;
  }
  return <PageOutline />;
}
