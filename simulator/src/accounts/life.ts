import { cents } from "@kura/shared/money.ts";
import { type BrokerRefusal, brokerRefuse, CODES } from "../broker-http.ts";
import { uuidFrom } from "../chance.ts";
import { doLater } from "../clock/later.ts";
import { formatMoment } from "../http.ts";
import type { Row } from "../state.ts";
import type { World } from "../world.ts";
import {
  type Account,
  type AccountStatus,
  DEFAULT_CONFIGURATIONS,
  findAccount,
  insertAccount,
  setAccount,
} from "./account.ts";
import { listPositions } from "./position.ts";
import type { ChangedAccount, NewAccount } from "./read-profile.ts";
import { reservedCash } from "./reserved.ts";

const STEP_MS = 60_000;

/** What becomes of an account by itself, a business minute after it came to a status. */
const NEXT: Partial<Record<AccountStatus, AccountStatus>> = {
  SUBMITTED: "APPROVED",
  APPROVED: "ACTIVE",
  ACCOUNT_UPDATED: "ACTIVE",
};

/** Opens an account for a person: it is looked at, approved and active two minutes later. */
export function openAccount(world: World, nowMs: number, sent: NewAccount): Account | BrokerRefusal {
  const { state } = world;
  const taken = emailRefusal(world, sent.contact.email_address, null);
  if (taken) return taken;
  const count = Number(state.getNote("opened_accounts") ?? "0") + 1;
  state.setNote("opened_accounts", String(count));
  const account: Account = {
    id: uuidFrom(state.seed, "account", count),
    number: String(500_000_000 + count),
    kind: "trading",
    status: "SUBMITTED",
    cash: cents(0n),
    createdAtMs: nowMs,
    configurations: DEFAULT_CONFIGURATIONS,
    profile: sent,
  };
  insertAccount(state, account);
  announceAccount(world, nowMs, account, { status_from: "", status_to: account.status });
  doLater(state, nowMs + STEP_MS, "account", account.id);
  return account;
}

/** What was put off for an account: it takes the next step, unless it has gone elsewhere since. */
export function carryOnAccount(world: World, accountId: string, atMs: number): void {
  const account = findAccount(world.state, accountId);
  const next = account && NEXT[account.status];
  if (account && next) moveAccount(world, atMs, account, next);
}

/** Gives an account another status, and tells the stream. */
function moveAccount(world: World, atMs: number, account: Account, status: AccountStatus): Account {
  const moved = { ...account, status };
  setAccount(world.state, moved);
  announceAccount(world, atMs, moved, { status_from: account.status, status_to: status });
  if (NEXT[status]) doLater(world.state, atMs + STEP_MS, "account", account.id);
  return moved;
}

/** Changes what is known of an account's holder; who somebody is, is looked at again for a minute. */
export function changeAccount(
  world: World,
  nowMs: number,
  account: Account,
  sent: ChangedAccount,
): Account | BrokerRefusal {
  if (account.status === "ACCOUNT_CLOSED") return unprocessable("account is closed");
  const email = sent.contact?.email_address;
  const taken = email === undefined ? null : emailRefusal(world, email, account.id);
  if (taken) return taken;
  const parts = Object.entries(sent).filter(([, part]) => part !== undefined);
  const profile = { ...account.profile };
  for (const [name, part] of parts) profile[name] = { ...(profile[name] as object | undefined), ...part };
  const changed = { ...account, profile };
  setAccount(world.state, changed);
  if (sent.identity === undefined || account.status !== "ACTIVE") return changed;
  return moveAccount(world, nowMs, changed, "ACCOUNT_UPDATED");
}

/** Closes an account for ever. It must be empty: no shares, no cash, no orders. */
export function closeAccount(world: World, nowMs: number, account: Account): BrokerRefusal | null {
  const { state } = world;
  if (account.status === "ACCOUNT_CLOSED") return unprocessable("account is closed already");
  if (account.kind === "firm") return unprocessable("a firm account cannot be closed");
  if (listPositions(state, account.id).length > 0) return unprocessable("account must not have any open positions");
  if (account.cash !== 0n || reservedCash(state, account.id) !== 0n) {
    return unprocessable("account must have zero cash balance");
  }
  moveAccount(world, nowMs, account, "ACCOUNT_CLOSED");
  return null;
}

const unprocessable = (message: string) => brokerRefuse(422, CODES.unprocessable, message);

/** One e-mail address has one account. */
function emailRefusal({ state }: World, email: string, own: string | null): BrokerRefusal | null {
  const sql = "select id from account where lower(json_extract(profile, '$.contact.email_address')) = lower(?)";
  const holder = state.find<Row & { id: string }>(sql, email);
  if (!holder || holder.id === own) return null;
  return brokerRefuse(
    409,
    CODES.conflict,
    "there is already an existing account registered with the same email address",
  );
}

/** Tells the stream of accounts what changed: only that, and under both kinds of id. */
export function announceAccount(world: World, atMs: number, account: Account, changed: object): void {
  const { state, feed } = world;
  const number = Number(state.getNote("account_events") ?? "0") + 1;
  state.setNote("account_events", String(number));
  feed.publish("accounts", { atMs, accountId: account.id }, (eventId) => ({
    event_ulid: eventId,
    event_id: number,
    account_id: account.id,
    account_number: account.number,
    ...changed,
    at: formatMoment(atMs),
  }));
}
