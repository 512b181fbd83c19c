import { basename, dirname } from "node:path";
import ts from "typescript";
import {
  BANNED_FILES,
  BANNED_FOLDERS,
  LONG_LINES_ALLOWED,
  MOST_COLUMNS,
  MOST_COMPONENT_LINES,
  MOST_FUNCTION_LINES,
  MOST_LINES,
} from "./tidy-rules.ts";
import { type Finding, findingAt, isConfig, isTest, type Source, visit } from "./tidy-source.ts";

/** Names say what is inside, in kebab-case. */
export function checkName(source: Source): Finding[] {
  const name = basename(source.path);
  const folders = dirname(source.path).split("/");
  const at = (rule: string, advice: string): Finding => ({ file: source.path, line: 1, rule, advice });
  const findings: Finding[] = [];
  const banned = BANNED_FILES.test(name) ? name : folders.find((folder) => BANNED_FOLDERS.test(folder));
  if (banned !== undefined) {
    findings.push(at("names", `"${banned}" says nothing: name the file for what it does, and import from that file.`));
  }
  if (/\/migrations\/[^/]*$/.test(source.path)) {
    if (!/^\d{4}_[a-z0-9_]+\.sql$/.test(name))
      findings.push(at("names", "name migrations like 0007_what_changes.sql."));
  } else if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+$/.test(name)) {
    findings.push(at("names", "file names are kebab-case: place-order.ts."));
  }
  return findings;
}

/** A line that is one text and nothing else, which no line break would make easier to read. */
const ONE_TEXT = /^\s*(?:[\w"-]+(?::\s*|=))?(["'`])(?:(?!\1).)*\1[,;)}\]>/ ]*$/;

/** Files and lines fit a reader. */
export function checkSize(source: Source): Finding[] {
  const findings: Finding[] = [];
  const lines = source.text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  if (lines.length > MOST_LINES) {
    const advice = `${lines.length} lines; past ${MOST_LINES} it is two files.`;
    findings.push({ file: source.path, line: MOST_LINES + 1, rule: "size", advice });
  }
  for (const [index, line] of lines.entries()) {
    if ([...line].length <= MOST_COLUMNS || ONE_TEXT.test(line)) continue;
    if (LONG_LINES_ALLOWED.some(({ file }) => file === source.path)) continue;
    const advice = `${[...line].length} characters; break the line at ${MOST_COLUMNS}.`;
    findings.push({ file: source.path, line: index + 1, rule: "size", advice });
  }
  return findings;
}

/** A function fits a screen. */
export function checkFunctions(source: Source): Finding[] {
  const findings: Finding[] = [];
  visit(source, (node) => {
    if (!ts.isFunctionLike(node) || !("body" in node) || !node.body || isSuite(node)) return;
    const most = mayBeLong(source, node) ? MOST_COMPONENT_LINES : MOST_FUNCTION_LINES;
    const lines = source.text.slice(node.getStart(), node.end).split("\n").length;
    if (lines <= most) return;
    const name = nameOf(node) ?? "this function";
    findings.push(findingAt(source, node, "size", `${name} has ${lines} lines; past ${most} it is two functions.`));
  });
  return findings;
}

/** `describe` only groups; what it groups is measured. */
function isSuite(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) && /^describe\b/.test(node.parent.expression.getText());
}

function mayBeLong(source: Source, node: ts.Node): boolean {
  if (isTest(source.path)) return ts.isCallExpression(node.parent) && /^test\b/.test(node.parent.expression.getText());
  return source.path.endsWith(".tsx") && /^[A-Z]/.test(nameOf(node) ?? "");
}

function nameOf(node: ts.Node): string | null {
  const named = node as { name?: ts.Node };
  if (named.name && ts.isIdentifier(named.name)) return named.name.text;
  if (ts.isVariableDeclaration(node.parent) && ts.isIdentifier(node.parent.name)) return node.parent.name.text;
  return null;
}

/** Only what erases, only what has a name, only types that say something. */
export function checkLanguage(source: Source): Finding[] {
  const findings: Finding[] = [];
  visit(source, (node) => {
    const advice = adviseLanguage(source, node);
    if (advice !== null) findings.push(findingAt(source, node, "language", advice));
  });
  return findings;
}

function adviseLanguage(source: Source, node: ts.Node): string | null {
  if (ts.isEnumDeclaration(node)) return "no enum: use a union of texts, or a constant object with `as const`.";
  if (node.kind === ts.SyntaxKind.AnyKeyword) return "no any: say the type, or take unknown and check it.";
  if (ts.isInterfaceDeclaration(node) && !ts.isModuleBlock(node.parent)) return "`type` over `interface`.";
  if (isDefaultExport(node) && !isConfig(source.path)) {
    return "no default export: give it a name, so that it has the same one everywhere.";
  }
  if (ts.isCallExpression(node) && isTest(source.path)) {
    const left = /^(?:test|describe|it)\.(only|skip|todo)$/.exec(node.expression.getText());
    if (left) return `no .${left[1]}: a test runs, or it is not there.`;
  }
  return null;
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return !node.isExportEquals;
  if (ts.isExportSpecifier(node)) return node.name.text === "default";
  return node.kind === ts.SyntaxKind.DefaultKeyword && !ts.isCaseOrDefaultClause(node.parent);
}
