import type { QueryClient } from "@tanstack/react-query";
import type { Authenticator } from "../answers.ts";

const KEY = ["authenticator"];

/** Keeps the new authenticator's secret in memory for the next page: never in the address, never in storage. */
export function keepAuthenticator(client: QueryClient, authenticator: Authenticator): void {
  client.setQueryData(KEY, authenticator);
}

/** The secret to enrol, while this page lives. After a reload the customer signs in again and gets it anew. */
export function findAuthenticator(client: QueryClient): Authenticator | null {
  return client.getQueryData<Authenticator>(KEY) ?? null;
}
