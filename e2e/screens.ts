import { rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { addOperator } from "@kura/gateway/main.ts";
import type { Browser } from "playwright-core";
import { createTestDatabase, TEST_SERVER_VARIABLE } from "../tools/test-database.ts";
import { startTestServer } from "../tools/test-server.ts";
import { openBrowser } from "./browser.ts";
import { ANN, apply, approveAll, secretOf, signInOperator, signUp, until } from "./first-customer.ts";
import { openPerson, type Person } from "./person.ts";
import { openVisitor } from "./visitor.ts";
import { startWorld, type WholeWorld } from "./world.ts";

const FOLDER = resolve(import.meta.dirname, "../test-output/screens");
const OPERATOR = { email: "aoki@kura.example", password: "a-long-desk-password", totpSecret: secretOf("aoki") };
const PASSWORD = "correct horse battery";
const WIDTHS = [390, 1280] as const;
const LANGUAGES = ["ja", "en"] as const;
const SCHEMES = ["light", "dark"] as const;

/** One screen: which app, who is looking, and where. */
type Screen = {
  readonly app: "web" | "console";
  readonly name: string;
  readonly as: string | null;
  readonly path: string;
};
type Look = { width: (typeof WIDTHS)[number]; language: (typeof LANGUAGES)[number]; scheme: (typeof SCHEMES)[number] };

/** `npm run screens`: every screen × width × language × theme as pictures, with one page to look at them all. */
async function main(): Promise<void> {
  rmSync(FOLDER, { recursive: true, force: true });
  const server = await startTestServer();
  process.env[TEST_SERVER_VARIABLE] = server.adminUrl;
  const databases = { money: await createTestDatabase("money"), gateway: await createTestDatabase("gateway") };
  const [world, browser] = await Promise.all([startWorld({ databases, apps: true }), openBrowser()]);
  try {
    await addOperator(world.gatewayConfig, { ...OPERATOR, name: "青木 透", role: "reviewer" });
    const screens = await prepareScreens(world);
    const pictures = await takeAll(browser, world, screens);
    writeFileSync(join(FOLDER, "index.html"), contactSheet(screens, pictures));
    process.stdout.write(`\n${pictures.length} pictures: ${join(FOLDER, "index.html")}\n`);
  } finally {
    await browser.close();
    await world.stop();
    await server.stop();
  }
}

/** People in every state that a screen can be seen in, and the screens they see. */
async function prepareScreens(world: WholeWorld): Promise<Screen[]> {
  const operator = openPerson(world.gatewayUrl, "console");
  await signInOperator(operator, OPERATOR);
  const owner = await openAccount(world, operator, "owner@example.com");
  const portfolioId = await copyModel(owner);
  await sendYen(world, owner, "300000");
  const { runsAt } = (await owner.must("GET", "/windows/next")) as { runsAt: string };
  await world.simulated.advance(Temporal.Instant.from(runsAt).add({ hours: 9, minutes: 40 }));
  const waiting = await openAccount(world, operator, "waiting@example.com");
  await copyModel(waiting);
  await sendYen(world, waiting, "100000");

  const [fresh, half, applicant] = ["new", "half", "applicant"].map(() => openPerson(world.gatewayUrl)) as [
    Person,
    Person,
    Person,
  ];
  await signUp(fresh, "new@example.com", PASSWORD);
  await signUp(half, "half@example.com", PASSWORD);
  await half.must("PUT", "/application/personal", ANN);
  await signUp(applicant, "applicant@example.com", PASSWORD);
  await apply(applicant, world.simulated);
  const { items } = (await operator.must("GET", "/operator/applications?status=review")) as { items: { id: string }[] };
  const done = (await operator.must("GET", "/operator/applications?status=approved")) as { items: { id: string }[] };
  for (const person of [operator, owner, waiting, fresh, half, applicant]) await person.close();
  return listScreens(portfolioId, items[0]?.id ?? "", done.items[0]?.id ?? "");
}

function listScreens(portfolioId: string, inReview: string, approved: string): Screen[] {
  const web = (name: string, as: string | null, path: string): Screen => ({ app: "web", name, as, path });
  const desk = (name: string, as: string | null, path: string): Screen => ({ app: "console", name, as, path });
  const [fresh, half, applicant] = ["new@example.com", "half@example.com", "applicant@example.com"];
  const [waiting, owner] = ["waiting@example.com", "owner@example.com"];
  return [
    web("welcome", null, "/"),
    web("sign-up", null, "/sign-up"),
    web("sign-in", null, "/sign-in"),
    web("personal", fresh, "/onboarding/personal"),
    web("documents", half, "/onboarding/documents"),
    web("identity", half, "/onboarding/identity"),
    web("status-in-review", applicant, "/onboarding/status"),
    web("discover", owner, "/discover"),
    web("portfolio", owner, `/discover/${portfolioId}`),
    web("copy", owner, `/discover/${portfolioId}/copy`),
    web("home-waiting", waiting, "/home"),
    web("home-owning", owner, "/home"),
    web("preview", waiting, "/preview"),
    web("deposit", owner, "/deposit"),
    web("history", owner, "/history"),
    web("not-found", null, "/nothing-here"),
    desk("sign-in", null, "/login"),
    desk("desk", OPERATOR.email, "/"),
    desk("applications", OPERATOR.email, "/applications"),
    desk("application-in-review", OPERATOR.email, `/applications/${inReview}/show`),
    desk("application-approved", OPERATOR.email, `/applications/${approved}/show`),
  ];
}

async function takeAll(browser: Browser, world: WholeWorld, screens: readonly Screen[]): Promise<string[]> {
  const looks = WIDTHS.flatMap((width) =>
    LANGUAGES.flatMap((language) => SCHEMES.map((scheme): Look => ({ width, language, scheme }))),
  );
  const pictures: string[] = [];
  for (const look of looks)
    for (const screen of screens) {
      pictures.push(await take(browser, world, screen, look));
      if (process.stdout.isTTY)
        process.stdout.write(`\r${pictures.length} of ${looks.length * screens.length} pictures`);
    }
  return pictures;
}

async function take(browser: Browser, world: WholeWorld, screen: Screen, look: Look): Promise<string> {
  const visitor = await openVisitor(browser, { ...look, height: look.width === 390 ? 844 : 800, folder: FOLDER });
  const origin = screen.app === "web" ? world.webUrl : world.consoleUrl;
  try {
    await visitor.context.addInitScript(
      ([language, scheme]) => {
        localStorage.setItem("kura.language", language);
        localStorage.setItem("kura.color-scheme", scheme);
        localStorage.setItem("RaStorekura-console.locale", JSON.stringify(language));
        localStorage.setItem("RaStorekura-console.theme", JSON.stringify(scheme));
      },
      [look.language, look.scheme] as const,
    );
    if (screen.as !== null) {
      const signedIn = await visitor.context.request.post(`${origin}/api/desk/sign-in-as`, {
        headers: { "x-kura-client": `${screen.app}/0.1.0` },
        data: { email: screen.as },
      });
      if (!signedIn.ok()) throw new Error(`${screen.as} cannot sign in: ${await signedIn.text()}`);
    }
    await visitor.page.goto(`${origin}${screen.path}`);
    const name = `${screen.app}-${screen.name}-${look.width}-${look.language}-${look.scheme}`;
    return await visitor.picture(name);
  } finally {
    await visitor.close();
  }
}

async function openAccount(world: WholeWorld, operator: Person, email: string): Promise<Person> {
  const person = openPerson(world.gatewayUrl);
  await signUp(person, email, PASSWORD);
  await apply(person, world.simulated);
  await approveAll(operator);
  await until("the account is open", async () => (await person.must("GET", "/session")).accountOpened === true);
  return person;
}

async function copyModel(person: Person): Promise<string> {
  type Model = { id: string; version: number; holdings: { symbol: string; weightBps: number }[] };
  const { portfolios } = (await person.must("GET", "/portfolios")) as { portfolios: Model[] };
  const model = portfolios[1];
  if (!model) throw new Error("there is a second model portfolio");
  const holdings = model.holdings.map(({ symbol, weightBps }) => ({ symbol, weightBps }));
  await person.must("PUT", "/target", { holdings, source: { portfolioId: model.id, version: model.version } });
  return model.id;
}

async function sendYen(world: WholeWorld, person: Person, amount: string): Promise<void> {
  type Account = { depositAccount: { branchCode: string; accountNumber: string } };
  const { branchCode, accountNumber } = ((await person.must("GET", "/account")) as Account).depositAccount;
  await world.simulated.sendYen({ amount, payerName: "ヤマダ アン", branchCode, accountNumber });
  await until("the yen have arrived", async () => {
    const { inProgress } = (await person.must("GET", "/overview")) as { inProgress: unknown[] };
    return inProgress.length > 0;
  });
}

/** All pictures on one page, a row for each screen. */
function contactSheet(screens: readonly Screen[], pictures: readonly string[]): string {
  const figure = (path: string) => {
    const file = relative(FOLDER, path);
    return `<a href="${file}"><img src="${file}" alt="${file}" loading="lazy" height="320"></a>`;
  };
  const rows = screens.map(({ app, name }) => {
    const own = pictures.filter((path) => relative(FOLDER, path).startsWith(`${app}-${name}-`));
    return `<h2>${app}: ${name}</h2><p>${own.map(figure).join(" ")}</p>`;
  });
  return `<!doctype html><meta charset="utf-8"><title>Kura: every screen</title>${rows.join("\n")}\n`;
}

await main();
