import { z } from "zod";
import { type App, answer, isRefusal, refuse } from "../http.ts";
import type { World } from "../world.ts";
import type { Action } from "./action.ts";
import { ActionRequest } from "./read-action.ts";
import { scheduleAction } from "./schedule.ts";
import { deleteAction, findAction, listActions } from "./store.ts";

const PATH = "/sim/corporate-actions";

/** The desk's control over what becomes of securities: schedule, look, and take back what has not begun. */
export function actionRoutes(app: App, world: World): void {
  const { state, clock } = world;
  app.get(PATH, (_request, reply) => answer(reply, 200, { actions: listActions(state).map(actionView) }));

  app.post(PATH, {
    schema: { body: ActionRequest },
    handler: (request, reply) => {
      const outcome = clock.act((nowMs) => scheduleAction(world, nowMs, request.body));
      return answer(reply, 201, isRefusal(outcome) ? outcome : actionView(outcome));
    },
  });

  app.delete(`${PATH}/:id`, {
    schema: { params: z.object({ id: z.string() }) },
    handler: (request, reply) => {
      const refusal = clock.act(() => {
        const action = findAction(state, request.params.id);
        if (!action) return refuse(404, "action_not_found", "There is no such corporate action.");
        if (action.step !== "announced") return refuse(409, "already_begun", "What has begun cannot be taken back.");
        deleteAction(state, action.id);
        return null;
      });
      return refusal ? answer(reply, 204, refusal) : reply.code(204).send();
    },
  });
}

/** An action as the desk sees it, in the words in which it was scheduled. */
function actionView({ nextAtMs: _next, quarterly: _quarterly, ...action }: Action): object {
  return Object.fromEntries(Object.entries(action).filter(([, value]) => value !== null));
}
