import { createHash, randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from "jose";
import { Pool } from "undici";

/** A key pair that money would accept proofs from: the private half for us, the public set for money. */
export type DoorKey = { readonly kid: string; readonly privateKey: CryptoKey; readonly publicKeys: JSONWebKeySet };

export async function createDoorKey(): Promise<DoorKey> {
  const kid = randomUUID();
  const { publicKey, privateKey } = await generateKeyPair("EdDSA", { extractable: true });
  return {
    kid,
    privateKey,
    publicKeys: { keys: [{ ...(await exportJWK(publicKey)), kid, alg: "EdDSA", use: "sig" }] },
  };
}

export type Ask = {
  readonly method?: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly body?: unknown;
  readonly may: "customer" | "operator" | "system";
  readonly sub: string;
  readonly second?: string;
  readonly key?: string;
};
export type Answer = { readonly status: number; readonly body: unknown };

/** The claims of a good proof of a request, for tests to spoil. */
export function claimsOf(ask: Ask, nowS = Math.floor(Date.now() / 1000)): Record<string, unknown> {
  const bytes = ask.body === undefined ? "" : JSON.stringify(ask.body);
  return {
    iss: "gateway",
    aud: "money",
    iat: nowS,
    exp: nowS + 30,
    jti: randomUUID(),
    method: ask.method ?? "GET",
    path: ask.path,
    body: createHash("sha256").update(bytes).digest("base64url"),
    key: ask.key ?? null,
    may: ask.may,
    sub: ask.sub,
    second: ask.second ?? null,
    authAt: ask.may === "system" ? null : nowS,
    amr: ask.may === "system" ? [] : ["pwd", "otp"],
    stepUpAt: null,
  };
}

export async function signClaims(key: DoorKey, claims: Record<string, unknown>): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: "EdDSA", kid: key.kid, typ: "JWT" }).sign(key.privateKey);
}

/** Speaks to money as the gateway would: a second pair of hands on the contract, so that a change of it is noticed. */
export function openDoor(url: string, key: DoorKey) {
  const pool = new Pool(url, { connections: 16 });
  return {
    async ask(ask: Ask, token?: string): Promise<Answer> {
      const headers: Record<string, string> = {
        authorization: `Bearer ${token ?? (await signClaims(key, claimsOf(ask)))}`,
      };
      if (ask.key !== undefined) headers["idempotency-key"] = ask.key;
      if (ask.body !== undefined) headers["content-type"] = "application/json";
      const answer = await pool.request({
        method: ask.method ?? "GET",
        path: ask.path,
        headers,
        body: ask.body === undefined ? null : JSON.stringify(ask.body),
      });
      const text = await answer.body.text();
      return { status: answer.statusCode, body: text === "" ? null : JSON.parse(text) };
    },
    close: () => pool.close(),
  };
}
