import { createHash, randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { beforeAll, expect, test } from "vitest";
import { buildWall, type Request, type RouteRule, type Wall } from "./wall.ts";

const NOW = Temporal.Instant.from("2026-11-23T09:00:00Z");
const nowS = NOW.epochMilliseconds / 1000;
const CUSTOMER = "01980000-0000-7000-8000-00000000000a";
const OTHER = "01980000-0000-7000-8000-00000000000b";

let wall: Wall;
let key: CryptoKey;
let strange: CryptoKey;
beforeAll(async () => {
  const pair = await generateKeyPair("EdDSA", { extractable: true });
  key = pair.privateKey;
  strange = (await generateKeyPair("EdDSA")).privateKey;
  wall = buildWall({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: "k1", alg: "EdDSA" }] }, () => NOW);
});

const BODY = Buffer.from('{"reason":"test"}');
const request: Omit<Request, "authorization"> = {
  method: "PUT",
  path: `/customers/${CUSTOMER}/target?x=1`,
  body: BODY,
  key: "key-1",
};
const rule: RouteRule = { may: ["customer"], stepUp: false, once: true };
const good = () => ({
  iss: "gateway",
  aud: "money",
  iat: nowS,
  exp: nowS + 30,
  jti: randomUUID(),
  method: "PUT",
  path: request.path,
  body: createHash("sha256").update(BODY).digest("base64url"),
  key: "key-1",
  may: "customer",
  sub: CUSTOMER,
  second: null,
  authAt: nowS - 60,
  amr: ["pwd", "otp"],
  stepUpAt: null,
});
type Claims = Record<string, unknown>;
const sign = (claims: Claims, header = { alg: "EdDSA", kid: "k1" }, by = key) =>
  new SignJWT(claims).setProtectedHeader(header).sign(by);
const without = (name: string): Claims =>
  Object.fromEntries(Object.entries(good()).filter(([claim]) => claim !== name));

const knock = async (
  token: string,
  changed: Partial<Request> = {},
  forRule = rule,
  customerId: string | null = CUSTOMER,
) => wall({ ...request, authorization: `Bearer ${token}`, ...changed }, forRule, customerId);

