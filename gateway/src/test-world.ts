import { createHmac, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fixedClock } from "@kura/shared/clock.ts";
import { generateKeyPair, type JWTPayload, jwtVerify } from "jose";
import { TOTP } from "otpauth";
import type { App } from "./app.ts";
import type { GatewayConfig } from "./config.ts";
import { openDb } from "./db.ts";
import { buildApp } from "./http.ts";
import type { IdentityVendor, VendorCheck } from "./identity/vendor.ts";
import { newId } from "./ids.ts";
import { openMoneyClient } from "./money-client.ts";
import type { Parts } from "./parts.ts";
import { addOperator } from "./sessions/add-operator.ts";
import { newTotpSecret } from "./sessions/totp.ts";
import { localKeys } from "./vault/key-file.ts";
import { drainWork } from "./worker.ts";

/** A gateway for tests: real HTTP routes and a real database, clocks that stand still, and stand-ins for the rest. */
export type TestWorld = Awaited<ReturnType<typeof openTestWorld>>;

export type MoneyCall = {
  method: string;
  path: string;
  body: string;
  headers: IncomingMessage["headers"];
  claims: JWTPayload & Record<string, unknown>;
};
export type MoneyReply = { status: number; body: unknown; headers?: Record<string, string> };

const BUSINESS_START = "2026-03-02T00:00:00Z";
const MACHINE_START = "2026-11-23T00:00:00Z";
export const WEBHOOK_SECRET = "a secret of the tests";

/** Opens a gateway on a database. Clocks stand; money is a server of the test's own, which checks every proof. */
export async function openTestWorld(options: { databaseUrl: string; desk?: boolean }) {
  const business = fixedClock(BUSINESS_START);
  const machine = fixedClock(MACHINE_START);
  const { privateKey, publicKey } = await generateKeyPair("EdDSA", { crv: "Ed25519" });
  const money = await startMoney((token) =>
    jwtVerify(token, publicKey, { audience: "money", issuer: "gateway", currentDate: asDate(machine.now()) }),
  );
  const vendor = fakeVendor();
  const config: GatewayConfig = {
    ...{ databaseUrl: options.databaseUrl, port: 0, moneyUrl: money.url, signingKeyFile: "", vaultKeyFile: "" },
    ...{ ekycUrl: "http://127.0.0.1:9", ekycWebhookSecret: WEBHOOK_SECRET, bankWebhookSecret: WEBHOOK_SECRET },
    ...{ webOrigin: "http://127.0.0.1:4000", consoleOrigin: "http://127.0.0.1:4001" },
    ...(options.desk ? { clockUrl: "http://127.0.0.1:9", simulatorPublicUrl: "http://127.0.0.1:4200" } : {}),
  };
  const parts: Parts = {
    config,
    db: openDb(options.databaseUrl),
    keys: localKeys({ keyId: "test", wrappingKey: randomBytes(32), indexKey: randomBytes(32) }),
    money: openMoneyClient({ url: money.url, signingKey: { kid: "test", key: privateKey }, machine }),
    vendor: vendor.vendor,
    business,
    machine,
    ids: newId,
  };
  const limits = { perMinute: 100_000, credentialsPerMinute: 100_000 };
  const app = await buildApp(parts, { desk: options.desk ?? false, limits, logLevel: "silent" });
  return {
    ...{ parts, app, business, machine, money, vendor },
    async close() {
      await app.close();
      await parts.money.close();
      await parts.db.destroy();
      await money.stop();
    },
  };
}

