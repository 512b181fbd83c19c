import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page, Response } from "playwright-core";
import { lendJapaneseFont } from "./japanese-font.ts";

export type VisitorOptions = {
  readonly width: number;
  readonly height: number;
  readonly language?: "ja" | "en";
  readonly scheme?: "light" | "dark";
  /** Pixels of a picture for each of the page. */
  readonly sharpness?: number;
  /** Where the pictures go. */
  readonly folder: string;
};

/** Somebody at a screen: sees pages, takes pictures of them, and notices whatever goes wrong behind them. */
export async function openVisitor(browser: Browser, options: VisitorOptions) {
  const { width, height, language = "ja", scheme = "light" } = options;
  mkdirSync(options.folder, { recursive: true });
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: options.sharpness ?? 1,
    isMobile: width < 600,
    hasTouch: width < 600,
    locale: language === "ja" ? "ja-JP" : "en-GB",
    colorScheme: scheme,
    // Times are shown as in Japan wherever the reader is.
    timezoneId: "America/New_York",
    reducedMotion: "reduce",
  });
  const troubles: string[] = [];
  context.on("page", (page) => watch(page, troubles));
  const page = await context.newPage();
  return {
    context,
    page,
    /** What went wrong behind the pages so far: errors in the console, scripts that failed, requests without answer. */
    troubles,
    /** Takes a picture of a page when everything on it has come. */
    async picture(name: string, of: Page = page, fullPage = true): Promise<string> {
      await settle(of);
      const path = join(options.folder, `${name}.png`);
      // The screen grows to the whole page: otherwise what sticks to the screen's edge would cover the page's middle.
      const tall = fullPage ? await of.evaluate(() => document.documentElement.scrollHeight) : 0;
      if (tall > height) await of.setViewportSize({ width, height: tall });
      await of.screenshot({ path, animations: "disabled" });
      if (tall > height) await of.setViewportSize({ width, height });
      return path;
    },
    close: () => context.close(),
  };
}
export type Visitor = Awaited<ReturnType<typeof openVisitor>>;

/** By how many pixels a page is wider than its screen, so that it could be moved sideways. */
export function findOverhang(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Waits until a page has asked for nothing for a moment, its fonts are there and nothing on it waits. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  if (await page.evaluate(() => document.styleSheets.length === 1 && document.scripts.length === 0))
    await lendJapaneseFont(page);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

function watch(page: Page, troubles: string[]): void {
  page.on("pageerror", (error) => troubles.push(`a script failed: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") troubles.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("requestfailed", (request) => {
    // A page that is left no longer waits for its answers.
    if (request.failure()?.errorText === "net::ERR_ABORTED") return;
    troubles.push(`no answer: ${request.method()} ${request.url()} ${request.failure()?.errorText ?? ""}`);
  });
  page.on("response", (response: Response) => {
    if (response.status() >= 400)
      troubles.push(`${response.status()}: ${response.request().method()} ${response.url()}`);
  });
}
