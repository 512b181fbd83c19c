/** The two things a measure compares, always in one run: what we built, and the least that could do the like. */
export type Side = "ours" | "baseline";

/** What is measured, and what it has to reach: `goal` is for ours divided by the baseline. */
export type Bar = {
  readonly id: string;
  readonly unit: string;
  readonly better: "higher" | "lower";
  readonly goal: number;
  /** Where a round takes minutes and hardly varies, fewer are enough. */
  readonly mostRounds?: number;
};

/** Both sides of one measure, ready to run. */
export type OpenMeasure = { run(side: Side): Promise<number>; close(): Promise<void> };

/** One measure: opening it starts its processes and warms them up. `say` is for what a person may like to know. */
export type Measure = Bar & { open(say: (line: string) => void): Promise<OpenMeasure> };

/** What both sides reached in one round. */
export type Round = Readonly<Record<Side, number>>;

/** What came of a measure: medians, the median and the worst ratio of a round, and whether the goal is met. */
export type Verdict = {
  readonly id: string;
  readonly ours: number;
  readonly baseline: number;
  readonly unit: string;
  readonly ratio: number;
  readonly ratioWorst: number;
  readonly better: "higher" | "lower";
  readonly goal: number;
  readonly met: boolean;
};

/** Who goes first in a round: each side as often as the other, so that a machine getting slower is fair to both. */
export function sidesOf(round: number): readonly [Side, Side] {
  return round % 2 === 0 ? ["ours", "baseline"] : ["baseline", "ours"];
}

/** Runs both sides in turn, round after round. */
export async function takeRounds(rounds: number, run: (side: Side) => Promise<number>): Promise<Round[]> {
  const taken: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const reached = { ours: 0, baseline: 0 };
    for (const side of sidesOf(round)) reached[side] = await run(side);
    taken.push(reached);
  }
  return taken;
}

/** The middle of some numbers; of an even count, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  if (low === undefined || high === undefined) throw new RangeError("median: there is at least one number");
  return (low + high) / 2;
}

/** Judges a measure by the median of its rounds' ratios: both sides of a round met the same machine. */
export function judge(bar: Bar, rounds: readonly Round[]): Verdict {
  const { id, unit, better, goal } = bar;
  const ratios = rounds.map(({ ours, baseline }) => ours / baseline);
  const ratio = median(ratios);
  return {
    id,
    ours: shorten(median(rounds.map(({ ours }) => ours))),
    baseline: shorten(median(rounds.map(({ baseline }) => baseline))),
    unit,
    ratio: shorten(ratio),
    ratioWorst: shorten(better === "higher" ? Math.min(...ratios) : Math.max(...ratios)),
    better,
    goal,
    met: better === "higher" ? ratio >= goal : ratio <= goal,
  };
}

/** Three decimals: more would only be noise. */
function shorten(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** The measures as lines for a person; a missed goal is marked. */
export function describeVerdicts(name: string, rounds: number, measures: readonly Verdict[]): string {
  const head = ["", "ours", "baseline", "unit", "ratio", "worst", "goal", ""];
  const rows = measures.map((one) => [
    one.id,
    one.ours.toLocaleString("en-US"),
    one.baseline.toLocaleString("en-US"),
    one.unit,
    one.ratio.toFixed(3),
    one.ratioWorst.toFixed(3),
    `${one.better === "higher" ? "≥" : "≤"} ${one.goal}`,
    one.met ? "met" : "MISSED",
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)));
  const table = [head, ...rows].map((row) => `  ${line(row).join("  ")}`.trimEnd());
  return [`${name}, ${rounds} ${rounds === 1 ? "round" : "rounds"}`, ...table, ""].join("\n");
}
