import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";

const FONT = resolve(import.meta.dirname, "../node_modules/@fontsource-variable/noto-sans-jp");

/**
 * Lends the pages of the simulated world a Japanese font, as every device of a reader in Japan has one.
 *
 * The test browser has none, and those pages, other than our apps, bring none along.
 */
export async function lendJapaneseFont(page: Page): Promise<void> {
  const text = await page.evaluate(() => document.body.innerText);
  const points = new Set([...text].map((character) => character.codePointAt(0) ?? 0));
  const ranges = JSON.parse(readFileSync(join(FONT, "unicode.json"), "utf8")) as Record<string, string>;
  const faces = Object.entries(ranges)
    .filter(([, range]) => readRange(range).some(([from, to]) => [...points].some((at) => at >= from && at <= to)))
    .map(([name, unicodeRange]) => {
      const file = `noto-sans-jp-${name.replace(/[[\]]/g, "")}-wght-normal.woff2`;
      return { unicodeRange, bytes: readFileSync(join(FONT, "files", file)).toString("base64") };
    });
  await page.evaluate(async (given) => {
    for (const { unicodeRange, bytes } of given) {
      const data = Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0));
      const face = new FontFace("Noto Sans JP", data, { weight: "100 900", unicodeRange });
      document.fonts.add(await face.load());
    }
  }, faces);
}

/** `U+20-7e,U+a5` as pairs of numbers. */
function readRange(range: string): [from: number, to: number][] {
  return range.split(",").map((part) => {
    const [from = "", to = from] = part.replace("U+", "").split("-");
    return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
  });
}
