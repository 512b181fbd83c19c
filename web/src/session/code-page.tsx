import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Navigate, useLocation, useNavigate } from "react-router";
import { answer, gateway } from "../api.ts";
import { PageOutline, PageProblem, placeOf } from "../frame/guards.tsx";
import { useWords } from "../language.ts";
import { Page } from "../look/page.tsx";
import { forgetCustomer, sessionQuery } from "../queries.ts";
import { arrivalOf } from "./arrival.ts";
import { CodeForm } from "./code-form.tsx";

/** The second step of signing in. Whoever has no code can begin again, also with an enrolment left half done. */
export function CodePage() {
  const { say } = useWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { from } = arrivalOf(useLocation().state);
  const session = useQuery(sessionQuery);
  const leaving = useMutation({
    mutationFn: () => answer(gateway.DELETE("/session")),
    onSettled: async () => {
      forgetCustomer(client);
      await navigate("/sign-in");
    },
  });
  if (session.isPending) return <PageOutline />;
  if (session.isError) return <PageProblem problem={session.error} onRetry={() => void session.refetch()} />;
  if (session.data.level === "full") return <Navigate to={from ?? placeOf(session.data)} replace />;
  if (session.data.level === "none") return <Navigate to={placeOf(session.data)} replace />;
  return (
    <Page title={say("session.codeTitle")} lead={say("session.codeLead")} width="narrow">
      <CodeForm />
      <Button variant="subtle" mt="md" fullWidth loading={leaving.isPending} onClick={() => leaving.mutate()}>
        {say("session.startOver")}
      </Button>
    </Page>
  );
}
