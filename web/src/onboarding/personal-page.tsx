import { Button, Group } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Navigate, useNavigate } from "react-router";
import type { Application, Personal } from "../answers.ts";
import { answer, gateway, Problem } from "../api.ts";
import { PageOutline, PageProblem } from "../frame/guards.tsx";
import { useWords } from "../language.ts";
import { Page } from "../look/page.tsx";
import { ProblemNotice } from "../look/problem-notice.tsx";
import { SubmitButton } from "../look/submit-button.tsx";
import { applicationQuery, useKeepApplication } from "../queries.ts";
import { stepOfField } from "./personal-checks.ts";
import { AddressFields, NameFields, WorkFields } from "./personal-fields.tsx";
import { type PersonalFormHandle, usePersonalForm } from "./personal-form.ts";
import { personalFrom } from "./rules.ts";
import { StepHead } from "./step-head.tsx";

type Step = 1 | 2 | 3;

const TITLES = {
  1: ["onboarding.nameTitle", "onboarding.nameLead"],
  2: ["onboarding.addressTitle", "onboarding.addressLead"],
  3: ["onboarding.workTitle", "onboarding.workLead"],
} as const;

/** Shows what the gateway did not accept at the fields it named, and goes back to the step they are on. */
function useRefusedFields(form: PersonalFormHandle, goTo: (step: Step) => void) {
  const { say } = useWords();
  return (problem: unknown) => {
    if (!(problem instanceof Problem) || problem.fields.length === 0) return;
    const named = problem.fields.map(({ field }) => (field === "birthOn" ? "birth" : field));
    form.setErrors(Object.fromEntries(named.map((field) => [field, say("fields.invalid")])));
    const first = named.map(stepOfField).sort()[0];
    if (first) goTo(first);
  };
}

function PersonalSteps({ application }: { application: Application }) {
  const { say } = useWords();
  const navigate = useNavigate();
  const keep = useKeepApplication();
  const [step, setStep] = useState<Step>(1);
  const form = usePersonalForm(application.personal, step);
  const showRefused = useRefusedFields(form, setStep);
  const saving = useMutation({
    mutationFn: (personal: Personal) => answer(gateway.PUT("/application/personal", { body: personal })),
    onSuccess: async (saved) => {
      keep(saved);
      await navigate("/onboarding/documents");
    },
    onError: showRefused,
  });
  const goOn = form.onSubmit((values) => {
    if (step === 3) return saving.mutate(personalFrom(values));
    setStep(step === 1 ? 2 : 3);
    window.scrollTo({ top: 0 });
  });
  const [title, lead] = TITLES[step];
  return (
    <Page title={say(title)} lead={say(lead)} width="narrow">
      <StepHead step={step} />
      <form onSubmit={goOn} noValidate>
        {step === 1 ? <NameFields form={form} /> : null}
        {step === 2 ? <AddressFields form={form} /> : null}
        {step === 3 ? <WorkFields form={form} /> : null}
        <div className="actions actions-end">
          <ProblemNotice problem={saving.error} />
          <Group grow preventGrowOverflow={false}>
            {step === 1 ? null : (
              <Button variant="default" onClick={() => setStep(step === 3 ? 2 : 1)}>
                {say("frame.back")}
              </Button>
            )}
            <SubmitButton loading={saving.isPending}>{say(step === 3 ? "onboarding.save" : "frame.next")}</SubmitButton>
          </Group>
        </div>
      </form>
    </Page>
  );
}

/** Personal data in three short steps. What was saved before is filled in; what is under review cannot be changed. */
export function PersonalPage() {
  const application = useQuery(applicationQuery);
  if (application.isError) {
    return <PageProblem problem={application.error} onRetry={() => void application.refetch()} />;
  }
  if (!application.data) return <PageOutline />;
  if (application.data.status !== "draft") return <Navigate to="/onboarding/status" replace />;
  return <PersonalSteps application={application.data} />;
}
