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
import type { Shown } from "../faults/balances-lag.ts";
import { pendingFees } from "../fees/sale.ts";
import { pendingTransferOut } from "../funding/pending.ts";
import { formatMoment } from "../http.ts";
import type { World } from "../world.ts";
import type { Account } from "./account.ts";
import { type AccountClose, findAccountClose, findPositionClose } from "./close-of-day.ts";
import type { Position } from "./position.ts";
import { reservedCash, unsettledProceeds } from "./reserved.ts";
import { intradayBasis, marketValueOf } from "./value.ts";

const COST_PER_CENT = 10_000_000_000_000n; // 10⁻¹⁵ dollars in a cent
const RATIO = 10_000_000_000n; // ratios have ten decimals

/** An account's balances as the broker shows them to whoever trades on it. */
export function balancesView(world: World, account: Account, shown: Shown, nowMs: number): object {
  const { state } = world;
  const { cash } = shown;
  const value = marketValueOf(world, shown.positions, nowMs);
  const withdrawable = formatCents(atLeastZero(cash - unsettledProceeds(state, account.id, newYorkDay(nowMs))));
  const power = atLeastZero(cash - reservedCash(state, account.id));
  return {
    ...standingView(account),
    cash: formatCents(cash),
    cash_withdrawable: withdrawable,
    cash_transferable: withdrawable,
    ...powerView(power),
    equity: formatCents(cash + value),
    portfolio_value: formatCents(cash + value),
    ...valueView(value),
    sma: "0",
    accrued_fees: "0",
    pending_reg_taf_fees: formatCents(pendingFees(state, account.id)),
    pending_transfer_in: "0",
    pending_transfer_out: formatCents(pendingTransferOut(state, account.id)),
    intraday_adjustments: "0",
    memoposts: "0",
    ...lastView(findAccountClose(state, account.id, nowMs)),
    balance_asof: previousSession(nowMs).on,
    previous_close: formatMoment(previousSession(nowMs).closeMs),
  };
}

/** Who an account is and what it may do. Dollars are lent to nobody: buying power is cash. */
function standingView({ id, number, status, configurations, createdAtMs }: Account): object {
  const blocked = status !== "ACTIVE";
  return {
    id,
    account_number: number,
    status,
    crypto_status: "INACTIVE",
    currency: "USD",
    multiplier: "1",
    trading_blocked: blocked,
    transfers_blocked: blocked,
    account_blocked: status === "ACCOUNT_CLOSED",
    trade_suspended_by_user: configurations.suspend_trade,
    shorting_enabled: false,
    options_approved_level: 0,
    options_trading_level: 0,
    options_buying_power: "0",
    created_at: formatMoment(createdAtMs),
    user_configurations: null,
  };
}

function powerView(power: Cents): object {
  const text = formatCents(power);
  return {
    buying_power: text,
    effective_buying_power: text,
    regt_buying_power: text,
    non_marginable_buying_power: text,
  };
}

/** What is held is paid for in full, and the market's rule for keeping it is three tenths of its worth. */
function valueView(value: Cents): object {
  const text = formatCents(value);
  return {
    long_market_value: text,
    short_market_value: "0",
    position_market_value: text,
    initial_margin: text,
    maintenance_margin: formatCents(maintenance(value)),
  };
}

/** The figures of the trading day before; an account that was not there then had nothing. */
function lastView(close: AccountClose | null): object {
  const { cash, longMarketValue: value, buyingPower } = close ?? { cash: 0n, longMarketValue: 0n, buyingPower: 0n };
  return {
    last_equity: formatCents(cash + value),
    last_cash: formatCents(cash),
    last_long_market_value: formatCents(value),
    last_short_market_value: "0",
    last_initial_margin: formatCents(value),
    last_maintenance_margin: formatCents(maintenance(value)),
    last_buying_power: formatCents(buyingPower),
    last_regt_buying_power: formatCents(buyingPower),
  };
}

function maintenance(value: bigint): bigint {
  return divide(value * 3n, 10n, "half_even");
}

/** One position as the broker shows it. `free` are the shares that no open sale keeps. */
export function positionView(world: World, position: Position, free: Shares, nowMs: number): object {
  const { state, market } = world;
  const { accountId, symbol, qty, cost } = position;
  const listing = market.get(symbol);
  const now = market.lastPrice(symbol, nowMs);
  const before = market.previousClose(symbol, nowMs);
  const value = notional(now, qty, "half_even");
  const costCents = divide(cost, COST_PER_CENT, "half_even");
  const close = findPositionClose(state, accountId, symbol, previousSession(nowMs).on);
  const dayCents = divide(intradayBasis(position, close, before), COST_PER_CENT, "half_even");
  return {
    asset_id: listing.id,
    symbol,
    exchange: listing.exchange,
    asset_class: "us_equity",
    asset_marginable: true,
    qty: formatShares(qty),
    qty_available: formatShares(free),
    avg_entry_price: formatDecimal(divide(cost * RATIO, qty, "half_even"), 16, 2),
    side: "long",
    market_value: formatCents(value),
    cost_basis: formatCents(costCents),
    unrealized_pl: formatCents(value - costCents),
    unrealized_plpc: ratio(value - costCents, costCents),
    unrealized_intraday_pl: formatCents(value - dayCents),
    unrealized_intraday_plpc: ratio(value - dayCents, dayCents),
    current_price: formatPrice(now),
    lastday_price: formatPrice(before),
    change_today: ratio(now - before, before),
  };
}

function ratio(part: bigint, whole: bigint): string {
  return formatDecimal(whole === 0n ? 0n : divide(part * RATIO, whole, "half_even"), 10, 0);
}

function atLeastZero(amount: bigint): Cents {
  return cents(amount > 0n ? amount : 0n);
}
