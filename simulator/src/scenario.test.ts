import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { ConfigError } from "./config.ts";
import { beginScenario, scenarioSection } from "./scenario.ts";
import { startWorld } from "./test-world.ts";
import type { World } from "./world.ts";

const SCENARIOS = join(import.meta.dirname, "../scenarios");
type Listed = { rules: { fault: string; probability: string; times: number | null }[] };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kura-scenario-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const write = (scenario: unknown) => {
  files += 1;
  const file = join(folder, `${files}.json`);
  writeFileSync(file, typeof scenario === "string" ? scenario : JSON.stringify(scenario));
  return file;
};
const problem = (scenarioFile: string) =>
  startWorld({ scenarioFile }).then(
    async (world) => {
      await world.stop();
      return "it started";
    },
    (error: unknown) => (error instanceof ConfigError ? error.message : String(error)),
  );

test("every scenario that comes along can be used", async () => {
  const all = readdirSync(SCENARIOS);
  expect(all.length).toBeGreaterThan(1);
  for (const each of all) {
    const world = await startWorld({ scenarioFile: join(SCENARIOS, each) });
    const { rules } = (await world.call<Listed>("GET", "/sim/faults")).body;
    const { actions } = (await world.call<{ actions: unknown[] }>("GET", "/sim/corporate-actions")).body;
    expect(rules.length + actions.length, each).toBeGreaterThan(1);
    await world.stop();
  }
});

test("a scenario begins a new world, and a world that has begun goes on as it is", async () => {
  const scenarioFile = write({ speed: 60, faults: [{ fault: "bust", symbol: "KO", probability: "0.5", times: 2 }] });
  const dataFile = join(folder, "world.sqlite");
  const first = await startWorld({ scenarioFile, dataFile });
  expect((await first.call("GET", "/sim/clock")).body.speed).toBe(60);
  const { body } = await first.call<Listed>("GET", "/sim/faults");
  expect(body.rules).toMatchObject([{ fault: "bust", symbol: "KO", probability: "0.5", times: 2 }]);
  await first.call("DELETE", "/sim/faults");
  await first.stop();
  const again = await startWorld({ scenarioFile, dataFile });
  expect((await again.call<Listed>("GET", "/sim/faults")).body.rules).toEqual([]);
  await again.stop();
});

test("a scenario that cannot be used is refused in a sentence, and begins nothing", async () => {
  expect(await problem(join(folder, "missing.json"))).toMatch(
    /^scenario: .*missing\.json cannot be read \(ENOENT\)\.$/,
  );
  expect(await problem(write("{"))).toMatch(/^scenario: .* is not JSON\.$/);
  expect(await problem(write({ weather: [] }))).toBe('scenario: Unrecognized key: "weather".');
  expect(await problem(write({ speed: -1 }))).toBe("scenario: speed: is from 0 to 100000.");
  expect(await problem(write({ faults: [{ fault: "earthquake" }] }))).toMatch(/^scenario: faults\.0\.fault: is not/);
  expect(await problem(write({ faults: [{ fault: "bust" }, { fault: "bust", symbol: "NOPE" }] }))).toBe(
    "scenario: faults.1: symbol is not known.",
  );
});

test("a part of the simulator can add a section of its own", () => {
  const begun: unknown[] = [];
  const notes = new Map<string, string>();
  const section = scenarioSection({
    name: "greetings",
    schema: z.array(z.string()),
    apply: (_world, nowMs, value) => void begun.push(nowMs, value),
  });
  const world = {
    state: { getNote: (key: string) => notes.get(key) ?? null, setNote: notes.set.bind(notes) },
    clock: { act: (work: (nowMs: number) => void) => work(5) },
  } as unknown as World;
  beginScenario(world, write({ greetings: ["hello"] }), [section]);
  beginScenario(world, write({ greetings: ["again"] }), [section]);
  expect(begun).toEqual([5, ["hello"]]);
});
