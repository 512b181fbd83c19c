import { Skeleton, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Navigate, Outlet, useLocation } from "react-router";
import type { Session } from "../answers.ts";
import { Waiting } from "../look/page.tsx";
import { ProblemNotice } from "../look/problem-notice.tsx";
import { hasSessionEnded, sessionQuery } from "../queries.ts";

/** Where somebody belongs who has just signed in, or comes to the front door signed in. */
export function placeOf(session: Session): string {
  if (session.level === "none") return "/sign-in";
  if (session.level === "password") return "/sign-in/code";
  return session.accountOpened ? "/home" : "/onboarding";
}

/** A page before it is known: its outline, not a spinner. */
export function PageOutline() {
  return (
    <Waiting>
      <div className="page">
        <Stack>
          <Skeleton height={36} width="45%" radius="md" />
          <Skeleton height={160} radius="lg" />
          <Skeleton height={220} radius="lg" />
        </Stack>
      </div>
    </Waiting>
  );
}

/** A page that could not be loaded, with what to do about it. */
export function PageProblem({ problem, onRetry }: { problem: unknown; onRetry: () => void }) {
  return (
    <div className="page page-reading">
      <ProblemNotice problem={problem} onRetry={onRetry} />
    </div>
  );
}

/** Pages for people who have signed in with both factors. Others sign in first, and then come back here. */
export function SignedInOnly() {
  const client = useQueryClient();
  const session = useQuery(sessionQuery);
  const location = useLocation();
  if (session.isPending) return <PageOutline />;
  if (session.isError) return <PageProblem problem={session.error} onRetry={() => void session.refetch()} />;
  if (session.data.level === "password") return <Navigate to="/sign-in/code" replace />;
  if (session.data.level === "none") {
    const why = hasSessionEnded(client) ? "ended" : "first";
    return <Navigate to="/sign-in" replace state={{ from: location.pathname, why }} />;
  }
  return <Outlet />;
}

/** Pages for people whose account is open. Others go on with opening it. */
export function AccountHoldersOnly() {
  const session = useQuery(sessionQuery);
  if (!session.data) return <PageOutline />;
  return session.data.accountOpened ? <Outlet /> : <Navigate to="/onboarding" replace />;
}
