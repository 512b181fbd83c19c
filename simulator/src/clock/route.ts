import { z } from "zod";
import { isSpeed } from "../config.ts";
import { type App, answer, formatMoment, parseMoment, refuse } from "../http.ts";
import { openEventStream } from "../sse.ts";
import type { Advancer } from "./advance.ts";
import type { BusinessClock, ClockReading } from "./business-clock.ts";
import type { Followers } from "./followers.ts";
import { nextTimes } from "./us-calendar.ts";

const Moment = z.string().refine((text) => parseMoment(text) !== null, "is not a moment such as 2026-03-02T14:30:00Z");
const FollowerName = z.string().min(1).max(100);
const ADVANCE_REFUSALS = {
  another_advance: [409, "The clock is being advanced to another moment."],
  in_the_past: [422, "That moment has passed; time only goes forward."],
} as const;

/** The desk's control over time: read it, follow it, report idleness, advance it, set its speed. */
export function clockRoutes(app: App, clock: BusinessClock, followers: Followers, advancer: Advancer): void {
  followingRoutes(app, clock, followers);
  const view = () => {
    const { nowMs, version } = clock.read();
    const advancingToMs = advancer.advancingToMs();
    const next = nextTimes(nowMs);
    return {
      now: formatMoment(nowMs),
      speed: clock.getSetSpeed(),
      version,
      advancingTo: advancingToMs === null ? null : formatMoment(advancingToMs),
      nextOpenAt: formatMoment(next.openMs),
      nextCloseAt: formatMoment(next.closeMs),
      followers: followers.names(),
    };
  };
  app.get("/sim/clock", (_request, reply) => answer(reply, 200, view()));

  app.post("/sim/clock/advance", {
    schema: { body: z.object({ to: Moment, wait: z.boolean().default(false) }) },
    handler: async (request, reply) => {
      const outcome = advancer.advance(parseMoment(request.body.to) ?? 0);
      if ("refused" in outcome) {
        const [status, detail] = ADVANCE_REFUSALS[outcome.refused];
        return answer(reply, status, refuse(status, outcome.refused, detail));
      }
      if (!request.body.wait) return answer(reply, 202, { to: request.body.to });
      await outcome.done;
      return answer(reply, 200, { now: formatMoment(clock.nowMs()) });
    },
  });

  app.post("/sim/clock/speed", {
    schema: { body: z.object({ speed: z.number().refine(isSpeed, "is from 0 to 100000") }) },
    handler: (request, reply) => {
      clock.setSpeed(request.body.speed);
      return answer(reply, 200, view());
    },
  });
}

/** What a follower uses: the stream of changes, and its reports. */
function followingRoutes(app: App, clock: BusinessClock, followers: Followers): void {
  app.get("/sim/clock/stream", {
    schema: { querystring: z.object({ follower: FollowerName.optional() }) },
    handler: (request, reply) => {
      const { follower } = request.query;
      const stream = openEventStream(reply);
      // Registered before the first message: an advance from here on waits for this follower.
      const leave = follower === undefined ? () => {} : followers.join(follower);
      const send = (reading: ClockReading) => stream.send(message(reading));
      const unwatch = clock.watch(send);
      stream.onClose(() => {
        unwatch();
        leave();
      });
      send(clock.read());
    },
  });

  app.post("/sim/clock/idle", {
    schema: {
      body: z.object({ follower: FollowerName, version: z.int().min(0), nextDueAt: Moment.nullable() }),
    },
    handler: (request, reply) => {
      const { follower, version, nextDueAt } = request.body;
      const nextDueAtMs = nextDueAt === null ? null : parseMoment(nextDueAt);
      followers.report(follower, version, nextDueAtMs, clock.read().version);
      return reply.code(204).send();
    },
  });
}

function message({ nowMs, speed, version }: ClockReading): string {
  return JSON.stringify({ now: formatMoment(nowMs), speed, version });
}
