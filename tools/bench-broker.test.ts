import { expect, test } from "vitest";
import { takeMeasures } from "./bench.ts";
import { brokerMeasures } from "./bench-broker.ts";
import { eventIdOf, momentOf, sampleEvent } from "./bench-broker-samples.ts";

test("the broker's measures run whole with little to do", async () => {
  const tiny = { orders: 60, connections: 4, events: 300, storedEvents: 1_200 };
  const said: string[] = [];
  const report = await takeMeasures("broker", 1, brokerMeasures(tiny), (line) => said.push(line));
  const expected = [
    { id: "create", unit: "orders/s", better: "higher", goal: 0.5 },
    { id: "intake", unit: "events/s", better: "higher", goal: 0.5 },
    { id: "replay", unit: "MB", better: "lower", goal: 1, baseline: 300 },
  ];
  expect(report.measures).toMatchObject(expected);
  for (const { ours, baseline, ratio } of report.measures) {
    expect(ours).toBeGreaterThan(0);
    expect(ratio).toBeCloseTo(ours / baseline, 2);
  }
  expect(said.at(-1)).toMatch(/^replay: 1,200 events at [\d,]+ events\/s$/);
}, 30_000);

test("sample events are in order by id and by time, about a kilobyte each, and every third one is a fill", () => {
  const ids = Array.from({ length: 2_000 }, (_, index) => eventIdOf(index));
  expect(ids).toEqual(ids.toSorted());
  expect(ids.every((id) => /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id))).toBe(true);
  const events = Array.from({ length: 300 }, (_, index) => JSON.parse(sampleEvent(index)));
  expect(events.map(({ at }) => Date.parse(at))).toEqual(events.map((_, index) => momentOf(index)));
  expect(events.filter(({ event }) => event === "fill").length).toBe(100);
  expect(new Set(events.map(({ order }) => order.id)).size).toBe(100);
  expect(sampleEvent(2).length).toBeGreaterThan(1_000);
});
