import { type Clock, machineClock } from "@kura/shared/clock.ts";
import type { GatewayConfig } from "./config.ts";
import { type Db, openDb } from "./db.ts";
import { type IdentityVendor, openIdentityVendor } from "./identity/vendor.ts";
import { newId } from "./ids.ts";
import { type MoneyClient, openMoneyClient } from "./money-client.ts";
import { readSigningKey } from "./signing-key.ts";
import { readKeyFile } from "./vault/key-file.ts";
import type { KeyService } from "./vault/key-service.ts";

/** What use cases are made of: everything that is not a pure decision is an argument. */
export type Parts = {
  config: GatewayConfig;
  db: Db;
  keys: KeyService;
  money: MoneyClient;
  vendor: IdentityVendor;
  /** Business time: application dates, ages, consents. */
  business: Clock;
  /** Machine time: sessions, codes, leases, locks. */
  machine: Clock;
  ids: () => string;
};

/** Opens everything a gateway process works with. Who opens it closes it. */
export async function openParts(
  config: GatewayConfig,
  business: Clock,
): Promise<{ parts: Parts; close: () => Promise<void> }> {
  const [keys, signingKey] = await Promise.all([
    readKeyFile(config.vaultKeyFile),
    readSigningKey(config.signingKeyFile),
  ]);
  const machine = machineClock();
  const db = openDb(config.databaseUrl);
  const money = openMoneyClient({ url: config.moneyUrl, signingKey, machine });
  const vendor = openIdentityVendor(config.ekycUrl);
  const parts = { config, db, keys, money, vendor, business, machine, ids: newId };
  return {
    parts,
    async close() {
      await Promise.all([db.destroy(), money.close(), vendor.close()]);
    },
  };
}
