import { MutationCache, QueryCache, QueryClient, queryOptions, useQueryClient } from "@tanstack/react-query";
import type { Application, Session } from "./answers.ts";
import { answer, gateway, Problem } from "./api.ts";

const SESSION = ["session"] as const;
const ENDED = ["session-ended"] as const;

const NOBODY: Session = {
  level: "none",
  email: null,
  locale: null,
  application: null,
  customerId: null,
  accountOpened: false,
};

/** Whether asking once more can help: the gateway was not reached, or stumbled. A "no" stays a "no". */
function isWorthRetrying(attempts: number, problem: Error): boolean {
  const outage = problem instanceof Problem && (problem.status === 0 || problem.status >= 500);
  return outage && attempts < 3;
}

/** What the app has asked the gateway and remembers. Once the session has ended there, everything is forgotten. */
export function createQueryClient(): QueryClient {
  const onError = (problem: Error) => {
    // Not every 401 says so: a wrong password or a wrong code is one too.
    if (problem instanceof Problem && problem.code === "not_signed_in") endSession(client);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: { queries: { retry: isWorthRetrying, staleTime: 5_000 } },
  });
  return client;
}

/** Forgets the customer's data when the gateway no longer knows the session, and remembers to say so. */
export function endSession(client: QueryClient): void {
  const was = client.getQueryData<Session>(SESSION);
  if (was?.level === "none") return;
  forgetCustomer(client);
  client.setQueryData(ENDED, true);
}

/** Removes everything this customer saw from memory. */
export function forgetCustomer(client: QueryClient): void {
  client.setQueryData(SESSION, NOBODY);
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION[0] });
}

/** Begins a session with an empty memory, so that nothing of an earlier customer is shown. */
export function beginSession(client: QueryClient, session: Session): void {
  client.setQueryData(SESSION, session);
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION[0] });
}

/** Whether the last session ended by itself, which the sign-in page explains. */
export function hasSessionEnded(client: QueryClient): boolean {
  return client.getQueryData(ENDED) === true;
}

/** Who is signed in, and how far. */
export const sessionQuery = queryOptions({
  queryKey: SESSION,
  queryFn: async ({ client }) => {
    const was = client.getQueryData<Session>(SESSION);
    const session = await answer(gateway.GET("/session"));
    if (was?.level === "full" && session.level === "none") client.setQueryData(ENDED, true);
    return session;
  },
  staleTime: 60_000,
});

/** The account application. While others work on it, it is asked for again and again. */
export const applicationQuery = queryOptions({
  queryKey: ["application"],
  queryFn: () => answer(gateway.GET("/application")),
  staleTime: 0,
});

/** The legal documents to be agreed to. */
export const documentsQuery = queryOptions({
  queryKey: ["documents"],
  queryFn: () => answer(gateway.GET("/documents")),
  staleTime: 300_000,
});

/** The customer's account and the number to send yen to. */
export const customerQuery = queryOptions({
  queryKey: ["customer"],
  queryFn: () => answer(gateway.GET("/account")),
  staleTime: 300_000,
});

/** What the customer has, wants, and has under way; kept fresh while it is on the screen. */
export const overviewQuery = queryOptions({
  queryKey: ["overview"],
  queryFn: () => answer(gateway.GET("/overview")),
  refetchInterval: 5_000,
});

/** The catalogue of model portfolios. */
export const portfoliosQuery = queryOptions({
  queryKey: ["portfolios"],
  queryFn: () => answer(gateway.GET("/portfolios")),
  staleTime: 60_000,
});

/** One model portfolio. */
export function portfolioQuery(portfolioId: string) {
  return queryOptions({
    queryKey: ["portfolios", portfolioId],
    queryFn: () => answer(gateway.GET("/portfolios/{portfolioId}", { params: { path: { portfolioId } } })),
    staleTime: 60_000,
  });
}

/** What the next window would buy with the yen set aside, and with a deposit to try. */
export function previewQuery(depositJpy: string | null) {
  return queryOptions({
    queryKey: ["preview", depositJpy],
    queryFn: () => answer(gateway.GET("/preview", { params: { query: depositJpy === null ? {} : { depositJpy } } })),
    refetchInterval: 15_000,
  });
}

/** The business clock and the practice bank, which exist only where a simulator owns the clock. */
export const deskQuery = queryOptions({
  queryKey: ["desk"],
  queryFn: async () => {
    try {
      return await answer(gateway.GET("/desk"));
    } catch (problem) {
      if (problem instanceof Problem && problem.status === 404) return null;
      throw problem;
    }
  },
  // Where there is no desk there never will be one while this page is open.
  refetchInterval: (query) => (query.state.data === null ? false : 5_000),
  staleTime: 1_000,
});

/** Takes over the application the gateway answered with, so that the next page shows it without asking. */
export function useKeepApplication(): (application: Application) => void {
  const client = useQueryClient();
  return (application) => client.setQueryData(applicationQuery.queryKey, application);
}
