import { Alert, Anchor, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconLock } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Navigate, useLocation, useNavigate } from "react-router";
import { answer, gateway } from "../api.ts";
import { placeOf } from "../frame/guards.tsx";
import { useWords } from "../language.ts";
import { Page } from "../look/page.tsx";
import { ProblemNotice } from "../look/problem-notice.tsx";
import { SubmitButton } from "../look/submit-button.tsx";
import { sessionQuery } from "../queries.ts";
import { arrivalOf } from "./arrival.ts";
import { keepAuthenticator } from "./authenticator.ts";
import { fieldWords } from "./field-words.ts";
import { PracticeSignIn } from "./practice-sign-in.tsx";
import { emailProblem, requiredProblem } from "./rules.ts";

function WhyHere() {
  const { say } = useWords();
  const { why } = arrivalOf(useLocation().state);
  if (why === null) return null;
  return (
    <Alert icon={<IconLock aria-hidden="true" />} color="indigo" mb="lg" role="status">
      {say(why === "ended" ? "session.ended" : "session.signInFirst")}
    </Alert>
  );
}

/** The first factor: email address and password. */
export function SignInPage() {
  const { say } = useWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const arrival: unknown = useLocation().state;
  const session = useQuery(sessionQuery);
  const form = useForm({
    initialValues: { email: "", password: "" },
    validate: { email: fieldWords(say, emailProblem), password: fieldWords(say, requiredProblem) },
  });
  const signingIn = useMutation({
    mutationFn: (values: { email: string; password: string }) =>
      answer(gateway.POST("/session", { body: { ...values, email: values.email.trim() } })),
    onSuccess: async ({ totp }) => {
      if (totp) keepAuthenticator(client, totp);
      await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      await navigate(totp ? "/sign-up/authenticator" : "/sign-in/code", { state: arrival });
    },
  });
  if (session.data?.level === "full") return <Navigate to={arrivalOf(arrival).from ?? placeOf(session.data)} replace />;
  return (
    <Page title={say("session.signInTitle")} width="narrow">
      <WhyHere />
      <form onSubmit={form.onSubmit((values) => signingIn.mutate(values))} noValidate>
        <Stack>
          <TextInput
            label={say("session.email")}
            type="email"
            autoComplete="username"
            inputMode="email"
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label={say("session.password")}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ "aria-label": say("session.showPassword") }}
            {...form.getInputProps("password")}
          />
          <ProblemNotice problem={signingIn.error} />
          <SubmitButton loading={signingIn.isPending}>{say("session.signIn")}</SubmitButton>
          <p className="page-lead small">
            {say("session.noAccount")}{" "}
            <Anchor component={Link} to="/sign-up" inherit>
              {say("frame.signUp")}
            </Anchor>
          </p>
          <PracticeSignIn email={form.values.email} />
        </Stack>
      </form>
    </Page>
  );
}
