import { randomBytes } from "node:crypto";
import { chmod, link, readFile, rm, writeFile } from "node:fs/promises";
import { assert } from "@kura/shared/assert.ts";
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";

/** The gateway's Ed25519 key, with the id under which money knows its public half. */
export type SigningKey = { kid: string; key: CryptoKey };

/** Where the public half is written: `gateway-signing.jwk` gives `gateway-signing.jwk.public.jwks`. */
export function publicKeysFileFor(signingKeyFile: string): string {
  return `${signingKeyFile}.public.jwks`;
}

/** Reads the key with which requests to money are signed. */
export async function readSigningKey(file: string): Promise<SigningKey> {
  const jwk = JSON.parse(await readFile(file, "utf8")) as JWK;
  const key = await importJWK(jwk, "EdDSA");
  assert(!(key instanceof Uint8Array), "readSigningKey: the file holds an Ed25519 key");
  return { kid: await calculateJwkThumbprint(jwk), key };
}

/**
 * Makes a signing key unless there is one, and writes its public half for money. Returns where that half is.
 *
 * Several processes may come at once: the key appears whole or not at all, and the first one stays.
 */
export async function createSigningKey(file: string, publicKeysFile = publicKeysFileFor(file)): Promise<string> {
  const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  await writeOnce(file, JSON.stringify(await exportJWK(privateKey)));
  const { d: _private, ...publicJwk } = JSON.parse(await readFile(file, "utf8")) as JWK;
  const kid = await calculateJwkThumbprint(publicJwk);
  const keys = { keys: [{ ...publicJwk, kid, alg: "EdDSA", use: "sig" }] };
  await writeFile(publicKeysFile, `${JSON.stringify(keys)}\n`);
  return publicKeysFile;
}

/** Writes a secret file unless it exists. It is readable by its owner only, and never seen half written. */
export async function writeOnce(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  await writeFile(draft, `${text}\n`, { mode: 0o600 });
  try {
    await chmod(draft, 0o600);
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(draft);
  }
}
