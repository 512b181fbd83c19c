import { basename, posix } from "node:path";
import ts from "typescript";
import { ASSEMBLY, CLIENTS, FOR_TESTS, PRIVATE_FILES, SLICES, WAYS_IN } from "./tidy-rules.ts";
import { type Finding, findingAt, isConfig, isTest, programOf, type Source, visit } from "./tidy-source.ts";

export type Import = {
  readonly node: ts.Node;
  readonly specifier: string;
  /** What it takes, by the names the other file gives it; `*` is everything. */
  readonly names: readonly string[];
  /** It takes types only, and nothing of it is left when the program runs. */
  readonly erased: boolean;
};

/** Everything a file imports, exports from elsewhere, or loads when it runs. */
export function importsOf(source: Source): Import[] {
  const found: Import[] = [];
  visit(source, (node) => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      found.push({ node, specifier: textOf(node.moduleSpecifier), names: namesOf(node), erased: isErased(node) });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [first] = node.arguments;
      if (first && ts.isStringLiteralLike(first))
        found.push({ node, specifier: first.text, names: ["*"], erased: false });
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      found.push({ node, specifier: textOf(node.argument.literal), names: [], erased: true });
    }
  });
  return found;
}

function isErased(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  return ts.isImportDeclaration(node) ? node.importClause?.isTypeOnly === true : node.isTypeOnly;
}

function textOf(node: ts.Node): string {
  return ts.isStringLiteralLike(node) ? node.text : "";
}

function namesOf(node: ts.ImportDeclaration | ts.ExportDeclaration): string[] {
  const bindings = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : node.exportClause;
  if (bindings && (ts.isNamedImports(bindings) || ts.isNamedExports(bindings))) {
    return bindings.elements.map((element) => (element.propertyName ?? element.name).text);
  }
  return ["*"];
}

/** The project's own file behind a specifier, or null for a package. */
export function targetOf(path: string, specifier: string): string | null {
  if (specifier.startsWith(".")) return posix.normalize(posix.join(posix.dirname(path), specifier));
  const own = /^@kura\/([a-z0-9]+)\/(.+)$/.exec(specifier);
  if (!own) return null;
  const [, program = "", rest = ""] = own;
  return rest.startsWith("api/") ? `${program}/${rest}` : `${program}/src/${rest}`;
}

/** Imports point one way: programs to `shared`, slices to the slices before them. */
export function checkImports(source: Source): Finding[] {
  if (isConfig(source.path)) return [];
  const findings: Finding[] = [];
  for (const { node, specifier, erased } of importsOf(source)) {
    const target = targetOf(source.path, specifier);
    if (target === null) continue;
    const advice = adviseProgram(source.path, target) ?? adviseClient(source.path, target);
    if (advice !== null) findings.push(findingAt(source, node, "imports", advice));
    const order = adviseSlice(source.path, target, erased);
    if (order !== null) findings.push(findingAt(source, node, "slices", order));
  }
  return findings;
}

function adviseProgram(path: string, target: string): string | null {
  const [from, to] = [programOf(path), programOf(target)];
  if (isTest(target) && !isTest(path)) return `${basename(target)} is for tests: nothing that runs may import it.`;
  if (from === to || to === "shared") return null;
  if (from === "e2e" && to === "tools") return null;
  if (from === "e2e" || from === "tools") {
    if (WAYS_IN.some((file) => target === `${to}/${file}`)) return null;
    return `${from} may import only ${WAYS_IN.join(", ")} of ${to}: export it from one of them, or ask over HTTP.`;
  }
  if (isTest(path) && FOR_TESTS.includes(target)) return null;
  if (to === "tools") return `${from} may not import tools; its tests may import ${FOR_TESTS.join(", ")}.`;
  return `${from} may import only shared: meet ${to} over HTTP, through the client in shared/api.`;
}

function adviseClient(path: string, target: string): string | null {
  const allowed = CLIENTS[target];
  const from = programOf(path);
  if (allowed === undefined || allowed.includes(from)) return null;
  return `${basename(target)} is for ${allowed.join(", ")}: the apps know only the gateway, and only it knows money.`;
}

function adviseSlice(path: string, target: string, erased: boolean): string | null {
  const program = programOf(path);
  const order = SLICES[program];
  if (order === undefined || programOf(target) !== program) return null;
  const [from, to] = [sliceOf(path), sliceOf(target)];
  if (from === null) return null; // the shell puts slices together
  if (to === null) {
    if (erased || isTest(path) || !ASSEMBLY.some((file) => target === `${program}/src/${file}`)) return null;
    return `${basename(target)} puts slices together; a slice takes what it needs as arguments.`;
  }
  if (from === to || !order.includes(from)) return null;
  if (PRIVATE_FILES.includes(basename(target))) {
    return `${to}/${basename(target)} is private to its slice: ask for a function in another file of ${to}.`;
  }
  if (!isTest(path) && order.includes(to) && order.indexOf(to) > order.indexOf(from)) {
    return `${from} comes before ${to} and may not know it: move what both need left, or pass it as an argument.`;
  }
  return null;
}

/** `ledger` of `money/src/ledger/post.ts`; null for the shell's files. */
export function sliceOf(path: string): string | null {
  const [, folder, slice, file] = path.split("/");
  return folder === "src" && slice !== undefined && file !== undefined ? slice : null;
}

/** Every folder of a sliced program is a slice that has its place in the order. */
export function checkSliceKnown(source: Source): Finding[] {
  const order = SLICES[programOf(source.path)];
  const slice = sliceOf(source.path);
  if (order === undefined || slice === null || order.includes(slice)) return [];
  const advice = `${slice} is not in the order of slices: use one that is, or give it a place in tools/tidy-rules.ts.`;
  return [{ file: source.path, line: 1, rule: "slices", advice }];
}
