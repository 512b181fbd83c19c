import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { TOTP } from "otpauth";
import type { Addresses } from "./brokerage.ts";

/** What a seed needs to know of the brokerage it fills. */
export type Desk = {
  readonly addresses: Addresses;
  readonly moneyEnvironment: Readonly<Record<string, string>>;
  readonly gatewayEnvironment: Readonly<Record<string, string>>;
  say(line: string): void;
};

/** Somebody to sign in as. They exist only while the simulator owns the clock. */
export type SignIn = {
  readonly name: string;
  readonly where: "web" | "console";
  readonly email: string;
  readonly password: string;
  readonly totpSecret: string;
  /** Signs in with one click, where there is such a page. */
  readonly link?: string;
};

/** Fills a brokerage with its first people. Repeating it is safe: the seed finds who is there already. */
export async function seedBrokerage(desk: Desk): Promise<readonly SignIn[]> {
  const file = resolve(import.meta.dirname, "../e2e/seed.ts");
  if (!existsSync(file)) return [];
  const { seed } = (await import(pathToFileURL(file).href)) as { seed(desk: Desk): Promise<readonly SignIn[]> };
  return seed(desk);
}

/** One line per person, with the code that an authenticator would show right now. */
export function describeSignIns(signIns: readonly SignIn[]): string[] {
  return signIns.flatMap(({ name, where, email, password, totpSecret, link }) => {
    const code = new TOTP({ secret: totpSecret }).generate();
    const line = `  ${where === "web" ? "app    " : "console"}  ${name}: ${email}  password ${password}  code ${code}`;
    return link === undefined ? [line] : [line, `           ${link}`];
  });
}
