import { Alert, Button } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { Problem } from "../api.ts";
import { useWords, type WordKey, wordsFor } from "../language.ts";

/** The sentence for a problem: by its code where we know it, else by what kind of problem it is. */
export function problemWords(problem: unknown): WordKey {
  if (!(problem instanceof Problem)) return "problems.unknown";
  const known = wordsFor("problems", problem.code);
  if (known) return known;
  if (problem.status === 0) return "problems.unreachable";
  if (problem.status >= 500) return "problems.unavailable";
  if (problem.status === 429) return "problems.too_many_requests";
  if (problem.status === 404) return "problems.not_found";
  if (problem.status === 401) return "problems.session_ended";
  if (problem.fields.length > 0) return "problems.check_fields";
  return "problems.unknown";
}

/** Says in the customer's words what did not work, and offers to try again where that can help. */
export function ProblemNotice({ problem, onRetry }: { problem: unknown; onRetry?: (() => void) | undefined }) {
  const { say } = useWords();
  if (!problem) return null;
  return (
    <Alert color="red" icon={<IconAlertCircle aria-hidden="true" />} title={say("problems.title")} role="alert">
      <p className="page-lead">{say(problemWords(problem))}</p>
      {onRetry ? (
        <Button mt="sm" size="sm" variant="default" onClick={onRetry}>
          {say("frame.retry")}
        </Button>
      ) : null}
    </Alert>
  );
}
