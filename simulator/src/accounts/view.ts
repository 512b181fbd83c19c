import {
  type Cents,
  cents,
  divide,
  formatCents,
  formatDecimal,
  formatPrice,
  formatShares,
  notional,
  type Shares,
} from "@kura/shared/money.ts";
import { newYorkDay, previousSession } from "../clock/us-calendar.ts";
import { pendingFees } from "../fees/sale.ts";
import { formatMoment } from "../http.ts";
import type { World } from "../world.ts";
import type { Account } from "./account.ts";
import { listPositions, type Position } from "./position.ts";
import { reservedCash, unsettledProceeds } from "./reserved.ts";

const COST_PER_CENT = 10_000_000_000_000n; // 10⁻¹⁵ dollars in a cent
const RATIO = 10_000_000_000n; // ratios have ten decimals

/** An account's balances as the broker shows them to whoever trades on it. */
export function balancesView(world: World, account: Account, nowMs: number): object {
  const { state } = world;
  const { cash } = account;
  const value = listPositions(state, account.id).reduce((sum, each) => sum + marketValue(world, each, nowMs), 0n);
  const today = newYorkDay(nowMs);
  const withdrawable = cents(cash - unsettledProceeds(state, account.id, today));
  const power = formatCents(atLeastZero(cents(cash - reservedCash(state, account.id))));
  return {
    id: account.id,
    account_number: account.number,
    status: account.status,
    currency: "USD",
    cash: formatCents(cash),
    cash_withdrawable: formatCents(atLeastZero(withdrawable)),
    cash_transferable: formatCents(atLeastZero(withdrawable)),
    buying_power: power,
    effective_buying_power: power,
    regt_buying_power: power,
    non_marginable_buying_power: power,
    multiplier: "1",
    equity: formatCents(cash + value),
    long_market_value: formatCents(value),
    short_market_value: "0",
    position_market_value: formatCents(value),
    accrued_fees: "0",
    pending_reg_taf_fees: formatCents(pendingFees(state, account.id)),
    pending_transfer_out: "0",
    balance_asof: previousSession(nowMs).on,
    previous_close: formatMoment(previousSession(nowMs).closeMs),
    trading_blocked: false,
    transfers_blocked: false,
    account_blocked: false,
    trade_suspended_by_user: false,
    shorting_enabled: false,
    created_at: formatMoment(account.createdAtMs),
    user_configurations: null,
  };
}

/** One position as the broker shows it. `free` are the shares that no open sale keeps. */
export function positionView(world: World, position: Position, free: Shares, nowMs: number): object {
  const { symbol, qty, cost } = position;
  const listing = world.market.get(symbol);
  const now = world.market.lastPrice(symbol, nowMs);
  const before = world.market.previousClose(symbol, nowMs);
  const value = marketValue(world, position, nowMs);
  const costCents = divide(cost, COST_PER_CENT, "half_even");
  const ratio = (part: bigint, whole: bigint) =>
    formatDecimal(whole === 0n ? 0n : divide(part * RATIO, whole, "half_even"), 10, 0);
  return {
    asset_id: listing.id,
    symbol,
    exchange: listing.exchange,
    asset_class: "us_equity",
    asset_marginable: true,
    qty: formatShares(qty),
    qty_available: formatShares(free),
    avg_entry_price: formatDecimal(divide(cost * 10_000n, qty, "half_even"), 10, 2),
    side: "long",
    market_value: formatCents(value),
    cost_basis: formatCents(costCents),
    unrealized_pl: formatCents(value - costCents),
    unrealized_plpc: ratio(value - costCents, costCents),
    current_price: formatPrice(now),
    lastday_price: formatPrice(before),
    change_today: ratio(now - before, before),
  };
}

function marketValue({ market }: World, position: Position, nowMs: number): Cents {
  return notional(market.lastPrice(position.symbol, nowMs), position.qty, "half_even");
}

function atLeastZero(amount: Cents): Cents {
  return amount > 0n ? amount : cents(0n);
}
