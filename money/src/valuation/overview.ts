import {
  cents,
  centsToYen,
  formatCents,
  formatPrice,
  formatRate,
  formatShares,
  formatYen,
  type Shares,
  shares,
  sum,
} from "@kura/shared/money.ts";
import { inTransaction, rows, type Tx } from "../db.ts";
import { findTargets, type Target } from "../instructions/targets.ts";
import { describeWindow, findOpenWindows } from "../instructions/windows.ts";
import { cash, held } from "../ledger/accounts.ts";
import { findCustomerBalances } from "../ledger/find-balances.ts";
import { findCustomer } from "../ledger/find-customer.ts";
import { findRate, listQuotes } from "../market/quotes.ts";
import { listSymbols } from "../market/symbols.ts";
import type { Money } from "../money.ts";
import { listPositions } from "../orders/positions.ts";
import { plainNumber } from "../plain-number.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { InstructionRow, WindowRow } from "../rows.ts";
import type { Overview } from "./bodies.ts";
import { totalOf, valuePositions } from "./value.ts";

/** A customer's money and holdings as one consistent picture, read in one snapshot of the database. */
export async function describeOverview(money: Money, customerId: string): Promise<Overview | Refusal> {
  return inTransaction(money.pool, async (tx) => {
    await tx.query("set transaction isolation level repeatable read read only");
    if (!(await findCustomer(tx, customerId))) return refuse("account_not_found");
    return readOverview(tx, customerId, money.clock.now());
  });
}

async function readOverview(tx: Tx, customerId: string, now: Temporal.Instant): Promise<Overview> {
  const rate = await findRate(tx);
  const balances = await findCustomerBalances(tx, customerId);
  const positions = (await listPositions(tx, [customerId])).get(customerId) ?? new Map<string, Shares>();
  const quotes = new Map((await listQuotes(tx)).map((quote) => [quote.symbol, quote]));
  const symbols = new Map((await listSymbols(tx)).map((row) => [row.symbol, row]));
  const costs = await listCosts(tx, customerId);
  const target = (await findTargets(tx, [customerId])).get(customerId);
  const [nextWindow] = await findOpenWindows(tx, now, 1);

  const balance = (account: { name: string; asset: string }) => balances.get(`${account.name} ${account.asset}`) ?? 0n;
  const free = { jpy: balance(cash(customerId, "JPY")), usd: balance(cash(customerId, "USD")) };
  const set = { jpy: balance(held(customerId, "JPY")), usd: balance(held(customerId, "USD")) };
  const valued = valuePositions(positions, quotes);
  const holdingsUsd = sum(valued.map((one) => one.value));
  const total = rate && totalOf({ usd: holdingsUsd + free.usd + set.usd, jpy: free.jpy + set.jpy }, rate.bid);
  const weights = new Map(target?.holdings.map((holding) => [holding.symbol, holding.weight_bps]));

  return {
    asOf: now.toString(),
    rate: rate ? { usdJpy: formatRate(rate.mid), at: rate.at.toString() } : null,
    total: { jpy: total ? formatYen(total.jpy) : null, usd: total ? formatCents(total.usd) : null },
    cash: {
      jpy: formatYen(free.jpy),
      usd: formatCents(free.usd),
      heldJpy: formatYen(set.jpy),
      heldUsd: formatCents(set.usd),
    },
    holdings: valued
      .toSorted((a, b) => (a.value === b.value ? (a.symbol < b.symbol ? -1 : 1) : a.value > b.value ? -1 : 1))
      .map(({ symbol, value, weightBps }) => {
        const quote = quotes.get(symbol);
        const row = symbols.get(symbol);
        const targetBps = weights.get(symbol);
        return {
          symbol,
          name: row?.name ?? symbol,
          nameJa: row?.name_ja ?? symbol,
          kind: row?.kind ?? "stock",
          shares: formatShares(positions.get(symbol) ?? shares(0n)),
          price: formatPrice(quote?.price ?? 0n),
          priceAt: quote?.at.toString() ?? now.toString(),
          valueUsd: formatCents(value),
          valueJpy: rate ? formatYen(centsToYen(value, rate.bid, "down")) : null,
          weightBps: plainNumber(weightBps),
          targetBps: targetBps === undefined ? null : plainNumber(targetBps),
          costUsd: formatCents(costs.get(symbol) ?? cents(0n)),
        };
      }),
    target: target ? describeTarget(target) : null,
    inProgress: await listInProgress(tx, customerId),
    nextWindow: nextWindow ? describeWindow(nextWindow) : null,
  };
}

export function describeTarget(target: Target): NonNullable<Overview["target"]> {
  const { source_id, source_version, source_name_ja, source_name_en } = target;
  const copied = source_id !== null && source_version !== null && source_name_ja !== null && source_name_en !== null;
  return {
    version: target.version,
    confirmedAt: target.confirmed_at.toString(),
    source: copied
      ? { portfolioId: source_id, version: source_version, name: { ja: source_name_ja, en: source_name_en } }
      : null,
    holdings: target.holdings.map((holding) => ({
      symbol: holding.symbol,
      name: holding.name,
      nameJa: holding.name_ja,
      kind: holding.kind,
      weightBps: plainNumber(holding.weight_bps),
    })),
  };
}

/** What the customer paid for what they hold. Sales do not exist yet, so it is the sum of the purchases. */
async function listCosts(tx: Tx, customerId: string) {
  const found = await rows<{ symbol: string; cost: bigint }>(
    tx,
    "select symbol, sum(cost)::bigint as cost from allocations where customer_id = $1 group by symbol",
    [customerId],
  );
  return new Map(found.map((row) => [row.symbol, cents(row.cost)]));
}

async function listInProgress(tx: Tx, customerId: string): Promise<Overview["inProgress"]> {
  const found = await rows<InstructionRow & Pick<WindowRow, "runs_at" | "cutoff_at">>(
    tx,
    `select i.*, w.runs_at, w.cutoff_at from instructions i join windows w on w.id = i.window_id
     where i.customer_id = $1 and i.status not in ('done', 'canceled') order by i.received_at, i.id`,
    [customerId],
  );
  return found.map((row) => ({
    id: row.id,
    kind: row.kind,
    status: row.status,
    amountJpy: formatYen(row.amount),
    receivedAt: row.received_at.toString(),
    windowId: row.window_id,
    runsAt: row.runs_at.toString(),
    cutoffAt: row.cutoff_at.toString(),
    reason: row.reason,
  }));
}
