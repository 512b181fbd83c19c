import type { paths } from "@kura/shared/api/gateway.gen.ts";

type Answer<Operation, Status extends number = 200> = Operation extends {
  responses: Record<Status, { content: { "application/json": infer Body } }>;
}
  ? Body
  : never;

// The words of the gateway's contract, by the names the pages use for them.
export type Session = Answer<paths["/session"]["get"]>;
export type Authenticator = Answer<paths["/users"]["post"], 201>["totp"];
export type Application = Answer<paths["/application"]["get"]>;
export type Personal = NonNullable<Application["personal"]>;
export type LegalDocument = Answer<paths["/documents"]["get"]>["documents"][number];
export type Customer = Answer<paths["/account"]["get"]>;
export type Overview = Answer<paths["/overview"]["get"]>;
export type HeldSecurity = Overview["holdings"][number];
export type Instruction = Overview["inProgress"][number];
export type Target = NonNullable<Overview["target"]>;
export type TradeWindow = NonNullable<Overview["nextWindow"]>;
export type Portfolio = Answer<paths["/portfolios/{portfolioId}"]["get"]>;
export type Preview = Answer<paths["/preview"]["get"]>;
export type HistoryPage = Answer<paths["/history"]["get"]>;
export type HistoryItem = HistoryPage["items"][number];
