import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { inspect, listSources } from "./tidy.ts";

/** The rules that a snippet breaks, with the lines. */
function broken(path: string, text: string): string[] {
  return inspect(path, text).map(({ rule, line }) => `${rule}:${line}`);
}

const IMPORT = (specifier: string): string => `import { thing } from "${specifier}";\n`;

describe("imports", () => {
  test.each([
    ["money/src/orders/place.ts", "@kura/shared/money.ts"],
    ["money/src/orders/place.ts", "../ledger/post.ts"],
    ["money/src/orders/place.ts", "./store.ts"],
    ["money/src/orders/place.ts", "../db.ts"],
    ["money/src/http.ts", "./orders/route.ts"],
    ["money/src/orders/place.pg.test.ts", "../../../tools/test-database.ts"],
    ["money/src/ledger/post.pg.test.ts", "../orders/place.ts"],
    ["money/src/ledger/post.pg.test.ts", "../test-money.ts"],
    ["money/src/test-money.ts", "../../tools/test-database.ts"],
    ["gateway/src/forwarding/forward.ts", "@kura/shared/api/money.gen.ts"],
    ["web/src/api.ts", "@kura/shared/api/gateway.gen.ts"],
    ["e2e/world.ts", "../money/src/main.ts"],
    ["e2e/world.ts", "../web/serve.ts"],
    ["e2e/day.ts", "../tools/test-server.ts"],
    ["tools/api.ts", "../gateway/src/openapi.ts"],
  ])("%s may import %s", (path, specifier) => {
    expect(broken(path, IMPORT(specifier))).toEqual([]);
  });

  test.each([
    ["money/src/ledger/post.ts", "../orders/place.ts", "slices:1"],
    ["money/src/orders/place.ts", "../ledger/store.ts", "slices:1"],
    ["money/src/orders/place.pg.test.ts", "../ledger/store.ts", "slices:1"],
    ["money/src/orders/place.ts", "../ledger/route.ts", "slices:1"],
    ["money/src/orders/place.ts", "../main.ts", "slices:1"],
    ["money/src/orders/place.ts", "../../../gateway/src/main.ts", "imports:1"],
    ["money/src/orders/place.ts", "../../../tools/test-database.ts", "imports:1"],
    ["money/src/orders/place.pg.test.ts", "../../../tools/postgres.ts", "imports:1"],
    ["gateway/src/sessions/sign-in.ts", "@kura/money/money.ts", "imports:1"],
    ["money/src/ledger/post.ts", "../test-money.ts", "imports:1"],
    ["simulator/src/orders/fill.ts", "../../../money/src/market/quote.ts", "imports:1"],
    ["web/src/api.ts", "@kura/shared/api/money.gen.ts", "imports:1"],
    ["e2e/world.ts", "../money/src/ledger/post.ts", "imports:1"],
    ["tools/start.ts", "../gateway/src/vault/keys.ts", "imports:1"],
  ])("%s may not import %s", (path, specifier, rule) => {
    expect(broken(path, IMPORT(specifier))).toEqual([rule]);
    expect(broken(path, `export { thing } from "${specifier}";\n`)).toEqual([rule]);
    expect(broken(path, `const thing = await import("${specifier}");\n`)).toEqual([rule]);
  });

  test("a slice may take a type of the files that put slices together, and nothing else", () => {
    expect(broken("money/src/orders/route.ts", `import type { App } from "../http.ts";\n`)).toEqual([]);
    expect(broken("money/src/orders/route.ts", `import { app } from "../http.ts";\n`)).toEqual(["slices:1"]);
  });

  test("a folder that is no slice is named", () => {
    expect(broken("money/src/wallets/open.ts", "export const one = 1n;\n")).toEqual(["slices:1"]);
  });
});

