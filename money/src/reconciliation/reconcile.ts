import { addDays, tokyoDay, tokyoMoment } from "@kura/shared/calendar.ts";
import type { BreakKind } from "../breaks/open-break.ts";
import { reportBreak } from "../breaks/report-break.ts";
import { type Queryable, rows } from "../db.ts";
import { pullActivities } from "../execution/take-activities.ts";
import type { Job } from "../jobs.ts";
import type { World } from "../money.ts";
import { pullStatements } from "../transfers/pull-statements.ts";
import { proveBooks } from "./verify.ts";

type Difference = { readonly kind: BreakKind; readonly subject: string; readonly detail: string };

/** Work `reconcile`: each afternoon in Japan, after the broker's morning sync, proves the books and compares them. */
export const reconcileDay: Job = async (world) => {
  const now = world.clock.now();
  const differences = await findLastingDifferences(world);
  if (differences.length > 0 && (await isUnderWay(world))) return { again: now.add({ minutes: 1 }) };
  for (const difference of differences) await world.commands.run(reportBreak, difference);
  const today = tokyoDay(now);
  const sync = tokyoMoment(today, "17:00");
  const next = Temporal.Instant.compare(now, sync) < 0 ? sync : tokyoMoment(addDays(today, 1), "17:00");
  return { again: next };
};

/** How often, and how far apart in machine time, a difference must be seen before it is one. */
const LOOKS = 3;
const BETWEEN_LOOKS_MS = 300;

/**
 * Our books and the outside cannot be read in one instant: something may have arrived in between. What is still there,
 * the same in every word, after taking over what is new and looking again a few times is a difference.
 */
async function findLastingDifferences(world: World): Promise<Difference[]> {
  let lasting = await findDifferences(world);
  for (let look = 1; look < LOOKS && lasting.length > 0; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS));
    await pullStatements(world);
    await pullActivities(world);
    const again = new Set((await findDifferences(world)).map(({ detail }) => detail));
    lasting = lasting.filter(({ detail }) => again.has(detail));
  }
  return lasting;
}

/** How long a movement of ours may be between the outside's answer and its booking before it counts as a difference. */
const UNDER_WAY_MOST = Temporal.Duration.from({ hours: 1 });

/** Whether somebody is between asking the bank, the dealer or the broker for something and booking the answer. */
async function isUnderWay(world: World): Promise<boolean> {
  const [found] = await rows<{ count: bigint }>(
    world.pool,
    `select count(*) as count from (
       select planned_at as since from bank_transfers where status = 'planned'
       union all select planned_at from deals where status = 'planned'
       union all select planned_at from wires where status = 'planned'
       union all select w.runs_at from blocks b join windows w on w.id = b.window_id
                 where b.allocated_at is null and b.status in ('staged', 'submitted', 'part_filled')
     ) movements where since > $1`,
    [world.clock.now().subtract(UNDER_WAY_MOST)],
  );
  return (found?.count ?? 0n) > 0n;
}

/** Compares the books with themselves, with the pool at the broker and with the bank. */
export async function findDifferences(world: World): Promise<Difference[]> {
  const proof = await proveBooks(world.pool);
  return [
    ...proof.problems.map((detail): Difference => {
      return { kind: "books_do_not_prove", subject: detail.slice(0, 80), detail };
    }),
    ...(await comparePool(world)),
    ...(await compareBank(world)),
  ];
}

/** The pool equations: what we book as custody, cash and street is what the broker shows. */
async function comparePool(world: World): Promise<Difference[]> {
  const [account, positions] = [await world.broker.account(), await world.broker.positions()];
  const booked = await sumByAsset(
    world.pool,
    "(name = 'alpaca:cash' or name = 'alpaca:custody' or name like 'street:%')",
  );
  const differences: Difference[] = [];
  const cash = -(booked.get("USD") ?? 0n);
  if (cash !== account.cash)
    differences.push({
      kind: "pool_cash_differs",
      subject: "USD",
      detail: `We book ${cash} cents in the pool; the broker shows ${account.cash}.`,
    });

  const shown = new Map<string, bigint>(positions.map((position) => [position.symbol, position.quantity]));
  const symbols = new Set([...shown.keys(), ...[...booked.keys()].filter((asset) => asset !== "USD")]);
  for (const symbol of [...symbols].sort()) {
    const ours = -(booked.get(symbol) ?? 0n);
    const theirs = shown.get(symbol) ?? 0n;
    if (ours !== theirs)
      differences.push({
        kind: "pool_quantity_differs",
        subject: symbol,
        detail: `We book ${ours} billionths in the pool; the broker shows ${theirs}.`,
      });
  }
  return differences;
}

/** Each account at the bank holds what we book on it. */
async function compareBank(world: World): Promise<Difference[]> {
  const booked = await sumByAccount(world.pool);
  const accounts = await world.bank.accounts();
  return accounts.flatMap(({ account, balance }): Difference[] => {
    const ours = -(booked.get(account) ?? 0n);
    if (ours === balance) return [];
    const detail = `We book ${ours} on ${account}; the bank shows ${balance}.`;
    return [{ kind: "bank_balance_differs", subject: account, detail }];
  });
}

async function sumByAsset(on: Queryable, where: string): Promise<Map<string, bigint>> {
  const found = await rows<{ asset: string; balance: bigint }>(
    on,
    `select asset, sum(balance)::bigint as balance from balances where ${where} group by asset`,
  );
  return new Map(found.map((row) => [row.asset, row.balance]));
}

async function sumByAccount(on: Queryable): Promise<Map<string, bigint>> {
  const found = await rows<{ account: string; balance: bigint }>(
    on,
    `select case name when 'bank:firm' then 'firm_' || lower(asset) else substr(name, 6) end as account, balance
     from balances where name like 'bank:%'`,
  );
  return new Map(found.map((row) => [row.account, row.balance]));
}
