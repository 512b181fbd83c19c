import { basename } from "node:path";
import ts from "typescript";

/** One file under inspection. Paths are written from the root, with forward slashes. */
export type Source = { readonly path: string; readonly text: string; readonly tree: ts.SourceFile | null };

/** Something to mend: where, which rule, and what to do instead. */
export type Finding = { readonly file: string; readonly line: number; readonly rule: string; readonly advice: string };

/** Reads a file's text; TypeScript is parsed, anything else is only text. */
export function readSource(path: string, text: string): Source {
  if (!/\.(ts|tsx|mjs)$/.test(path)) return { path, text, tree: null };
  const kind = path.endsWith(".tsx") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind) };
}

/** `money`, `web`, … or the file itself at the root. */
export function programOf(path: string): string {
  return path.split("/")[0] ?? "";
}

/** A test, or what a program's tests share: `test-money.ts`. Nothing that runs for customers may know either. */
export function isTest(path: string): boolean {
  const name = basename(path);
  return /\.test\.tsx?$/.test(name) || (/^test-.*\.tsx?$/.test(name) && programOf(path) !== "tools");
}

export function isConfig(path: string): boolean {
  return /\.config\.ts$/.test(basename(path));
}

/** A finding at a place in the tree. */
export function findingAt(source: Source, node: ts.Node, rule: string, advice: string): Finding {
  const start = source.tree?.getLineAndCharacterOfPosition(node.getStart(source.tree)).line ?? 0;
  return { file: source.path, line: start + 1, rule, advice };
}

/** Visits every node of a file. */
export function visit(source: Source, see: (node: ts.Node) => void): void {
  const walk = (node: ts.Node): void => {
    see(node);
    ts.forEachChild(node, walk);
  };
  if (source.tree) walk(source.tree);
}

/** `Date.now` for `Date.now()`, `fetch` for `globalThis.fetch()`; null for what has no plain name. */
export function dottedName(node: ts.Expression): string | null {
  if (ts.isIdentifier(node)) return node.text;
  if (!ts.isPropertyAccessExpression(node)) return null;
  const owner = dottedName(node.expression);
  if (owner === null) return null;
  return owner === "globalThis" ? node.name.text : `${owner}.${node.name.text}`;
}
