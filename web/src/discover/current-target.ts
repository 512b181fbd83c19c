import { useQuery } from "@tanstack/react-query";
import type { Target } from "../answers.ts";
import { overviewQuery, sessionQuery } from "../queries.ts";

/** The target the customer has now; nothing before the account is open, and nothing while it is not known. */
export function useTarget(): Target | null {
  const session = useQuery(sessionQuery);
  const overview = useQuery({
    ...overviewQuery,
    enabled: session.data?.accountOpened ?? false,
    refetchInterval: false,
  });
  return overview.data?.target ?? null;
}
