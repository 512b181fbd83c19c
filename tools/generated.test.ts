import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeDrift, settle } from "./generated.ts";

test("drift names the file, the first line that differs and the command that mends it", () => {
  const folder = mkdtempSync(join(tmpdir(), "kura-api-"));
  const file = join(folder, "openapi.json");
  const generated = { file, content: "one\ntwo\n" };
  expect(describeDrift(generated, "npm run api")).toMatch(/missing.*npm run api/);

  writeFileSync(file, "one\nother\n");
  expect(describeDrift(generated, "npm run api")).toMatch(/openapi\.json:2 .*npm run api.*other.*two/s);
  writeFileSync(file, "one\ntwo\nthree\n");
  expect(settle([generated], true, "npm run api")).toHaveLength(1);

  expect(settle([generated], false, "npm run api")).toEqual([]);
  expect(readFileSync(file, "utf8")).toBe("one\ntwo\n");
  expect(describeDrift(generated, "npm run api")).toBeNull();
  rmSync(folder, { recursive: true });
});
