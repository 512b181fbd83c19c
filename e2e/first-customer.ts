import { createHash } from "node:crypto";
import { codeOf, type Person } from "./person.ts";
import type { Simulated } from "./simulated.ts";

/** What a person tells us of themselves; everything in it is made up. */
export const ANN = {
  familyName: "山田",
  givenName: "杏",
  familyKana: "ヤマダ",
  givenKana: "アン",
  birthOn: "1990-04-01",
  postalCode: "100-0005",
  prefecture: "東京都",
  city: "千代田区",
  street: "丸の内1-1-1",
  phone: "09012345678",
  occupation: "employee",
  usPerson: false,
  taxResidence: "JP",
} as const;

/** Signs a person up: address and password, then the authenticator. Returns the authenticator's secret. */
export async function signUp(person: Person, email: string, password: string): Promise<string> {
  const { totp } = (await person.must("POST", "/users", { email, password, locale: "ja" })) as {
    totp: { secret: string };
  };
  await person.must("POST", "/session/totp", { code: codeOf(totp.secret) });
  return totp.secret;
}

/** Fills in the application, agrees to what there is to agree to, and passes the identity check. */
export async function apply(
  person: Person,
  simulated: Simulated,
  personal: Readonly<Record<string, unknown>> = ANN,
): Promise<void> {
  const { checkId } = await startIdentityCheck(person, personal);
  await simulated.call("POST", `/ekyc/checks/${checkId}/complete`, { result: "passed" });
  await until("the application is in review", async () => {
    const { status } = await person.must("GET", "/application");
    return status === "review";
  });
}

/** Fills in the application, agrees to what there is to agree to, and goes to the identity vendor's page. */
export async function startIdentityCheck(
  person: Person,
  personal: Readonly<Record<string, unknown>> = ANN,
): Promise<{ url: string; checkId: string }> {
  await person.must("PUT", "/application/personal", personal);
  const { documents } = (await person.must("GET", "/documents")) as {
    documents: { id: string; version: number; hash: string }[];
  };
  for (const { id, version, hash } of documents)
    await person.must("POST", "/application/consents", { documentId: id, version, hash });
  const { url } = (await person.must("POST", "/application/identity-check")) as { url: string };
  return { url, checkId: /[0-9a-f-]{36}/.exec(url)?.[0] ?? "" };
}

/** An operator signs in and approves whoever waits; then the account is opened in money. */
export async function approveAll(operator: Person): Promise<void> {
  const { items } = (await operator.must("GET", "/operator/applications?status=review")) as { items: { id: string }[] };
  for (const { id } of items)
    await operator.must("POST", `/operator/applications/${id}/approve`, {
      reason: "本人確認済み",
      expectedStatus: "review",
    });
}

export async function signInOperator(
  operator: Person,
  who: { email: string; password: string; totpSecret: string },
): Promise<void> {
  await operator.must("POST", "/operator/session", { email: who.email, password: who.password });
  await operator.must("POST", "/operator/session/totp", { code: codeOf(who.totpSecret) });
}

/** Waits, in machine time, for what another process is about to do. */
export async function until(what: string, holds: () => Promise<boolean>, mostMs = 20_000): Promise<void> {
  const deadline = performance.now() + mostMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`it never came true that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A base32 secret that depends on a name only, for people who exist on desks and in tests. */
export function secretOf(name: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return [...createHash("sha256").update(name).digest()].map((byte) => alphabet[byte % 32]).join("");
}
