import { shares } from "@kura/shared/money.ts";
import { brokerAnswer, brokerRefuse, brokerScope, CODES } from "../broker-http.ts";
import type { App } from "../http.ts";
import { findSymbol } from "../market/symbols.ts";
import type { World } from "../world.ts";
import { findPosition, listPositions, type Position } from "./position.ts";
import { ACCOUNT_PATH, requireAccount } from "./require-account.ts";
import { reservedShares } from "./reserved.ts";
import { accountView, positionView } from "./view.ts";

/** The pool: its cash and its positions. */
export function accountRoutes(app: App, { state, clock }: World): void {
  const view = (position: Position) => {
    const free = shares(position.qty - reservedShares(state, position.symbol));
    return positionView(state, position, free, clock.nowMs());
  };
  brokerScope(app, "broker", (scope) => {
    requireAccount(scope);
    scope.get(`${ACCOUNT_PATH}/account`, (_request, reply) => brokerAnswer(reply, accountView(state, clock.nowMs())));
    scope.get(`${ACCOUNT_PATH}/positions`, (_request, reply) => brokerAnswer(reply, listPositions(state).map(view)));
    scope.get<{ Params: { symbol: string } }>(`${ACCOUNT_PATH}/positions/:symbol`, (request, reply) => {
      const listed = findSymbol(state.seed, request.params.symbol);
      const position = listed && findPosition(state, listed.symbol);
      if (position) return brokerAnswer(reply, view(position));
      return brokerAnswer(reply, brokerRefuse(404, CODES.notFound, "position does not exist"));
    });
  });
}
