import { join, resolve } from "node:path";
import { type Count, commandStep, type Step, vitestStep } from "./test-steps.ts";

const ROOT = resolve(import.meta.dirname, "..");
const bin = (name: string): string => join(ROOT, "node_modules", ".bin", name);
const tool = (name: string, ...args: string[]): string[] => [process.execPath, join(ROOT, "tools", name), ...args];

/** What is looked at all the time, in under two minutes. */
const CHECK: readonly Step[] = [
  commandStep("types", [bin("tsc"), "--noEmit", "-p", join(ROOT, "tsconfig.json")]),
  commandStep("lint and format", [
    bin("biome"),
    "ci",
    "--colors=off",
    "--error-on-warnings",
    "--max-diagnostics=50",
    ".",
  ]),
  commandStep("tidy", tool("tidy.ts")),
  commandStep("API drift", tool("api.ts", "--check")),
  commandStep("schema drift", tool("schema.ts", "--check")),
  vitestStep("unit"),
  vitestStep("database"),
];

/** Whole stories, over the API and in a browser. */
const STORIES: readonly Step[] = [
  commandStep("building the apps", tool("build.ts")),
  vitestStep("story"),
  vitestStep("browser"),
];

/** Runs every step whatever the others say, and ends with one line that counts them all. */
async function runAll(steps: readonly Step[]): Promise<Count> {
  const total = { passed: 0, failed: 0 };
  const lines: string[] = [];
  for (const { name, run } of steps) {
    console.log(`\n━━ ${name}`);
    const startedAt = performance.now();
    const { passed, failed } = await run();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    const line = `${failed === 0 ? "✓" : "✗"} ${name}: ${passed} passed, ${failed} failed in ${seconds} s`;
    console.log(line);
    lines.push(line);
    total.passed += passed;
    total.failed += failed;
  }
  console.log(`\n━━ all\n${lines.join("\n")}\n`);
  return total;
}

const steps = process.argv.includes("--check") ? CHECK : [...CHECK, ...STORIES];
const { passed, failed } = await runAll(steps);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
