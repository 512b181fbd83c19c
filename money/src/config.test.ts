import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ConfigError, readConfig } from "./config.ts";

let folder: string;
let environment: Record<string, string>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kura-config-"));
  const keysFile = join(folder, "keys.json");
  writeFileSync(keysFile, JSON.stringify({ keys: [{ kty: "OKP", crv: "Ed25519", x: "x" }] }));
  environment = {
    MONEY_DATABASE_URL: "postgres://127.0.0.1/kura",
    GATEWAY_PUBLIC_KEYS_FILE: keysFile,
    BROKER_URL: "https://broker-api.sandbox.alpaca.markets",
    BROKER_DATA_URL: "https://data.sandbox.alpaca.markets",
    BROKER_KEY: "the-key",
    BROKER_SECRET: "the-secret",
    BROKER_ACCOUNT_ID: "3f0c2a51-8a5e-4f0e-9a5b-6f1f5f0b7c21",
    BANK_URL: "http://127.0.0.1:1",
    FX_URL: "http://127.0.0.1:1",
  };
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (more: Record<string, string> = {}) => readConfig({ ...environment, ...more }).broker;

test("the broker is asked with key and secret unless it is said otherwise", () => {
  expect(read()).toEqual({
    url: "https://broker-api.sandbox.alpaca.markets",
    dataUrl: "https://data.sandbox.alpaca.markets",
    key: "the-key",
    secret: "the-secret",
    accountId: "3f0c2a51-8a5e-4f0e-9a5b-6f1f5f0b7c21",
    auth: "basic",
  });
  expect(read({ BROKER_AUTH: "headers" }).auth).toBe("headers");
});

test("tokens and the tag of our order flow are configuration too", () => {
  const tokenUrl = "https://authx.sandbox.alpaca.markets/v1/oauth2/token";
  const more = { BROKER_AUTH: "oauth", BROKER_TOKEN_URL: tokenUrl, BROKER_SUBTAG: "kura" };
  expect(read(more)).toMatchObject({ auth: "oauth", tokenUrl, subtag: "kura" });
});

test("a setting that is missing or wrong is said by name, and never with its value", () => {
  const problem = (more: Record<string, string>) => {
    try {
      return String(read(more));
    } catch (error) {
      if (error instanceof ConfigError) return error.message;
      throw error;
    }
  };
  expect(problem({ BROKER_AUTH: "oauth" })).toMatch(/BROKER_TOKEN_URL: is needed where BROKER_AUTH is oauth/);
  expect(problem({ BROKER_AUTH: "digest" })).toMatch(/BROKER_AUTH/);
  expect(problem({ BROKER_AUTH: "oauth", BROKER_TOKEN_URL: "the-secret-place" })).toMatch(/BROKER_TOKEN_URL/);
  expect(problem({ BROKER_AUTH: "oauth", BROKER_TOKEN_URL: "the-secret-place" })).not.toMatch(/secret-place/);
});
