import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { addOperator } from "@kura/gateway/main.ts";
import type { Browser, BrowserContext } from "playwright-core";
import { createTestDatabase, TEST_SERVER_VARIABLE } from "../tools/test-database.ts";
import { startTestServer } from "../tools/test-server.ts";
import { openBrowser } from "./browser.ts";
import { listScreens, type Screen } from "./screens-list.ts";
import { gatherPeople, OPERATOR } from "./screens-people.ts";
import { findOverhang, openVisitor, type Visitor } from "./visitor.ts";
import { startWorld, type WholeWorld } from "./world.ts";

const FOLDER = resolve(import.meta.dirname, "../test-output/screens");
const LOOKS = ([390, 1280] as const).flatMap((width) =>
  (["ja", "en"] as const).flatMap((language) =>
    (["light", "dark"] as const).map((scheme) => ({ width, language, scheme })),
  ),
);
/** Taking a picture is mostly waiting for a page to come to rest. */
const SIDE_BY_SIDE = 4;
type Look = (typeof LOOKS)[number];
const nameOf = ({ width, language, scheme }: Look) => `${width}-${language}-${scheme}`;
const fileOf = ({ app, name }: Screen, look: Look) => `${app}-${name}-${nameOf(look)}`;

/**
 * `npm run screens`: every screen × width × language × theme as pictures, with one page to look at them all.
 *
 * `-- --only home --look 390-ja` takes those only whose names begin so. Fails when a page can be moved sideways.
 */
async function main(): Promise<void> {
  const text = { type: "string", default: "" } as const;
  const { only, look: wanted } = parseArgs({ options: { only: text, look: text } }).values;
  if (only === "" && wanted === "") rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const server = await startTestServer();
  process.env[TEST_SERVER_VARIABLE] = server.adminUrl;
  const databases = { money: await createTestDatabase("money"), gateway: await createTestDatabase("gateway") };
  const [world, browser] = await Promise.all([startWorld({ databases, apps: true }), openBrowser()]);
  try {
    await addOperator(world.gatewayConfig, OPERATOR);
    const screens = listScreens(world, await gatherPeople(world));
    const chosen = screens.filter(({ app, name }) => name.startsWith(only) || `${app}-${name}`.startsWith(only));
    const looks = LOOKS.filter((look) => nameOf(look).startsWith(wanted));
    const findings = await takeAll(browser, world, chosen, looks);
    writeFileSync(join(FOLDER, "index.html"), contactSheet(screens));
    for (const finding of findings) process.stdout.write(`! ${finding}\n`);
    process.stdout.write(`${chosen.length * looks.length} pictures: ${join(FOLDER, "index.html")}\n`);
    if (findings.length > 0) process.exitCode = 1;
  } finally {
    await browser.close();
    await world.stop();
    await server.stop();
  }
}

async function takeAll(browser: Browser, world: WholeWorld, screens: readonly Screen[], looks: readonly Look[]) {
  const findings: string[] = [];
  const total = screens.length * looks.length;
  let done = 0;
  for (const look of looks) {
    const waiting = [...screens];
    const lane = async () => {
      for (let screen = waiting.shift(); screen; screen = waiting.shift()) {
        findings.push(...(await take(browser, world, screen, look)));
        done += 1;
        if (process.stdout.isTTY) process.stdout.write(`\r${done} of ${total} pictures`);
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane));
    process.stdout.write(`${process.stdout.isTTY ? "\r" : ""}${done} of ${total} pictures, ${nameOf(look)} is done\n`);
  }
  return findings;
}

/** Takes one picture, and says what is wrong with the page as far as a machine can see. */
async function take(browser: Browser, world: WholeWorld, screen: Screen, look: Look): Promise<string[]> {
  const visitor = await openVisitor(browser, { ...look, height: look.width === 390 ? 844 : 800, folder: FOLDER });
  const name = fileOf(screen, look);
  try {
    await arrive(visitor, world, screen, look);
    await visitor.picture(name, visitor.page, screen.over !== true);
    const overhang = await findOverhang(visitor.page);
    const failed = visitor.troubles.filter((trouble) => /^a script failed|^console: (?!Failed to load)/.test(trouble));
    return [
      ...(overhang > 0 ? [`${name}: is ${overhang} pixels wider than the screen`] : []),
      ...failed.map((trouble) => `${name}: ${trouble}`),
    ];
  } catch (error) {
    return [`${name}: ${error instanceof Error ? error.message : String(error)}`];
  } finally {
    await visitor.close();
  }
}

async function arrive({ context, page }: Visitor, world: WholeWorld, screen: Screen, look: Look): Promise<void> {
  page.setDefaultTimeout(10_000);
  await context.addInitScript(
    ([language, scheme]) => {
      localStorage.setItem("kura.language", language);
      localStorage.setItem("kura.color-scheme", scheme);
      localStorage.setItem("RaStorekura-console.locale", JSON.stringify(language));
      localStorage.setItem("RaStorekura-console.theme", JSON.stringify(scheme));
    },
    [look.language, look.scheme] as const,
  );
  if (screen.as !== null) await context.addCookies(await signInOnce(context, world, screen.app, screen.as));
  await page.goto(screen.url);
  await page.waitForLoadState("networkidle");
  await screen.act?.(page);
}

type Cookies = Awaited<ReturnType<BrowserContext["cookies"]>>;
const signedIn = new Map<string, Promise<Cookies>>();

/** The cookies of a person, who signs in once for all pictures: each sign-in stands in somebody's timeline. */
function signInOnce(context: BrowserContext, world: WholeWorld, app: Screen["app"], email: string): Promise<Cookies> {
  const signIn = async (): Promise<Cookies> => {
    const answer = await context.request.post(
      `${app === "web" ? world.webUrl : world.consoleUrl}/api/desk/sign-in-as`,
      {
        headers: { "x-kura-client": `${app}/0.1.0` },
        data: { email },
      },
    );
    if (!answer.ok()) throw new Error(`${email} cannot sign in: ${await answer.text()}`);
    return context.cookies();
  };
  const known = signedIn.get(email) ?? signIn();
  signedIn.set(email, known);
  return known;
}

/** All pictures on one page, a row for each screen. */
function contactSheet(screens: readonly Screen[]): string {
  const rows = screens.map((screen) => {
    const figures = LOOKS.map((look) => {
      const file = `${fileOf(screen, look)}.png`;
      return `<a href="${file}"><img src="${file}" alt="${nameOf(look)}" loading="lazy" height="320"></a>`;
    });
    return `<h2>${screen.app}: ${screen.name}</h2><p>${figures.join(" ")}</p>`;
  });
  return `<!doctype html><meta charset="utf-8"><title>Kura: every screen</title>${rows.join("\n")}\n`;
}

await main();
