import { readBareEvents } from "./bench-bare-events.ts";
import { readThroughAdapter } from "./bench-broker-adapter.ts";
import { startChild } from "./bench-child.ts";
import type { Measure, Side } from "./bench-rounds.ts";

/** Trade events a second: through money's adapter, beside a bare reader that only parses each event's JSON. */
export function measureIntake({ events }: { events: number }): Measure {
  return {
    id: "intake",
    unit: "events/s",
    better: "higher",
    goal: 0.5,
    async open() {
      const source = await startChild("tools/bench-broker-source.ts", String(events));
      const run = async (side: Side) => {
        const startedAt = performance.now();
        if (side === "ours") await readThroughAdapter(source.url, events);
        else await readAndParse(`${source.url}/v2/events/trades`, events);
        return (events / (performance.now() - startedAt)) * 1000;
      };
      await run("ours");
      await run("baseline");
      return { run, close: source.stop };
    },
  };
}

async function readAndParse(url: string, count: number): Promise<void> {
  let read = 0;
  await readBareEvents(url, {}, (data) => {
    if (typeof JSON.parse(data).event_id !== "string") throw new Error("An event has an id.");
    read += 1;
    return read >= count;
  });
  if (read < count) throw new Error(`${read} events came, not ${count}.`);
}
