import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createKeys } from "../gateway/src/main.ts";

/** The secrets of one desk: where the key files are, and what webhooks are signed with. */
export type Keys = {
  readonly signingKeyFile: string;
  readonly publicKeysFile: string;
  readonly vaultKeyFile: string;
  readonly bankWebhookSecret: string;
  readonly ekycWebhookSecret: string;
};

/** Makes the secrets of a desk once; every later start finds the same. */
export async function ensureKeys(folder: string): Promise<Keys> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const signingKeyFile = join(folder, "gateway-signing.jwk");
  const vaultKeyFile = join(folder, "vault.json");
  const { publicKeysFile } = await createKeys({ signingKeyFile, vaultKeyFile });
  return {
    signingKeyFile,
    publicKeysFile,
    vaultKeyFile,
    bankWebhookSecret: ensureSecret(join(folder, "bank-webhook.secret")),
    ekycWebhookSecret: ensureSecret(join(folder, "ekyc-webhook.secret")),
  };
}

function ensureSecret(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600, flag: "wx" });
  return readFileSync(file, "utf8").trim();
}
