import { type BrokerRefusal, brokerRefuse, CODES } from "../broker-http.ts";
import { parseMoment } from "../http.ts";
import { ACCOUNT_STATUSES, type Account } from "./account.ts";
import { ENTITIES, type Entity, nameOf } from "./account-view.ts";

export type Query = Record<string, string | string[] | undefined>;

/** Which accounts a list is to show, in which order, and how much of each. */
export type AccountFilter = {
  words: string[];
  createdAfterMs: number;
  createdBeforeMs: number;
  status: string | null;
  ascending: boolean;
  entities: Entity[];
};

const MOST_ACCOUNTS = 1_000;

/** Reads which accounts a list is to show. */
export function readAccountFilter(query: Query): AccountFilter | BrokerRefusal {
  const { query: words = "", created_after: after, created_before: before, status, sort = "desc", entities } = query;
  const invalid = (name: string) => brokerRefuse(422, CODES.invalid, `${name} is invalid`);
  const createdAfterMs = after === undefined ? 0 : parseMoment(String(after));
  const createdBeforeMs = before === undefined ? Number.MAX_SAFE_INTEGER : parseMoment(String(before));
  if (createdAfterMs === null) return invalid("created_after");
  if (createdBeforeMs === null) return invalid("created_before");
  if (sort !== "asc" && sort !== "desc") return invalid("sort");
  if (status !== undefined && !ACCOUNT_STATUSES.some((each) => each === status)) return invalid("status");
  const names = entities === undefined ? [] : String(entities).split(",");
  const shown = ENTITIES.filter((entity) => names.includes(entity));
  if (shown.length < new Set(names).size) return invalid("entities");
  return {
    words: String(words).toLowerCase().split(/\s+/).filter(Boolean),
    createdAfterMs,
    createdBeforeMs,
    status: status === undefined ? null : String(status),
    ascending: sort === "asc",
    entities: shown,
  };
}

/** The first thousand accounts that fit, of all accounts in the order in which they were opened. */
export function chooseAccounts(all: readonly Account[], filter: AccountFilter): Account[] {
  const chosen = all.filter((account) => {
    const { createdAtMs } = account;
    if (createdAtMs < filter.createdAfterMs || createdAtMs > filter.createdBeforeMs) return false;
    if (filter.status !== null && filter.status !== account.status) return false;
    const text = describe(account);
    return filter.words.every((word) => text.includes(word));
  });
  return (filter.ascending ? chosen : chosen.reverse()).slice(0, MOST_ACCOUNTS);
}

/** What a search looks at: number, name and e-mail address. */
function describe(account: Account): string {
  const contact = (account.profile.contact ?? {}) as Record<string, unknown>;
  return [account.number, nameOf(account), contact.email_address ?? ""].join(" ").toLowerCase();
}
