import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { checkImports, checkSliceKnown } from "./tidy-imports.ts";
import { checkFloats, checkPurity } from "./tidy-purity.ts";
import { checkFunctions, checkLanguage, checkName, checkSize } from "./tidy-shape.ts";
import { type Finding, readSource } from "./tidy-source.ts";

const ROOT = resolve(import.meta.dirname, "..");
const LEFT_ALONE = new Set(["node_modules", "dist", ".git", ".kura", "test-output"]);
const LOOKED_AT = /\.(ts|tsx|mjs|css|sql)$/;
const WRITTEN_BY_TOOLS = /\.gen\.ts$|\/schema\.sql$/;

const CHECKS = [
  checkImports,
  checkSliceKnown,
  checkPurity,
  checkFloats,
  checkName,
  checkSize,
  checkFunctions,
  checkLanguage,
];

/** Everything in one file that the style guide does not want. */
export function inspect(path: string, text: string): Finding[] {
  const source = readSource(path, text);
  return CHECKS.flatMap((check) => check(source));
}

/** Every file of the project that people write. */
export function listSources(folder: string = ROOT): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (LEFT_ALONE.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return listSources(path);
    const name = relative(ROOT, path).replaceAll("\\", "/");
    return LOOKED_AT.test(name) && !WRITTEN_BY_TOOLS.test(name) ? [name] : [];
  });
}

function main(): void {
  const sources = listSources();
  const findings = sources.flatMap((path) => inspect(path, readFileSync(join(ROOT, path), "utf8")));
  for (const { file, line, rule, advice } of findings) console.error(`${file}:${line} ${rule}: ${advice}`);
  console.log(`${sources.length} files, ${findings.length === 0 ? "all tidy" : `${findings.length} to mend`}.`);
  if (findings.length > 0) process.exitCode = 1;
}

if (import.meta.main) main();