test("a proof made for this very request is let in", async () => {
  expect(await knock(await sign(good()))).toMatchObject({ may: "customer", sub: CUSTOMER });
});

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Each spoils one thing of a good proof. */
const UNAUTHORIZED: [string, () => Promise<string> | string, Partial<Request>?][] = [
  ["no token", () => "", { authorization: undefined }],
  ["another scheme", () => sign(good()), { authorization: "Basic U0lNOlNJTQ==" }],
  ["not a token", () => "abc"],
  ["two dots and nothing else", () => ".."],
  ["algorithm none", () => `${base64({ alg: "none" })}.${base64(good())}.`],
  ["algorithm none with a signature", () => `${base64({ alg: "none", kid: "k1" })}.${base64(good())}.AAAA`],
  ["a key that is not the gateway's", () => sign(good(), { alg: "EdDSA", kid: "k1" }, strange)],
  ["an unknown key id", () => sign(good(), { alg: "EdDSA", kid: "k2" })],
  [
    "a changed payload",
    async () => {
      const [head, , signature] = (await sign(good())).split(".");
      return `${head}.${base64({ ...good(), sub: OTHER })}.${signature}`;
    },
  ],
  ["a shortened signature", async () => (await sign(good())).slice(0, -4)],
  [
    "a shared secret over the public key",
    async () =>
      new SignJWT(good())
        .setProtectedHeader({ alg: "HS256", kid: "k1" })
        .sign(new TextEncoder().encode("k1".repeat(20))),
  ],
  ["another issuer", () => sign({ ...good(), iss: "web" })],
  ["another audience", () => sign({ ...good(), aud: "gateway" })],
  ["expired", () => sign({ ...good(), iat: nowS - 40, exp: nowS - 10 })],
  ["living longer than half a minute", () => sign({ ...good(), exp: nowS + 31 })],
  ["from the future", () => sign({ ...good(), iat: nowS + 10, exp: nowS + 40 })],
  ["no expiry", () => sign(without("exp"))],
  ["no time of issue", () => sign(without("iat"))],
  ["expiry as text", () => sign({ ...good(), exp: "soon" })],
  ["a fractional time", () => sign({ ...good(), iat: nowS - 0.5 })],
  ["no id", () => sign(without("jti"))],
  ["a short id", () => sign({ ...good(), jti: "1" })],
  ["no method", () => sign(without("method"))],
  ["another method", () => sign({ ...good(), method: "POST" })],
  ["a method in lower case", () => sign({ ...good(), method: "put" })],
  ["no path", () => sign(without("path"))],
  ["another path", () => sign({ ...good(), path: `/customers/${OTHER}/target?x=1` })],
  ["the path without its query", () => sign({ ...good(), path: `/customers/${CUSTOMER}/target` })],
  ["the path with another query", () => sign({ ...good(), path: `/customers/${CUSTOMER}/target?x=2` })],
  ["no body hash", () => sign(without("body"))],
  ["another body", () => sign(good()), { body: Buffer.from('{"reason":"other"}') }],
  ["the body with a space more", () => sign(good()), { body: Buffer.from('{"reason":"test"} ') }],
  ["an empty body hash", () => sign({ ...good(), body: "" })],
  ["no Idempotency-Key claim", () => sign(without("key"))],
  ["another Idempotency-Key", () => sign(good()), { key: "key-2" }],
  ["the Idempotency-Key taken away", () => sign(good()), { key: null }],
  ["an Idempotency-Key added", () => sign({ ...good(), key: null })],
  ["no role", () => sign(without("may"))],
  ["an unknown role", () => sign({ ...good(), may: "administrator" })],
  ["roles as a list", () => sign({ ...good(), may: ["customer"] })],
  ["nobody's name", () => sign({ ...good(), sub: "" })],
  ["no name", () => sign(without("sub"))],
  ["no second claim", () => sign(without("second"))],
  ["methods of sign-in as text", () => sign({ ...good(), amr: "pwd" })],
];

test.each(UNAUTHORIZED)("%s is turned away with 401", async (_name, token, changed) => {
  const verdict = await knock(await token(), changed);
  expect(verdict).toMatchObject({ denied: 401 });
});

test("a proof for one customer does not open another's account", async () => {
  expect(await knock(await sign(good()), {}, rule, OTHER)).toMatchObject({ denied: 403 });
});

test("a role that the route does not admit is turned away with 403", async () => {
  expect(await knock(await sign({ ...good(), may: "operator", sub: "op-1" }))).toMatchObject({ denied: 403 });
  expect(await knock(await sign({ ...good(), may: "system", sub: "gateway" }))).toMatchObject({ denied: 403 });
});

test("a customer or operator who has not signed in is turned away with 403", async () => {
  expect(await knock(await sign({ ...good(), authAt: null }))).toMatchObject({ denied: 403 });
});

test("nobody is their own second pair of eyes", async () => {
  const operators: RouteRule = { may: ["operator"], stepUp: false, once: true };
  const one = { ...good(), may: "operator", sub: "op-1" };
  expect(await knock(await sign({ ...one, second: "op-1" }), {}, operators)).toMatchObject({ denied: 403 });
  expect(await knock(await sign({ ...one, second: "op-2" }), {}, operators)).toMatchObject({ second: "op-2" });
});

test("a route that demands a step-up takes only a fresh one", async () => {
  const fresh: RouteRule = { ...rule, stepUp: true };
  expect(await knock(await sign(good()), {}, fresh)).toMatchObject({ denied: 403 });
  expect(await knock(await sign({ ...good(), stepUpAt: nowS - 301 }), {}, fresh)).toMatchObject({ denied: 403 });
  expect(await knock(await sign({ ...good(), stepUpAt: nowS - 300 }), {}, fresh)).toMatchObject({ sub: CUSTOMER });
});
