import type { operations, paths } from "@kura/shared/api/gateway.gen.ts";
import createClient, { type Client } from "openapi-fetch";

/** The gateway as the console asks it. */
export type Gateway = Client<paths>;

type Answer<Operation extends keyof operations> = operations[Operation] extends {
  responses: { 200: { content: { "application/json": infer Body } } };
}
  ? Body
  : never;

export type ApplicationPage = Answer<"listApplications">;
export type ListedApplication = ApplicationPage["items"][number];
export type ApplicationStatus = ListedApplication["status"];
export type Application = Answer<"getApplicationForReview">;
export type Operator = NonNullable<Answer<"getOperator">["operator"]>;
export type Desk = Answer<"getDesk">;
export type DeskClock = Answer<"getDeskClock">;
export type TradingWindow = Desk["operations"]["window"];
export type Break = Desk["operations"]["breaks"][number];
export type Control = Desk["controls"]["trading"];

/** The gateway, behind this page's own origin. The header shows that our own script asks, not somebody else's form. */
export function askGateway(options: { baseUrl: string; fetch?: (request: Request) => Promise<Response> }): Gateway {
  return createClient<paths>({ ...options, headers: { "X-Kura-Client": "console/0.1.0" } });
}
