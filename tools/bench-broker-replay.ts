import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { readThroughAdapter } from "./bench-broker-adapter.ts";
import { eventIdOf, momentOf, sampleEvent } from "./bench-broker-samples.ts";
import { peakMegabytes, startSimulatorChild } from "./bench-child.ts";
import type { Measure } from "./bench-rounds.ts";

/** However long the history is that it replays, the simulator stays below this. */
const MOST_MEGABYTES = 300;

/** Memory of a simulator that replays a long history of trade events to the adapter, beside what it may have. */
export function measureReplay({ storedEvents }: { storedEvents: number }): Measure {
  return {
    id: "replay",
    unit: "MB",
    better: "lower",
    goal: 1,
    mostRounds: 1,
    async open(say) {
      const folder = await mkdtemp(join(tmpdir(), "kura-bench-"));
      const dataFile = join(folder, "world.sqlite");
      const close = () => rm(folder, { recursive: true });
      try {
        await storeHistory(dataFile, storedEvents);
      } catch (error) {
        await close();
        throw error;
      }
      return {
        run: async (side) => (side === "ours" ? replay(dataFile, storedEvents, say) : MOST_MEGABYTES),
        close,
      };
    },
  };
}

/** Makes a world whose trade stream holds so many events: the simulator makes the file, we fill one table of it. */
async function storeHistory(dataFile: string, count: number): Promise<void> {
  await (await startSimulatorChild("--data", dataFile)).stop();
  const db = new DatabaseSync(dataFile);
  try {
    db.exec("pragma journal_mode = off; pragma synchronous = off; begin");
    const insert = db.prepare("insert into event (stream, id, at, body) values ('trades', ?, ?, ?)");
    for (let index = 0; index < count; index += 1) insert.run(eventIdOf(index), momentOf(index), sampleEvent(index));
    db.exec("commit");
  } finally {
    db.close();
  }
}

/** Replays the whole history once, and says what the most memory was that the simulator had meanwhile. */
async function replay(dataFile: string, count: number, say: (line: string) => void): Promise<number> {
  const simulator = await startSimulatorChild("--data", dataFile);
  try {
    const startedAt = performance.now();
    await readThroughAdapter(simulator.url, count);
    const perSecond = Math.round((count / (performance.now() - startedAt)) * 1000);
    say(`replay: ${count.toLocaleString("en-US")} events at ${perSecond.toLocaleString("en-US")} events/s`);
    return peakMegabytes(simulator.pid);
  } finally {
    await simulator.stop();
  }
}
