import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..");

/** A file that is made from the code, and what the code says it should hold. */
export type Generated = { readonly file: string; readonly content: string };

/** Says where a committed file differs from what the code gives; null when it does not. */
export function describeDrift(generated: Generated, command: string): string | null {
  const name = relative(ROOT, generated.file);
  if (!existsSync(generated.file)) return `${name} is missing. Run \`${command}\` and commit it.`;
  const committed = readFileSync(generated.file, "utf8").split("\n");
  const wanted = generated.content.split("\n");
  const at = wanted.findIndex((line, index) => line !== committed[index]);
  if (at === -1 && committed.length === wanted.length) return null;
  const line = at === -1 ? wanted.length : at;
  return [
    `${name}:${line + 1} is not what the code gives. Run \`${command}\` and commit it.`,
    `  committed: ${committed[line] ?? "(end of file)"}`,
    `  generated: ${wanted[line] ?? "(end of file)"}`,
  ].join("\n");
}

/** Writes generated files, or compares them with the committed ones. Returns what differs. */
export function settle(files: readonly Generated[], check: boolean, command: string): string[] {
  const drifts: string[] = [];
  for (const generated of files) {
    const drift = describeDrift(generated, command);
    if (drift === null) continue;
    if (check) {
      drifts.push(drift);
      continue;
    }
    mkdirSync(dirname(generated.file), { recursive: true });
    writeFileSync(generated.file, generated.content);
    console.log(`wrote ${relative(ROOT, generated.file)}`);
  }
  return drifts;
}
