import { tokyoDay } from "@kura/shared/calendar.ts";
import {
  bps,
  cents,
  centsToYen,
  divide,
  formatCents,
  formatPrice,
  formatRate,
  formatShares,
  formatYen,
  notional,
  type Shares,
  shares,
  sum,
  rate as toRate,
  WHOLE_BPS,
  type Yen,
  yen,
  yenToCents,
} from "@kura/shared/money.ts";
import { inTransaction, rows, type Tx } from "../db.ts";
import { findTargets } from "../instructions/targets.ts";
import { describeWindow, findOpenWindows } from "../instructions/windows.ts";
import { cash, held } from "../ledger/accounts.ts";
import { findCustomerBalances } from "../ledger/find-balances.ts";
import { findCustomer } from "../ledger/find-customer.ts";
import { dealingRate } from "../market/dealing-rate.ts";
import { findRate, getSpread, listQuotes } from "../market/quotes.ts";
import { listSymbols } from "../market/symbols.ts";
import type { Money } from "../money.ts";
import { listPositions } from "../orders/positions.ts";
import { plainNumber } from "../plain-number.ts";
import { planDeposit } from "../planning/plan-deposit.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Preview } from "./bodies.ts";

/**
 * What a window would buy for a customer at today's prices and rate: by the very planner that will plan it.
 * `deposit` comes on top of what they have already sent and what waits as yen.
 */
export async function describePreview(money: Money, customerId: string, deposit: Yen): Promise<Preview | Refusal> {
  return inTransaction(money.pool, async (tx) => {
    await tx.query("set transaction isolation level repeatable read read only");
    if (!(await findCustomer(tx, customerId))) return refuse("account_not_found");
    return readPreview(tx, money, customerId, deposit);
  });
}

async function readPreview(tx: Tx, money: Money, customerId: string, deposit: Yen): Promise<Preview | Refusal> {
  const now = money.clock.now();
  const market = await findRate(tx);
  const target = (await findTargets(tx, [customerId])).get(customerId);
  if (!market) return refuse("no_rate");
  if (!target) return refuse("no_target");

  const spread = await getSpread(tx, tokyoDay(now));
  const rate = dealingRate(market.mid, spread);
  const worst = toRate(divide(rate * (WHOLE_BPS + money.policy.rateMargin), WHOLE_BPS, "up"));
  const balances = await findCustomerBalances(tx, customerId);
  const balance = (account: { name: string; asset: string }) => balances.get(`${account.name} ${account.asset}`) ?? 0n;
  const heldJpy = yen(balance(held(customerId, "JPY")) + balance(cash(customerId, "JPY")));
  const idleUsd = balance(cash(customerId, "USD")) + (await heldForOpenWindows(tx, customerId));
  const dollarsAt = (at: typeof rate) => cents(yenToCents(yen(heldJpy + deposit), at, "down") + idleUsd);

  const quotes = new Map((await listQuotes(tx)).map((quote) => [quote.symbol, quote.price]));
  const names = new Map((await listSymbols(tx)).map((row) => [row.symbol, row]));
  const positions = (await listPositions(tx, [customerId])).get(customerId) ?? new Map<string, Shares>();
  const weights = new Map(target.holdings.map((holding) => [holding.symbol, holding.weight_bps]));
  const symbols = [...new Set([...weights.keys(), ...positions.keys()])];
  const unpriced = symbols.filter((symbol) => !quotes.has(symbol));
  const priceOf = (symbol: string) => quotes.get(symbol) ?? (0n as never);

  const invested = dollarsAt(rate);
  const plan =
    invested > 0n && unpriced.length === 0
      ? planDeposit(
          invested,
          symbols.map((symbol) => ({
            symbol,
            value: notional(priceOf(symbol), positions.get(symbol) ?? shares(0n), "down"),
            targetBps: weights.get(symbol) ?? bps(0n),
          })),
        )
      : { buys: [], notMade: unpriced.map((symbol) => ({ symbol, reason: "no_price" })) };
  const [window] = await findOpenWindows(tx, now, 1);
  return {
    depositJpy: formatYen(deposit),
    heldJpy: formatYen(heldJpy),
    rate: formatRate(rate),
    spreadBps: plainNumber(spread),
    estimatedUsd: formatCents(invested),
    trades: plan.buys.map((buy) => ({
      symbol: buy.symbol,
      name: names.get(buy.symbol)?.name ?? buy.symbol,
      nameJa: names.get(buy.symbol)?.name_ja ?? buy.symbol,
      side: "buy",
      amountUsd: formatCents(buy.notional),
      amountJpy: formatYen(centsToYen(buy.notional, rate, "half_even")),
      price: formatPrice(priceOf(buy.symbol)),
      estimatedShares: formatShares(divide(buy.notional * 10_000_000_000_000n, priceOf(buy.symbol), "down")),
    })),
    notMade: [...plan.notMade],
    staysCashUsd: formatCents(invested - sum(plan.buys.map((buy) => buy.notional))),
    bounds: { rateWorst: formatRate(worst), usdLeast: formatCents(dollarsAt(worst)) },
    window: window ? describeWindow(window) : null,
  };
}

/** Dollars converted for a window that has not planned its purchases yet. */
async function heldForOpenWindows(tx: Tx, customerId: string): Promise<bigint> {
  const [found] = await rows<{ cents: bigint | null }>(
    tx,
    `select sum(c.cents)::bigint as cents from conversions c join windows w on w.id = c.window_id
     left join plans p on p.window_id = c.window_id and p.customer_id = c.customer_id
     where c.customer_id = $1 and w.stage <> 'closed' and p.id is null`,
    [customerId],
  );
  return found?.cents ?? 0n;
}
