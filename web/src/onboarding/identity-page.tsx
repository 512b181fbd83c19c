import { Button } from "@mantine/core";
import { IconClockHour4, IconId, IconKey } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, Navigate } from "react-router";
import { answer, gateway, Problem } from "../api.ts";
import { PageOutline, PageProblem } from "../frame/guards.tsx";
import { useWords } from "../language.ts";
import { Page } from "../look/page.tsx";
import { ProblemNotice } from "../look/problem-notice.tsx";
import { applicationQuery } from "../queries.ts";
import { StepHead } from "./step-head.tsx";

const NEEDED = [
  { place: 1, icon: IconId },
  { place: 2, icon: IconKey },
  { place: 3, icon: IconClockHour4 },
] as const;

/** Sends the customer to the identity provider's page, which sends them back to the status page. */
function StartCheck({ again }: { again: boolean }) {
  const { say } = useWords();
  const starting = useMutation({
    mutationFn: () => answer(gateway.POST("/application/identity-check")),
    onSuccess: ({ url }) => window.location.assign(url),
  });
  const incomplete = starting.error instanceof Problem && starting.error.code === "application_incomplete";
  return (
    <div className="actions">
      <ProblemNotice problem={starting.error} />
      {incomplete ? (
        <Button component={Link} to="/onboarding" variant="default">
          {say("onboarding.finishMissing")}
        </Button>
      ) : null}
      <Button loading={starting.isPending || starting.isSuccess} onClick={() => starting.mutate()}>
        {say(again ? "onboarding.identityAgain" : "onboarding.identityStart")}
      </Button>
    </div>
  );
}

/** What the identity check needs, and the way to it. */
export function IdentityPage() {
  const { say } = useWords();
  const application = useQuery(applicationQuery);
  if (application.isError) {
    return <PageProblem problem={application.error} onRetry={() => void application.refetch()} />;
  }
  if (!application.data) return <PageOutline />;
  const { status, identity } = application.data;
  if (status !== "draft" && status !== "identity_check") return <Navigate to="/onboarding/status" replace />;
  const failed = identity.status === "failed";
  return (
    <Page title={say("onboarding.identityTitle")} lead={say("onboarding.identityLead")} width="narrow">
      <StepHead step={5} />
      <div className="stack">
        {failed ? <div className="note">{say("onboarding.identityFailed")}</div> : null}
        <ul className="promises needed">
          {NEEDED.map(({ place, icon: Icon }) => (
            <li key={place} className="card">
              <Icon size={26} stroke={1.5} aria-hidden="true" />
              <div>
                <h3>{say(`onboarding.identity${place}`)}</h3>
                <p className="small">{say(`onboarding.identity${place}Text`)}</p>
              </div>
            </li>
          ))}
        </ul>
        <StartCheck again={failed} />
      </div>
    </Page>
  );
}
