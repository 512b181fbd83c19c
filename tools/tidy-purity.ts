import { basename } from "node:path";
import ts from "typescript";
import { importsOf, sliceOf, targetOf } from "./tidy-imports.ts";
import {
  IMPURE_CALLS,
  IMPURE_FILES,
  IMPURE_PACKAGES,
  NUMBERS_ALLOWED,
  PURE_CRYPTO,
  PURE_FOLDERS,
  PURE_NAMES,
  PURE_PROGRAMS,
} from "./tidy-rules.ts";
import { dottedName, type Finding, findingAt, isTest, programOf, type Source, visit } from "./tidy-source.ts";

/** Whether a file may only decide. */
export function isPure(path: string): boolean {
  if (isTest(path) || !PURE_PROGRAMS.includes(programOf(path))) return false;
  if (PURE_FOLDERS.some((folder) => path.startsWith(folder))) return true;
  // Beside the slices is the shell, where a file called money.ts is what the program works with.
  return PURE_NAMES.test(basename(path)) && (sliceOf(path) !== null || path.startsWith("shared/src/"));
}

/** A pure file gets the time, ids and rows as arguments, and gives back a decision. */
export function checkPurity(source: Source): Finding[] {
  if (!isPure(source.path)) return [];
  const findings: Finding[] = [];
  for (const { node, specifier, names, erased } of importsOf(source)) {
    const advice = adviseImport(source.path, specifier, names, erased);
    if (advice !== null) findings.push(findingAt(source, node, "pure", advice));
  }
  visit(source, (node) => {
    const name = impureName(node);
    if (name === null) return;
    const advice = `${basename(source.path)} only decides and may not use ${name}: take its value as an argument.`;
    findings.push(findingAt(source, node, "pure", advice));
  });
  return findings;
}

function adviseImport(path: string, specifier: string, names: readonly string[], erased: boolean): string | null {
  const file = basename(path);
  if (specifier === "node:crypto" || specifier === "crypto") {
    if (names.every((name) => PURE_CRYPTO.includes(name))) return null;
    return `${file} only decides: of node:crypto it may use ${PURE_CRYPTO.join(", ")}; ids and chance are arguments.`;
  }
  if (specifier.startsWith("node:") || IMPURE_PACKAGES.test(specifier)) {
    return `${file} only decides and may not import ${specifier}: load before, decide here, write after.`;
  }
  const target = targetOf(path, specifier);
  if (target === null || !IMPURE_FILES.includes(basename(target))) return null;
  // The shape of a row is welcome. A clock is not, in whatever shape: deciding needs a moment.
  if (erased && basename(target) !== "clock.ts") return null;
  return `${file} only decides and may not import ${basename(target)}: take rows and the time as arguments.`;
}

function impureName(node: ts.Node): string | null {
  if (ts.isNewExpression(node) && dottedName(node.expression) === "Date" && !node.arguments?.length)
    return "new Date()";
  if (ts.isPropertyAccessExpression(node)) return IMPURE_CALLS.find((name) => name === dottedName(node)) ?? null;
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return null;
  return IMPURE_CALLS.includes(node.expression.text) ? node.expression.text : null;
}

/** In money, an amount, price or quantity is a bigint with its unit, from the wire to the database. */
export function checkFloats(source: Source): Finding[] {
  const { path } = source;
  if (!path.startsWith("money/src/") || isTest(path)) return [];
  if (NUMBERS_ALLOWED.some(({ file }) => file === path)) return [];
  const findings: Finding[] = [];
  const advice =
    "amounts, prices and quantities are bigint: use parse…/format… of @kura/shared/money.ts. " +
    "Where it is none of these, say why in NUMBERS_ALLOWED of tools/tidy-rules.ts.";
  visit(source, (node) => {
    const name = floatName(node);
    if (name !== null) findings.push(findingAt(source, node, "money", `${name}: ${advice}`));
  });
  return findings;
}

function floatName(node: ts.Node): string | null {
  if (ts.isNumericLiteral(node)) {
    const written = node.getText();
    return /^[\d_]*\.\d|^[\d_.]+e/i.test(written) ? written : null;
  }
  if (!ts.isCallExpression(node)) return null;
  if (ts.isPropertyAccessExpression(node.expression)) {
    const method = node.expression.name.text;
    return ["toFixed", "toPrecision", "parseFloat"].includes(method) ? `${method}()` : null;
  }
  const name = dottedName(node.expression);
  return name === "Number" || name === "parseFloat" ? `${name}()` : null;
}
