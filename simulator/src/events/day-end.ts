import { present } from "@kura/shared/assert.ts";
import type { DueWork } from "../clock/business-clock.ts";
import { addDays, latestSession, newYorkMoment, nextSession, type Session } from "../clock/us-calendar.ts";
import { formatMoment } from "../http.ts";
import type { World } from "../world.ts";

const NOTE = "day_end";
/** By then (New York, on the day after) the broker has closed its books of a trading day. */
const READY = "04:00";
const SAYS = [
  ["eod_balances_ready", "End-of-day balances are now available."],
  ["eod_positions_ready", "End-of-day positions are now available."],
] as const;

/** Work `end days`: the stream of the system says when the balances and positions of a trading day are ready. */
export function dayEndWork({ state, clock, feed }: World): DueWork {
  const readyAtMs = ({ on }: Session) => newYorkMoment(addDays(on, 1), READY);
  const keep = (session: Session) => state.setNote(NOTE, `${readyAtMs(session)} ${session.on}`);
  const next = () => {
    const [atMs = "", on = ""] = present(state.getNote(NOTE), "dayEndWork: a day is always next").split(" ");
    return { atMs: Number(atMs), on };
  };
  if (state.getNote(NOTE) === null) {
    const session = latestSession(clock.nowMs());
    keep(readyAtMs(session) > clock.nowMs() ? session : nextSession(clock.nowMs()));
  }
  return {
    nextAtMs: () => next().atMs,
    run(atMs) {
      const { on } = next();
      for (const [type, description] of SAYS) {
        feed.publish("system", { atMs, accountId: null }, (eventId) => ({
          event_id: eventId,
          at: formatMoment(atMs),
          type,
          system_date: on,
          description,
        }));
      }
      keep(nextSession(newYorkMoment(on, "12:00")));
    },
  };
}
