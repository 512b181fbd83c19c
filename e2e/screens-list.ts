import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { addressOf, type Cast, OPERATOR, PASSWORD } from "./screens-people.ts";
import type { WholeWorld } from "./world.ts";

/** One screen: what it is called, who looks at it, where it is, and what has to be done there to see it. */
export type Screen = {
  readonly app: "web" | "console" | "simulator";
  readonly name: string;
  readonly as: string | null;
  readonly url: string;
  readonly act?: (page: Page) => Promise<void>;
  /** Shows something that lies over the page, so only what is on the screen belongs to it. */
  readonly over?: boolean;
};

const submit = (page: Page) => page.locator("main button[type=submit]").first().click();

async function signInFirst(page: Page): Promise<void> {
  await page.locator("input[type=email]").fill(addressOf("new"));
  await page.locator("input[type=password]").fill(PASSWORD);
  await submit(page);
  await page.locator("input[autocomplete=one-time-code]").waitFor();
}

async function enrol(page: Page): Promise<void> {
  await page.locator("input[type=email]").fill(`visitor-${randomUUID().slice(0, 8)}@example.com`);
  await page.locator("input[type=password]").fill(PASSWORD);
  await submit(page);
  await page.getByTestId("totp-secret").waitFor();
}

async function openDocument(page: Page): Promise<void> {
  await page.locator("button[aria-describedby^=document-]").first().click();
  await page.getByRole("dialog").waitFor();
}

async function openMenu(page: Page): Promise<void> {
  await page.locator("header button").last().click();
  await page.getByRole("dialog").waitFor();
}

/** Every screen of the customers' app. */
function listWeb({ webUrl }: WholeWorld, { portfolioId }: Cast): Screen[] {
  const web = (name: string, person: string | null, path: string, more: Partial<Screen> = {}): Screen => {
    return { app: "web", name, as: person === null ? null : addressOf(person), url: `${webUrl}${path}`, ...more };
  };
  const goOn = async (page: Page, steps: number) => {
    for (let step = 0; step < steps; step += 1) await submit(page);
  };
  return [
    web("welcome", null, "/"),
    web("sign-up", null, "/sign-up"),
    web("sign-up-mistakes", null, "/sign-up", { act: submit }),
    web("authenticator", null, "/sign-up", { act: enrol }),
    web("sign-in", null, "/sign-in"),
    web("sign-in-needed", null, "/home"),
    web("code", null, "/sign-in", { act: signInFirst }),
    web("personal-name", "new", "/onboarding/personal"),
    web("personal-mistakes", "new", "/onboarding/personal", { act: submit }),
    web("personal-address", "half", "/onboarding/personal", { act: (page) => goOn(page, 1) }),
    web("personal-work", "half", "/onboarding/personal", { act: (page) => goOn(page, 2) }),
    web("documents", "half", "/onboarding/documents"),
    web("document", "half", "/onboarding/documents", { act: openDocument, over: true }),
    web("identity", "checking", "/onboarding/identity"),
    web("identity-failed", "failed", "/onboarding/identity"),
    web("status-draft", "half", "/onboarding/status"),
    web("status-checking", "checking", "/onboarding/status"),
    web("status-failed", "failed", "/onboarding/status"),
    web("status-in-review", "applicant", "/onboarding/status"),
    web("status-rejected", "rejected", "/onboarding/status"),
    web("status-open", "open", "/onboarding/status"),
    web("discover", "owner", "/discover"),
    web("portfolio", "owner", `/discover/${portfolioId}`),
    web("portfolio-applicant", "applicant", `/discover/${portfolioId}`),
    web("copy-first", "open", `/discover/${portfolioId}/copy`),
    web("copy-same", "owner", `/discover/${portfolioId}/copy`),
    web("home-new", "open", "/home"),
    web("home-aiming", "aiming", "/home"),
    web("home-waiting", "waiting", "/home"),
    web("home-owning", "owner", "/home"),
    web("preview-new", "open", "/preview"),
    web("preview", "waiting", "/preview"),
    web("deposit-new", "open", "/deposit"),
    web("deposit", "owner", "/deposit"),
    web("history-new", "open", "/history"),
    web("history", "owner", "/history"),
    web("history-open", "owner", "/history", { act: (page) => page.locator("details summary").nth(2).click() }),
    web("menu", "owner", "/home", {
      act: openMenu,
      over: true,
    }),
    web("not-found", null, "/nothing-here"),
  ];
}

async function signInOperatorFirst(page: Page): Promise<void> {
  await page.locator("input[name=email]").fill(OPERATOR.email);
  await page.locator("input[name=password]").fill(OPERATOR.password);
  await submit(page);
  await page.locator("input[name=code]").waitFor();
}

/** Opens the dialog behind a button, whichever language it speaks. */
const decide = (name: RegExp) => async (page: Page) => {
  await page.getByRole("button", { name }).click();
  await page.getByRole("dialog").waitFor();
};

/** Every screen of the operations console. */
function listConsole({ consoleUrl }: WholeWorld, { applications }: Cast): Screen[] {
  const desk = (name: string, path: string, more: Partial<Screen> = {}): Screen => {
    return { app: "console", name, as: OPERATOR.email, url: `${consoleUrl}${path}`, ...more };
  };
  const all = `/applications?filter=${encodeURIComponent("{}")}&page=1&perPage=25`;
  const menu = async (page: Page) => {
    await page.locator("header button[aria-haspopup=menu]").click();
    await page.getByRole("menu").waitFor();
  };
  return [
    desk("sign-in", "/login", { as: null }),
    desk("code", "/login", { as: null, act: signInOperatorFirst }),
    desk("desk", "/"),
    desk("account-menu", "/", { act: menu, over: true }),
    desk("applications", "/applications"),
    desk("applications-all", all),
    desk("application-in-review", `/applications/${applications.review}/show`),
    desk("approving", `/applications/${applications.review}/show`, { act: decide(/^(承認|Approve)$/), over: true }),
    desk("rejecting", `/applications/${applications.review}/show`, { act: decide(/^(否決|Reject)$/), over: true }),
    desk("application-approved", `/applications/${applications.approved}/show`),
    desk("application-rejected", `/applications/${applications.rejected}/show`),
    desk("not-found", "/nothing-here"),
  ];
}

/** The simulated world's own pages, which a customer comes past on a desk. */
function listSimulator({ simulatorUrl }: WholeWorld, { checkUrl }: Cast): Screen[] {
  const page = (name: string, url: string): Screen => ({ app: "simulator", name, as: null, url });
  return [page("bank", `${simulatorUrl}/bank?accountNumber=1000001&amount=100000`), page("identity-check", checkUrl)];
}

/** Every screen there is. */
export function listScreens(world: WholeWorld, cast: Cast): Screen[] {
  return [...listWeb(world, cast), ...listConsole(world, cast), ...listSimulator(world, cast)];
}
