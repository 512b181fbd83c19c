import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

/** How many tests of a step passed and failed. A step that is one command is one test. */
export type Count = { readonly passed: number; readonly failed: number };

export type Step = { readonly name: string; run(): Promise<Count> };

const ROOT = resolve(import.meta.dirname, "..");
const BIN = join(ROOT, "node_modules", ".bin");
const TEMPORARY = join(ROOT, ".kura", "tmp");

/** A command that passes or fails as a whole; what it says is shown only when it fails. */
export function commandStep(name: string, command: readonly string[]): Step {
  return {
    name,
    run: async () => {
      const { code, output } = await run(command, false);
      if (code === 0) return { passed: 1, failed: 0 };
      process.stdout.write(output);
      return { passed: 0, failed: 1 };
    },
  };
}

/** One project of vitest.config.ts; its tests are counted one by one. */
export function vitestStep(project: string): Step {
  return {
    name: `${project} tests`,
    run: async () => {
      const report = join(TEMPORARY, `vitest-${project}-${process.pid}.json`);
      const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
      const vitest = [join(BIN, "vitest"), "run", "--project", project, "--passWithNoTests", ...reporters];
      const { code } = await run(vitest, true);
      const count = countReport(readReport(report), code);
      rmSync(report, { force: true });
      return count;
    },
  };
}

/** What vitest's JSON report says, as far as we read it. */
export type Report = { numPassedTests?: number; numFailedTests?: number; numFailedTestSuites?: number };

/** Counts a report. A run that failed without a failed test (a file that does not load) counts as a failure too. */
export function countReport(report: Report | null, code: number): Count {
  const passed = report?.numPassedTests ?? 0;
  const failed = report?.numFailedTests ?? 0;
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

function readReport(file: string): Report | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Report;
  } catch {
    return null;
  }
}

/** Runs a command from the root with our Node first on its path. `live` shows what it says while it says it. */
async function run(command: readonly string[], live: boolean): Promise<{ code: number; output: string }> {
  // The browser unpacks itself into the temporary folder, for the first user only: so it gets one of ours.
  mkdirSync(TEMPORARY, { recursive: true });
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    cwd: ROOT,
    env: { ...process.env, TMPDIR: TEMPORARY, PATH: `${BIN}:${process.env.PATH ?? ""}` },
    stdio: ["ignore", live ? "inherit" : "pipe", live ? "inherit" : "pipe"],
  });
  const output: Buffer[] = [];
  child.stdout?.on("data", (data: Buffer) => output.push(data));
  child.stderr?.on("data", (data: Buffer) => output.push(data));
  const code = await new Promise<number>((resolve) => {
    child.once("error", (error) => {
      output.push(Buffer.from(`${error.message}\n`));
      resolve(1);
    });
    child.once("close", (status) => resolve(status ?? 1));
  });
  return { code, output: Buffer.concat(output).toString("utf8") };
}
