import type { FaultName, Faults } from "../faults/faults.ts";
import { newYorkJson } from "../faults/new-york.ts";
import type { EventStream } from "../sse.ts";
import type { World } from "../world.ts";
import type { FeedEvent } from "./feed.ts";

/** One reader of a stream, with all that can go wrong between it and the broker. */
export type Connection = {
  /** Sends events in one piece, except for what a fault takes away. */
  deliver(events: readonly FeedEvent[]): void;
  /** Closes the connection, unless it has fallen silent: then it stays open. */
  end(): void;
};

/**
 * Opens a reader's connection. Chance goes by the event and by `words` (the stream, and which of its connections this
 * is), so that who connects again is struck anew. A fault that the request itself names strikes once.
 */
export function openConnection(
  world: World,
  stream: EventStream,
  words: string,
  named: readonly FaultName[],
): Connection {
  const { faults, state } = world;
  const luck = createLuck(faults, words, named);
  let broken = false;
  let missed = 0;

  const tellMissed = () => {
    if (missed > 0 && !broken) stream.comment(` you are reading too slowly, dropped ${missed} messages`);
    missed = 0;
  };
  const breaks = (about: string) => {
    if (luck.strikesOnce("stream_silent", about)) {
      broken = true;
      stream.silence();
    } else if (luck.strikesOnce("stream_error", about)) {
      broken = true;
      stream.comment(" internal server error");
      stream.end();
    }
    return broken;
  };
  const deliverOneByOne = (events: readonly FeedEvent[]) => {
    for (const { id, json } of events) {
      if (breaks(id)) return;
      if (luck.strikesOnce("messages_dropped", id)) {
        missed += 1;
        continue;
      }
      tellMissed();
      stream.send(luck.strikes("new_york_nanoseconds", id) ? newYorkJson(state.seed, json) : json);
    }
    tellMissed();
  };

  stream.onDrain(tellMissed);
  breaks("opened");
  return {
    deliver(events) {
      if (broken || events.length === 0) return;
      // Nobody keeps events for ever for a reader who does not take them.
      if (stream.isFull()) {
        missed += events.length;
        return;
      }
      tellMissed();
      if (luck.canStrike()) deliverOneByOne(events);
      else stream.send(...events.map(({ json }) => json));
    },
    end() {
      if (!broken) stream.end();
    },
  };
}

/** What may still strike one connection. */
function createLuck(faults: Faults, words: string, named: readonly FaultName[]) {
  const pending = new Set(named);
  const strikes = (fault: FaultName, about: string) =>
    faults.strikes(fault, { key: `${words} ${about}`, named: [...pending] });
  return {
    canStrike: () => pending.size > 0 || faults.any(),
    strikes,
    strikesOnce(fault: FaultName, about: string) {
      const struck = strikes(fault, about);
      if (struck) pending.delete(fault);
      return struck;
    },
  };
}
