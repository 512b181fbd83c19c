import { Anchor, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Navigate, useNavigate } from "react-router";
import { answer, gateway } from "../api.ts";
import { placeOf } from "../frame/guards.tsx";
import { useWords } from "../language.ts";
import { Page } from "../look/page.tsx";
import { ProblemNotice } from "../look/problem-notice.tsx";
import { SubmitButton } from "../look/submit-button.tsx";
import { sessionQuery } from "../queries.ts";
import { keepAuthenticator } from "./authenticator.ts";
import { fieldWords } from "./field-words.ts";
import { emailProblem, passwordProblem } from "./rules.ts";

/** A person creates the account they sign in with. */
export function SignUpPage() {
  const { say, language } = useWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const session = useQuery(sessionQuery);
  const form = useForm({
    initialValues: { email: "", password: "" },
    validate: { email: fieldWords(say, emailProblem), password: fieldWords(say, passwordProblem) },
    validateInputOnBlur: true,
  });
  const signingUp = useMutation({
    mutationFn: (values: { email: string; password: string }) =>
      answer(gateway.POST("/users", { body: { ...values, email: values.email.trim(), locale: language } })),
    onSuccess: async ({ totp }) => {
      keepAuthenticator(client, totp);
      await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      await navigate("/sign-up/authenticator");
    },
  });
  if (session.data?.level === "full") return <Navigate to={placeOf(session.data)} replace />;
  return (
    <Page title={say("session.signUpTitle")} lead={say("session.signUpLead")} width="narrow">
      <form onSubmit={form.onSubmit((values) => signingUp.mutate(values))} noValidate>
        <Stack>
          <TextInput
            label={say("session.email")}
            type="email"
            autoComplete="email"
            inputMode="email"
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label={say("session.password")}
            description={say("session.passwordHint")}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ "aria-label": say("session.showPassword") }}
            {...form.getInputProps("password")}
          />
          <ProblemNotice problem={signingUp.error} />
          <SubmitButton loading={signingUp.isPending}>{say("session.create")}</SubmitButton>
          <p className="page-lead small">
            {say("session.haveAccount")}{" "}
            <Anchor component={Link} to="/sign-in" inherit>
              {say("session.signIn")}
            </Anchor>
          </p>
        </Stack>
      </form>
    </Page>
  );
}
