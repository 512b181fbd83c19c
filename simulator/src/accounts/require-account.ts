import { brokerAnswer, brokerRefuse, CODES } from "../broker-http.ts";
import type { App } from "../http.ts";
import { ACCOUNT_ID } from "./cash.ts";

/** The path under which everything of one trading account lives. */
export const ACCOUNT_PATH = "/v1/trading/accounts/:accountId";

/** Refuses requests for any account but the one there is. */
export function requireAccount(scope: App): void {
  scope.addHook("preHandler", async (request, reply) => {
    const { accountId } = request.params as { accountId?: string };
    if (accountId === undefined || accountId === ACCOUNT_ID) return;
    return brokerAnswer(reply, brokerRefuse(404, CODES.notFound, `account not found for ${accountId}`));
  });
}
