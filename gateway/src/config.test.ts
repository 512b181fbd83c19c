import { expect, test } from "vitest";
import { ConfigError, readConfig } from "./config.ts";

const ENVIRONMENT = {
  GATEWAY_DATABASE_URL: "postgres://gateway@127.0.0.1:4032/kura_gateway",
  MONEY_URL: "http://127.0.0.1:4020",
  GATEWAY_SIGNING_KEY_FILE: "keys/gateway.jwk",
  VAULT_KEY_FILE: "keys/vault.json",
  EKYC_URL: "http://127.0.0.1:4200",
  EKYC_WEBHOOK_SECRET: "sixteen characters",
  BANK_WEBHOOK_SECRET: "sixteen characters",
  WEB_ORIGIN: "https://kura.example",
  CONSOLE_ORIGIN: "https://console.kura.example",
};
const DESK = {
  ...{ WEB_ORIGIN: "http://127.0.0.1:4000", CONSOLE_ORIGIN: "http://127.0.0.1:4001" },
  ...{ CLOCK_URL: "http://127.0.0.1:4200", SIMULATOR_PUBLIC_URL: "http://127.0.0.1:4200" },
};

test("without CLOCK_URL the business clock is the machine's, and there is no desk", () => {
  const config = readConfig(ENVIRONMENT);
  expect(config.clockUrl).toBeUndefined();
  expect(config.port).toBe(4010);
});

test("every setting that is missing or wrong is named, and no value is shown", () => {
  const broken = { ...ENVIRONMENT, MONEY_URL: "ftp://secret-host", VAULT_KEY_FILE: "", EKYC_WEBHOOK_SECRET: "short" };
  expect(() => readConfig(broken)).toThrow(ConfigError);
  try {
    readConfig(broken);
  } catch (error) {
    const { message } = error as Error;
    for (const name of ["MONEY_URL", "VAULT_KEY_FILE", "EKYC_WEBHOOK_SECRET"]) expect(message).toContain(name);
    expect(message).not.toContain("secret-host");
  }
});

test("a desk is refused wherever an app is served over https: sign-in-as would be open to the public", () => {
  expect(readConfig({ ...ENVIRONMENT, ...DESK }).clockUrl).toBe("http://127.0.0.1:4200");
  for (const origin of ["WEB_ORIGIN", "CONSOLE_ORIGIN"]) {
    expect(() => readConfig({ ...ENVIRONMENT, ...DESK, [origin]: "https://kura.example" })).toThrow(origin);
  }
});

test("a desk says where people reach its bank", () => {
  const { SIMULATOR_PUBLIC_URL: _, ...incomplete } = { ...ENVIRONMENT, ...DESK };
  expect(() => readConfig(incomplete)).toThrow("SIMULATOR_PUBLIC_URL");
});
