import { assert } from "@kura/shared/assert.ts";
import type { Account } from "./accounts.ts";

/** The four dates of a trade. Statements, tax and the customer's settlement use the domestic ones. */
export type TradeDates = {
  readonly usTradeOn: string;
  readonly usSettlesOn: string;
  readonly domesticTradeOn: string;
  readonly domesticSettlesOn: string;
};

/** One leg: positive is what we owe more of, negative is what backs it. */
export type Posting = { readonly account: Account; readonly amount: bigint };

/** Something that happened to money, whole: its postings sum to zero in each asset. */
export type Entry = {
  readonly kind: string;
  readonly subject: string;
  readonly at: Temporal.Instant;
  readonly dates: Partial<TradeDates>;
  readonly reason: string | null;
  readonly postings: readonly Posting[];
};

export type EntryFacts = {
  readonly subject: string;
  readonly at: Temporal.Instant;
  readonly dates?: Partial<TradeDates>;
  readonly reason?: string;
};

/**
 * Puts postings together into an entry: legs of one account become one, legs of nothing are left out,
 * and what does not sum to zero in each asset is our bug.
 */
export function entry(kind: string, facts: EntryFacts, legs: readonly (readonly [Account, bigint])[]): Entry {
  const merged = new Map<string, Posting>();
  for (const [account, amount] of legs) {
    const key = `${account.name} ${account.asset}`;
    merged.set(key, { account, amount: (merged.get(key)?.amount ?? 0n) + amount });
  }
  const postings = [...merged.values()].filter((posting) => posting.amount !== 0n);

  const totals = new Map<string, bigint>();
  for (const { account, amount } of postings) totals.set(account.asset, (totals.get(account.asset) ?? 0n) + amount);
  for (const [asset, total] of totals) assert(total === 0n, `entry ${kind}: ${asset} sums to zero, not ${total}`);

  return {
    kind,
    subject: facts.subject,
    at: facts.at,
    dates: facts.dates ?? {},
    reason: facts.reason ?? null,
    postings,
  };
}
