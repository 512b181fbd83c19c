import { expect, test } from "vitest";
import { describeBrokerage } from "./brokerage.ts";
import { portsFrom } from "./start-options.ts";

const login = (name: string) => ({ url: `postgres://${name}@host/db`, ownerUrl: `postgres://${name}_owner@host/db` });
const brokerage = describeBrokerage({
  ports: portsFrom(5000),
  speed: 60,
  databases: { money: login("money"), gateway: login("gateway") },
  keys: {
    signingKeyFile: "/keys/signing",
    publicKeysFile: "/keys/public",
    vaultKeyFile: "/keys/vault",
    bankWebhookSecret: "bank-secret",
    ekycWebhookSecret: "ekyc-secret",
  },
  dataFolder: "/data",
});
const environmentOf = (name: string): string =>
  JSON.stringify(brokerage.parts.find((part) => part.name === name)?.environment);

test("the simulator starts first, and whoever answers customers starts last", () => {
  expect(brokerage.parts.map((part) => part.name)).toEqual([
    ...["simulator", "money", "money-worker", "gateway", "gateway-worker", "web", "console"],
  ]);
});

test("no program gets the right to change its own tables", () => {
  expect(JSON.stringify(brokerage.parts)).not.toContain("_owner@");
});

test("money never gets the gateway's private key, the vault's key or its database", () => {
  for (const name of ["money", "money-worker"]) {
    expect(environmentOf(name)).toContain("/keys/public");
    for (const secret of ["/keys/signing", "/keys/vault", "gateway@"])
      expect(environmentOf(name)).not.toContain(secret);
  }
});

test("the apps know the gateway, and nothing behind it", () => {
  for (const name of ["web", "console"]) {
    expect(environmentOf(name)).toContain("http://127.0.0.1:5010");
    for (const hidden of ["5020", "5200", "postgres://", "/keys/"]) expect(environmentOf(name)).not.toContain(hidden);
  }
});
