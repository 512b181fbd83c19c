import { shares } from "@kura/shared/money.ts";
import { z } from "zod";
import { Day, Dollars, decimalOf, readBody, Uuid } from "../accounts/read-body.ts";
import { type BrokerRefusal, brokerRefuse, CODES } from "../broker-http.ts";
import { JOURNAL_STATUSES, type JournalFilter } from "./journal.ts";

const Description = z.string().max(1_024).default("");
const Currency = z.literal("USD").default("USD");

const Cash = z.object({
  entry_type: z.literal("JNLC"),
  from_account: Uuid,
  to_account: Uuid,
  amount: Dollars,
  currency: Currency,
  description: Description,
});
const Stock = z.object({
  entry_type: z.literal("JNLS"),
  from_account: Uuid,
  to_account: Uuid,
  symbol: z.string().min(1).max(60),
  qty: decimalOf(9, shares),
  currency: Currency,
  description: Description,
});
/** What is sent for one journal. */
export const NewJournal = z.discriminatedUnion("entry_type", [Cash, Stock]);
export type NewJournal = z.infer<typeof NewJournal>;

const MOST_ENTRIES = 1_000;

/** What is sent for cash from one account to many. */
export const NewBatch = z
  .object({
    entry_type: z.literal("JNLC"),
    from_account: Uuid,
    description: Description,
    entries: z
      .array(z.object({ to_account: Uuid, amount: Dollars, description: z.string().max(1_024).optional() }))
      .min(1)
      .max(MOST_ENTRIES),
  })
  .transform(({ from_account, description, entries }) =>
    entries.map((entry) => cashOf({ from_account, description, ...entry })),
  );

/** What is sent for cash from many accounts to one. */
export const NewReverseBatch = z
  .object({
    entry_type: z.literal("JNLC"),
    to_account: Uuid,
    description: Description,
    entries: z
      .array(z.object({ from_account: Uuid, amount: Dollars, description: z.string().max(1_024).optional() }))
      .min(1)
      .max(MOST_ENTRIES),
  })
  .transform(({ to_account, description, entries }) =>
    entries.map((entry) => cashOf({ to_account, description, ...entry })),
  );

type Entry = Omit<z.infer<typeof Cash>, "entry_type" | "currency" | "description"> & {
  description?: string | undefined;
};

function cashOf({ description = "", ...entry }: Entry): NewJournal {
  return { entry_type: "JNLC", currency: "USD", description, ...entry };
}

const MOST_ROWS = 100_000;

const Filter = z
  .object({
    after: Day.default("0000-01-01"),
    before: Day.default("9999-12-31"),
    status: z.enum(JOURNAL_STATUSES).nullable().default(null),
    entry_type: z.enum(["JNLC", "JNLS"]).nullable().default(null),
    to_account: Uuid.nullable().default(null),
    from_account: Uuid.nullable().default(null),
    limit: z.coerce.number().int().min(1).max(MOST_ROWS).default(MOST_ROWS),
  })
  .transform(
    (query): JournalFilter => ({
      afterOn: query.after,
      beforeOn: query.before,
      status: query.status,
      entryType: query.entry_type,
      toAccount: query.to_account,
      fromAccount: query.from_account,
      limit: query.limit,
    }),
  );

/** Reads which journals a list is to show. What cannot be read in a query is a wrong value, never a wrong type. */
export function readJournalFilter(query: object): JournalFilter | BrokerRefusal {
  const read = readBody(Filter, query);
  if (!("refused" in read) || read.refused.status === 422) return read;
  return brokerRefuse(422, CODES.invalid, "the query is invalid");
}

const LONGEST_KEY = 128;

/** Reads the name under which a client sends a request once. */
export function readIdempotencyKey(header: string | string[] | undefined): string | null | BrokerRefusal {
  if (header === undefined || header === "") return null;
  const key = String(header);
  if (key.length <= LONGEST_KEY) return key;
  return brokerRefuse(422, CODES.invalid, `Idempotency-Key must be no more than ${LONGEST_KEY} characters`);
}
