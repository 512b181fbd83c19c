import { brokerScope } from "../broker-http.ts";
import type { App } from "../http.ts";
import type { World } from "../world.ts";
import { assetRoutes } from "./asset-routes.ts";
import { calendarRoutes } from "./calendar-routes.ts";
import { forexRoutes } from "./forex-routes.ts";
import { historyRoutes } from "./history-routes.ts";
import { latestRoutes } from "./latest-routes.ts";

/**
 * What can be traded, when, and at which prices.
 *
 * The real broker has a host for each of its APIs; here one host answers for all of them. So `/v2/assets` and
 * `/v2/calendar`, which the real Broker API does not have, are those of the Trading API.
 */
export function marketRoutes(app: App, world: World): void {
  for (const [door, prefix] of [
    ["broker", "/v1"],
    ["trading", "/v2"],
  ] as const) {
    brokerScope(app, world, door, (scope) => {
      assetRoutes(scope, world, prefix);
      calendarRoutes(scope, world, prefix);
    });
  }
  brokerScope(app, world, "data", (scope) => {
    latestRoutes(scope, world);
    historyRoutes(scope, world);
    forexRoutes(scope, world);
  });
}
