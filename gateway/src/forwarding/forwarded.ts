/** One operation of money that customers reach through the gateway. */
export type Forwarded = {
  method: "GET" | "PUT" | "POST";
  /** The gateway's path; a parameter keeps its name in money's path. */
  path: string;
  operationId: string;
  /** Money's path. `{customerId}` is filled in from the session and from nowhere else. */
  moneyPath: string;
};

/** What is passed on to money, word for word. The API document takes these operations' schemas from money's own. */
export const FORWARDED: readonly Forwarded[] = [
  { method: "GET", path: "/account", operationId: "getCustomer", moneyPath: "/customers/{customerId}" },
  { method: "GET", path: "/overview", operationId: "getOverview", moneyPath: "/customers/{customerId}/overview" },
  { method: "GET", path: "/history", operationId: "getHistory", moneyPath: "/customers/{customerId}/history" },
  { method: "PUT", path: "/target", operationId: "confirmTarget", moneyPath: "/customers/{customerId}/target" },
  { method: "GET", path: "/preview", operationId: "getPreview", moneyPath: "/customers/{customerId}/preview" },
  { method: "GET", path: "/portfolios", operationId: "listPortfolios", moneyPath: "/portfolios" },
  {
    method: "GET",
    path: "/portfolios/{portfolioId}",
    operationId: "getPortfolio",
    moneyPath: "/portfolios/{portfolioId}",
  },
  { method: "GET", path: "/symbols", operationId: "listSymbols", moneyPath: "/symbols" },
  { method: "GET", path: "/windows/next", operationId: "getNextWindow", moneyPath: "/windows/next" },
];

/** Whether an operation is about one customer's account, and so needs one that is open. */
export function needsAccount(operation: Forwarded): boolean {
  return operation.moneyPath.includes("{customerId}");
}

/** Whether a value may stand in a path as it is: nothing that a reader of paths could take for structure. */
export function isPathValue(value: string): boolean {
  return /^[A-Za-z0-9_-]{1,100}$/.test(value);
}

/** Money's path for a request. Every value was checked to be harmless in a path. */
export function fillPath(moneyPath: string, values: Readonly<Record<string, string>>): string | null {
  let complete = true;
  const path = moneyPath.replace(/\{(\w+)\}/g, (_all, name: string) => {
    const value = values[name];
    if (value === undefined || !isPathValue(value)) complete = false;
    return value ?? "";
  });
  return complete ? path : null;
}
