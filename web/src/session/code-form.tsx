import { Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation, useNavigate } from "react-router";
import { answer, gateway } from "../api.ts";
import { placeOf } from "../frame/guards.tsx";
import { useWords } from "../language.ts";
import { ProblemNotice } from "../look/problem-notice.tsx";
import { SubmitButton } from "../look/submit-button.tsx";
import { beginSession } from "../queries.ts";
import { arrivalOf } from "./arrival.ts";
import { fieldWords } from "./field-words.ts";
import { codeProblem, digitsOf } from "./rules.ts";

/** The second factor: the six digits of the authenticator. On success the customer goes on to where they were going. */
export function CodeForm() {
  const { say } = useWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { from } = arrivalOf(useLocation().state);
  const form = useForm({ initialValues: { code: "" }, validate: { code: fieldWords(say, codeProblem) } });
  const confirming = useMutation({
    mutationFn: (code: string) => answer(gateway.POST("/session/totp", { body: { code } })),
    onSuccess: async (session) => {
      beginSession(client, session);
      await navigate(from ?? placeOf(session), { replace: true });
    },
    onError: () => form.setFieldValue("code", ""),
  });
  return (
    <form onSubmit={form.onSubmit(({ code }) => confirming.mutate(code))} noValidate>
      <Stack>
        <TextInput
          className="code-input"
          label={say("session.code")}
          autoComplete="one-time-code"
          inputMode="numeric"
          {...form.getInputProps("code")}
          onChange={(event) => form.setFieldValue("code", digitsOf(event.currentTarget.value).slice(0, 6))}
        />
        <ProblemNotice problem={confirming.error} />
        <SubmitButton loading={confirming.isPending}>{say("session.confirm")}</SubmitButton>
      </Stack>
    </form>
  );
}
