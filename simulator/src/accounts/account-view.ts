import { formatCents } from "@kura/shared/money.ts";
import { formatMoment } from "../http.ts";
import type { World } from "../world.ts";
import type { Account } from "./account.ts";
import { findAccountClose } from "./close-of-day.ts";

/** The parts of an account that a list shows only where they are asked for. */
export const ENTITIES = [
  ...(["contact", "identity", "disclosures", "agreements", "documents", "trusted_contact"] as const),
  "trading_configurations",
] as const;
export type Entity = (typeof ENTITIES)[number];

/** An account as the Broker API shows it. A tax number that was sent is kept by nobody's eyes: it is left out. */
export function accountView(world: World, account: Account, nowMs: number, entities: readonly Entity[]): object {
  const close = findAccountClose(world.state, account.id, nowMs);
  const { account_type: type = "trading", enabled_assets: assets = ["us_equity"] } = account.profile;
  return {
    id: account.id,
    account_number: account.number,
    account_name: nameOf(account),
    account_type: type,
    status: account.status,
    crypto_status: "INACTIVE",
    currency: "USD",
    last_equity: formatCents(close ? close.cash + close.longMarketValue : 0n),
    enabled_assets: assets,
    created_at: formatMoment(account.createdAtMs),
    ...Object.fromEntries(entities.map((entity) => [entity, entityOf(account, entity)])),
  };
}

function entityOf({ profile, configurations }: Account, entity: Entity): unknown {
  if (entity === "trading_configurations") return configurations;
  if (entity === "documents") return [];
  if (entity !== "identity") return profile[entity] ?? null;
  const { tax_id: _unseen, ...identity } = (profile.identity ?? {}) as Record<string, unknown>;
  return profile.identity ? identity : null;
}

/** What an account is called: its holder's name, or the firm's. */
export function nameOf({ kind, profile }: Account): string {
  const { given_name: given = "", family_name: family = "" } = (profile.identity ?? {}) as Record<string, unknown>;
  return `${given} ${family}`.trim() || (kind === "firm" ? "Firm account" : "Trading account");
}
