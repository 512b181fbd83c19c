import type { App } from "./app.ts";
import { addControlRoutes } from "./controls/route.ts";
import { addEventsRoute } from "./events.ts";
import { addInstructionRoutes } from "./instructions/route.ts";
import { addCustomerRoutes } from "./ledger/route.ts";
import { addMarketRoutes } from "./market/route.ts";
import type { Money } from "./money.ts";
import { addOperationsRoute } from "./operations.ts";
import { addPortfolioRoutes } from "./portfolios/route.ts";
import { addHintRoute } from "./transfers/route.ts";
import { addValuationRoutes } from "./valuation/route.ts";

/** Everything that the gateway may ask of money. */
export function addRoutes(app: App, money: Money): void {
  addControlRoutes(app, money);
  addCustomerRoutes(app, money);
  addMarketRoutes(app, money);
  addPortfolioRoutes(app, money);
  addInstructionRoutes(app, money);
  addHintRoute(app, money);
  addValuationRoutes(app, money);
  addEventsRoute(app, money);
  addOperationsRoute(app, money);
}
