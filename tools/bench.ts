import { parseArgs } from "node:util";
import { brokerMeasures } from "./bench-broker.ts";
import { describeVerdicts, judge, type Measure, takeRounds, type Verdict } from "./bench-rounds.ts";

/** What can be measured, by name. */
const BENCHMARKS: Readonly<Record<string, () => readonly Measure[]>> = { broker: brokerMeasures };

const ROUNDS = 5;
const MOST_ROUNDS = 1000;

/** What was asked for makes no sense; the message says what does. */
export class BenchError extends Error {
  override readonly name = "BenchError";
}

export type BenchOptions = { readonly name: string; readonly json: boolean; readonly rounds: number };
export type BenchReport = { readonly name: string; readonly rounds: number; readonly measures: readonly Verdict[] };

/** Reads the command line: `NAME [--json] [--rounds N]`. */
export function readBenchOptions(args: readonly string[], names = Object.keys(BENCHMARKS)): BenchOptions {
  const usage = `Use: npm run bench -- NAME [--json] [--rounds ${ROUNDS}], where NAME is ${names.join(" or ")}.`;
  const { values, positionals } = parse(args, usage);
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) throw new BenchError(`Name one benchmark. ${usage}`);
  if (!names.includes(name)) throw new BenchError(`There is no benchmark "${name}". ${usage}`);
  const rounds = Number(values.rounds ?? ROUNDS);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > MOST_ROUNDS)
    throw new BenchError(`--rounds is a whole number from 1 to ${MOST_ROUNDS}. ${usage}`);
  return { name, json: values.json ?? false, rounds };
}

function parse(args: readonly string[], usage: string) {
  try {
    const options = { json: { type: "boolean" }, rounds: { type: "string" } } as const;
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new BenchError(`${error instanceof Error ? error.message.split(". ")[0] : "That is not clear"}. ${usage}`);
  }
}

/** Takes every measure in its order, each with both sides in turn, and closes what it opened whatever happens. */
export async function takeMeasures(
  name: string,
  rounds: number,
  measures: readonly Measure[],
  say: (line: string) => void,
): Promise<BenchReport> {
  const verdicts: Verdict[] = [];
  for (const measure of measures) {
    say(`${name}: ${measure.id} …`);
    const opened = await measure.open(say);
    try {
      const taken = await takeRounds(Math.min(rounds, measure.mostRounds ?? rounds), opened.run);
      verdicts.push(judge(measure, taken));
    } finally {
      await opened.close();
    }
  }
  return { name, rounds, measures: verdicts };
}

/** `npm run bench`: a benchmark by name. A missed goal is a result like another and no error. */
async function main(): Promise<void> {
  const { name, json, rounds } = readBenchOptions(process.argv.slice(2));
  const measures = BENCHMARKS[name]?.() ?? [];
  const report = await takeMeasures(name, rounds, measures, (line) => process.stderr.write(`${line}\n`));
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : describeVerdicts(name, rounds, report.measures));
}

if (import.meta.main)
  await main().catch((error: unknown) => {
    console.error(error instanceof BenchError ? error.message : error);
    process.exitCode = 1;
  });
