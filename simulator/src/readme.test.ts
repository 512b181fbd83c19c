import { execFile, execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { startWorld } from "./test-world.ts";

const README = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");

const hasCurl = () => {
  try {
    execFileSync("curl", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

/** The lines under "Try it", as a newcomer would paste them, against a world of the test's own. */
function examples(url: string): string {
  const block = /## Try it\n\n```sh\n([\s\S]*?)```/.exec(README)?.[1] ?? "";
  expect(block).toContain("S=http://127.0.0.1:4200");
  // With --fail an answer that is no success ends the script: all but the one whose failure is the example.
  const failing = block.replaceAll("curl -s ", "curl -sS --fail-with-body ").replaceAll("--fail-with-body -o", "-o");
  return `set -e -o pipefail\n${failing.replace("http://127.0.0.1:4200", url)}`;
}

test.skipIf(!hasCurl())(
  "every example of the README works, one after the other, as it is written",
  async () => {
    const world = await startWorld({ speed: 1 });
    try {
      const { stdout } = await promisify(execFile)("bash", ["-c", examples(world.url)], { maxBuffer: 2 ** 26 });
      for (const part of [
        '"symbol":"VTI"',
        '"status":"filled"',
        '"bars"',
        '"DIVNRA"',
        "500\n",
        '"fault":"rate_limited"',
      ]) {
        expect(stdout).toContain(part);
      }
    } finally {
      await world.stop();
    }
  },
  60_000,
);