/** A browser: keeps its cookies, says which app it is, and speaks JSON. */
export function openBrowser(app: App) {
  const cookies = new Map<string, string>();
  async function call(method: "GET" | "POST" | "PUT" | "DELETE", url: string, body?: unknown, headers = {}) {
    const answer = await app.inject({
      method,
      url,
      cookies: Object.fromEntries(cookies),
      headers: {
        "x-kura-client": "web/0.1.0",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    for (const cookie of answer.cookies) cookies.set(cookie.name, cookie.value);
    return { status: answer.statusCode, json: answer.body === "" ? null : JSON.parse(answer.body), answer };
  }
  return { call, cookies };
}

export type Browser = ReturnType<typeof openBrowser>;

let emails = 0;
export const PASSWORD = "correct horse battery";

/** Someone who signed up and confirmed their authenticator. */
export async function signUpCustomer(world: TestWorld) {
  emails += 1;
  const email = `customer${emails}@example.com`;
  const browser = openBrowser(world.app);
  const signedUp = await browser.call("POST", "/users", { email, password: PASSWORD, locale: "ja" });
  const secret: string = signedUp.json.totp.secret;
  await browser.call("POST", "/session/totp", { code: nextCode(world, secret) });
  return { ...browser, email, secret };
}

/** An operator who is fully signed in. */
export async function signInOperator(world: TestWorld) {
  emails += 1;
  const email = `operator${emails}@kura.example`;
  const secret = newTotpSecret();
  const operator = { email, name: "佐藤 花子", role: "reviewer" as const, password: PASSWORD, totpSecret: secret };
  const { operatorId } = await addOperator(world.parts, operator);
  const browser = openBrowser(world.app);
  await browser.call("POST", "/operator/session", { email, password: PASSWORD });
  await browser.call("POST", "/operator/session/totp", { code: nextCode(world, secret) });
  return { ...browser, email, secret, operatorId };
}

/** A code that was not used before: the machine's clock moves on to the next one. */
export function nextCode(world: TestWorld, secret: string): string {
  world.machine.set(world.machine.now().add({ seconds: 30 }));
  return codeNow(world, secret);
}

/** The code an authenticator shows at the machine's moment. */
export function codeNow(world: TestWorld, secret: string): string {
  return new TOTP({ secret }).generate({ timestamp: world.machine.now().epochMilliseconds });
}

export const PERSONAL = {
  familyName: "山田",
  givenName: "太郎",
  familyKana: "ヤマダ",
  givenKana: "タロウ",
  birthOn: "1990-04-01",
  postalCode: "100-0001",
  prefecture: "東京都",
  city: "千代田区",
  street: "千代田1-1",
  phone: "09012345678",
  occupation: "会社員",
  usPerson: false,
  taxResidence: "JP",
};

/** Agrees to every document in force. */
export async function agreeToAll({ call }: Pick<Browser, "call">): Promise<void> {
  const { json } = await call("GET", "/documents");
  for (const { id, version, hash } of json.documents) {
    await call("POST", "/application/consents", { documentId: id, version, hash });
  }
}

/** Brings an applicant to the vendor's door; returns the vendor's id of their check. */
export async function goToVendor(world: TestWorld, applicant: Pick<Browser, "call">): Promise<string> {
  await applicant.call("PUT", "/application/personal", PERSONAL);
  await agreeToAll(applicant);
  const { json } = await applicant.call("POST", "/application/identity-check");
  return world.vendor.checkAt(json.url);
}

/** The vendor finishes a check and tells us, as it does in life. */
export async function finishCheck(world: TestWorld, checkId: string, status: "passed" | "failed") {
  world.vendor.complete(checkId, status);
  return sendWebhook(world, "/webhooks/ekyc", { kind: "check_completed", checkId, clientReference: "-", status });
}

/** An applicant approved by an operator; opening the account in money is left to the worker. */
export async function approve(world: TestWorld) {
  const applicant = await signUpCustomer(world);
  const operator = await signInOperator(world);
  await finishCheck(world, await goToVendor(world, applicant), "passed");
  const applicationId: string = (await applicant.call("GET", "/application")).json.id;
  const decision = { reason: "確認済み", expectedStatus: "review" };
  const { json } = await operator.call("POST", `/operator/applications/${applicationId}/approve`, decision);
  const customerId: string = json.customerId;
  const customerNumber: string = json.customerNumber;
  return { applicant, operator, applicationId, customerId, customerNumber };
}

/** A customer whose account in money is open. */
export async function openCustomerAccount(world: TestWorld) {
  const { applicant, customerId } = await approve(world);
  world.money.behaviour.reply = async () => ({ status: 201, body: {} });
  await drainWork(world.parts);
  world.money.behaviour.reply = async () => ({ status: 200, body: {} });
  return { ...applicant, customerId };
}

/** Sends a webhook as its sender would, or with one thing wrong. */
export async function sendWebhook(
  world: TestWorld,
  url: string,
  body: object,
  change: { secret?: string; atSeconds?: number; body?: string } = {},
) {
  const raw = JSON.stringify(body);
  const at = change.atSeconds ?? Math.floor(world.machine.now().epochMilliseconds / 1000);
  const mac = createHmac("sha256", change.secret ?? WEBHOOK_SECRET)
    .update(`${at}.${raw}`)
    .digest("hex");
  const headers = { "content-type": "application/json", "x-simulator-signature": `t=${at},v1=${mac}` };
  return world.app.inject({ method: "POST", url, headers, payload: change.body ?? raw });
}

function fakeVendor() {
  const checks = new Map<string, VendorCheck>();
  const vendor: IdentityVendor = {
    async open({ clientReference }) {
      const checkId = `check-${newId()}`;
      checks.set(checkId, { checkId, clientReference, status: "pending", method: "jpki", completedAt: null });
      return { checkId, url: `http://vendor.example/${checkId}` };
    },
    find: async (checkId) => checks.get(checkId) ?? null,
    close: async () => {},
  };
  return {
    vendor,
    checks,
    checkAt: (url: string) => url.split("/").at(-1) ?? "",
    complete(checkId: string, status: "passed" | "failed") {
      const check = checks.get(checkId);
      if (check !== undefined) checks.set(checkId, { ...check, status });
    },
  };
}

async function startMoney(verify: (token: string) => Promise<{ payload: JWTPayload }>) {
  const calls: MoneyCall[] = [];
  const behaviour = { reply: async (_call: MoneyCall): Promise<MoneyReply> => ({ status: 200, body: {} }) };
  const server: Server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString("utf8");
    const token = (request.headers.authorization ?? "").replace("Bearer ", "");
    const { payload } = await verify(token);
    const { method = "", url = "", headers } = request;
    const call = { method, path: url, body, headers, claims: payload };
    calls.push(call);
    const reply = await behaviour.reply(call);
    response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
    response.end(typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    behaviour,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function asDate(at: Temporal.Instant): Date {
  return new Date(at.epochMilliseconds);
}
