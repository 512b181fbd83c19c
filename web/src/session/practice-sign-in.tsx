import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocation, useNavigate } from "react-router";
import { answer, gateway } from "../api.ts";
import { placeOf } from "../frame/guards.tsx";
import { useWords } from "../language.ts";
import { ProblemNotice } from "../look/problem-notice.tsx";
import { beginSession, deskQuery } from "../queries.ts";
import { arrivalOf } from "./arrival.ts";

/** On a desk: signs in with nothing but the email address typed above. Where there is no simulator, it is not there. */
export function PracticeSignIn({ email }: { email: string }) {
  const { say } = useWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { from } = arrivalOf(useLocation().state);
  const desk = useQuery(deskQuery);
  const signingIn = useMutation({
    mutationFn: async () => {
      await answer(gateway.POST("/desk/sign-in-as", { body: { email: email.trim() } }));
      return answer(gateway.GET("/session"));
    },
    onSuccess: async (session) => {
      beginSession(client, session);
      await navigate(from ?? placeOf(session), { replace: true });
    },
  });
  if (!desk.data) return null;
  return (
    <div className="note practice">
      <div className="stack">
        <span>{say("session.practice")}</span>
        <ProblemNotice problem={signingIn.error} />
        <Button
          variant="default"
          size="sm"
          disabled={email.trim() === ""}
          loading={signingIn.isPending}
          onClick={() => signingIn.mutate()}
        >
          {say("session.practiceSignIn")}
        </Button>
      </div>
    </div>
  );
}
