import { type Queryable, rows } from "../db.ts";
import { BUSINESS_RULES, LEDGER_RULES } from "./proof-rules.ts";
import { MARKET_RULES } from "./proof-rules-of-market.ts";

/** What the proof found: nothing wrong, or each wrong thing in a sentence. */
export type Proof = {
  readonly entries: number;
  readonly accounts: number;
  readonly ok: boolean;
  readonly problems: readonly string[];
};

const SHOWN_MOST = 20;

/** Recomputes the books from their entries and says whether they hold. It reads everything and changes nothing. */
export async function proveBooks(on: Queryable): Promise<Proof> {
  const problems: string[] = [];
  for (const { rule, sql } of [...LEDGER_RULES, ...BUSINESS_RULES, ...MARKET_RULES]) {
    const found = await rows<{ what: string }>(on, `${sql} limit ${SHOWN_MOST}`);
    problems.push(...found.map(({ what }) => `${rule}: ${what}`));
  }
  const [count] = await rows<{ entries: number; accounts: number }>(
    on,
    "select (select count(*) from entries)::float8 as entries, (select count(*) from accounts)::float8 as accounts",
  );
  return {
    entries: count?.entries ?? 0,
    accounts: count?.accounts ?? 0,
    ok: problems.length === 0,
    problems,
  };
}