describe("pure files", () => {
  const PURE = ["money/src/planning/plan-deposit.ts", "money/src/ledger/movements/deposit-received.ts"];
  const ALSO = ["shared/src/calendar.ts", "gateway/src/applications/state.ts", "money/src/transfers/match.ts"];

  test.each([...PURE, ...ALSO])("%s may not know time, chance, network or database", (path) => {
    for (const specifier of ["pg", "undici", "node:fs", "@kura/shared/clock.ts"]) {
      expect(broken(path, IMPORT(specifier))).toContain("pure:1");
    }
    const expressions = ["Date.now()", "new Date()", "Math.random()", "Temporal.Now.instant()", "crypto.randomUUID()"];
    for (const expression of [...expressions, "fetch(url)", "globalThis.fetch(url)", "performance.now()"]) {
      expect(broken(path, `export const one = (url: string) => [url, ${expression}];\n`)).toEqual(["pure:1"]);
    }
    expect(broken(path, `import { randomUUID } from "node:crypto";\n`)).toEqual(["pure:1"]);
  });

  test("a pure file may hash, and compute with the time it is given", () => {
    const text = `import { createHash } from "node:crypto";\nexport const later = (now: Date) => new Date(now);\n`;
    expect(broken("money/src/orders/rules.ts", text)).toEqual([]);
  });

  test("tests of pure files, and files beside the slices, are not pure", () => {
    expect(broken("money/src/planning/plan-deposit.test.ts", IMPORT("node:fs"))).toEqual([]);
    expect(broken("money/src/money.ts", IMPORT("pg"))).toEqual([]);
  });
});

describe("money", () => {
  test.each(["Number(text)", "parseFloat(text)", "Number.parseFloat(text)", "value.toFixed(2)", "0.5", "1e3"])(
    "%s is refused in money",
    (expression) => {
      const text = `export const one = (text: string, value: number) => [text, value, ${expression}];\n`;
      expect(broken("money/src/orders/place.ts", text)).toEqual(["money:1"]);
      expect(broken("money/src/orders/place.test.ts", text)).toEqual([]);
      expect(broken("web/src/chart.ts", text)).toEqual([]);
    },
  );

  test("whole numbers and bigint are fine", () => {
    expect(broken("money/src/orders/place.ts", "export const two = [60_000, 10n, 0xff, BigInt(3)];\n")).toEqual([]);
  });
});

describe("names, size and language", () => {
  test.each([
    "money/src/index.ts",
    "money/src/ledger/utils.ts",
    "web/src/helpers/format.ts",
    "gateway/services/mail.ts",
  ])("%s says nothing", (path) => expect(broken(path, "export const one = 1n;\n")).toContain("names:1"));

  test("file names are kebab-case, migrations are numbered", () => {
    expect(broken("money/src/ledger/postEntry.ts", "")).toEqual(["names:1"]);
    expect(broken("money/migrations/ledger.sql", "")).toEqual(["names:1"]);
    expect(broken("money/migrations/0001_ledger.sql", "")).toEqual([]);
  });

  test("files, lines and functions have their limits, at which they still pass", () => {
    const lines = (count: number): string => "// a line\n".repeat(count);
    expect(broken("web/src/app.ts", lines(400))).toEqual([]);
    expect(broken("web/src/app.ts", lines(401))).toEqual(["size:401"]);
    expect(broken("web/src/app.ts", `//${"x".repeat(118)}\n//${"x".repeat(119)}\n`)).toEqual(["size:2"]);
    expect(broken("web/src/words.ts", `export const words = {\n  hello: "${"あ".repeat(130)}",\n};\n`)).toEqual([]);
    const body = (count: number): string => `(): void {\n${"  // a line\n".repeat(count - 2)}}\n`;
    expect(broken("web/src/app.ts", `function go${body(60)}`)).toEqual([]);
    expect(broken("web/src/app.ts", `function go${body(61)}`)).toEqual(["size:1"]);
    expect(broken("web/src/page.tsx", `export function Page${body(120)}`)).toEqual([]);
    expect(broken("web/src/page.tsx", `export function Page${body(121)}`)).toEqual(["size:1"]);
  });

  test.each([
    ["enum Status { open }\n"],
    ["export const one = (value: any) => value;\n"],
    ["export default function go() {}\n"],
    ["const go = 1n;\nexport { go as default };\n"],
    ["interface Order { id: string }\n"],
  ])("%s is refused", (text) => {
    expect(inspect("web/src/app.ts", text).map(({ rule }) => rule)).toEqual(["language"]);
  });

  test("config files may have the default export that their tools ask for", () => {
    expect(broken("web/vite.config.ts", "export default {};\n")).toEqual([]);
  });

  test("a test that is left out is refused", () => {
    expect(broken("web/src/app.test.ts", `test.skip("one", () => {});\n`)).toEqual(["language:1"]);
    expect(broken("web/src/app.test.ts", `describe.only("one", () => {});\n`)).toEqual(["language:1"]);
  });
});

test("every finding says what to do instead, and this workspace has none", () => {
  const root = resolve(import.meta.dirname, "..");
  const own = listSources().filter((path) => path.startsWith("tools/"));
  expect(own).toContain("tools/tidy.ts");
  expect(own.flatMap((path) => inspect(path, readFileSync(join(root, path), "utf8")))).toEqual([]);
});
