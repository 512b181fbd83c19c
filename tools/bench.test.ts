import { describe, expect, test } from "vitest";
import { BenchError, readBenchOptions, takeMeasures } from "./bench.ts";
import type { Measure, Side } from "./bench-rounds.ts";

describe("the command line", () => {
  test("names one benchmark; five rounds and a table unless told otherwise", () => {
    expect(readBenchOptions(["broker"])).toEqual({ name: "broker", json: false, rounds: 5 });
    expect(readBenchOptions(["broker", "--json", "--rounds", "3"])).toEqual({ name: "broker", json: true, rounds: 3 });
  });

  test("that makes no sense is refused with the names that there are", () => {
    const wrong = [[], ["nothing"], ["broker", "more"], ["broker", "--rounds", "0"], ["broker", "--rounds", "x"]];
    for (const args of [...wrong, ["broker", "--colour"]]) {
      expect(() => readBenchOptions(args), args.join(" ")).toThrow(BenchError);
      expect(() => readBenchOptions(args), args.join(" ")).toThrow(/NAME is broker/);
    }
  });
});

describe("measures", () => {
  const log: string[] = [];
  const measure = (id: string, run: (side: Side) => number, mostRounds?: number): Measure => ({
    ...{ id, unit: "x/s", better: "higher", goal: 1, ...(mostRounds === undefined ? {} : { mostRounds }) },
    async open() {
      log.push(`open ${id}`);
      return {
        run: async (side) => run(side),
        async close() {
          log.push(`close ${id}`);
        },
      };
    },
  });

  test("are taken one after the other, in their order, and a missed goal is a result", async () => {
    log.length = 0;
    const good = measure("good", () => 2);
    const bad = measure("bad", (side) => (side === "ours" ? 1 : 4), 1);
    const report = await takeMeasures("two", 3, [good, bad], (line) => log.push(line));
    expect(report).toMatchObject({ name: "two", rounds: 3 });
    expect(report.measures.map(({ id, ratio, met }) => [id, ratio, met])).toEqual([
      ["good", 1, true],
      ["bad", 0.25, false],
    ]);
    expect(log).toEqual(["two: good …", "open good", "close good", "two: bad …", "open bad", "close bad"]);
  });

  test("that fail are closed, and the failure is an error", async () => {
    log.length = 0;
    const broken = measure("broken", () => {
      throw new Error("the server has gone");
    });
    await expect(takeMeasures("one", 3, [broken], () => {})).rejects.toThrow("the server has gone");
    expect(log).toEqual(["open broken", "close broken"]);
  });
});
